"""La page des exercices, la réouverture motivée, et ce que montrent les formulaires clos."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from gouvernance.exercices import exercices_clos, exercices_clos_lus_une_fois
from gouvernance.exercices.operations import rouvrir
from gouvernance.models import Cloture
from services_communs.models import Adhesion, Fiche, Mesure
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_agent,
    creer_cout,
    creer_domaine,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_objectif,
    creer_rapport,
)

pytestmark = pytest.mark.django_db
LISTE = reverse("exercice_liste")
ROUVRIR = reverse("exercice_rouvrir", args=[2020])
REFERMER = reverse("exercice_refermer", args=[2020])


@pytest.fixture
def clos(clos_2020):
    creer_rapport(annee=2020)
    return clos_2020()


def texte(reponse) -> str:
    return reponse.content.decode().replace("\xa0", " ")


def page_admin(objet):
    nom = f"admin:{objet._meta.app_label}_{objet._meta.model_name}_change"
    return reverse(nom, args=[objet.pk])


def test_un_exercice_se_rouvre_avec_un_motif_puis_se_referme(clos, client_administrateur):
    assert "Clos depuis le" in texte(client_administrateur.get(LISTE))
    refus = client_administrateur.post(ROUVRIR, {"motif": "  "})
    assert "Dites pourquoi l’exercice est rouvert." in texte(refus)
    assert 2020 in exercices_clos()

    client_administrateur.post(ROUVRIR, {"motif": "L’effectif du droit est faux."})

    page = texte(client_administrateur.get(LISTE))
    assert "Exercice rouvert depuis le" in page
    assert "L’effectif du droit est faux." in page
    assert not exercices_clos()
    accueil = texte(client_administrateur.get(reverse("admin:index")))
    assert "Exercice 2020 rouvert depuis le" in accueil

    client_administrateur.post(REFERMER)

    assert 2020 in exercices_clos()
    assert Cloture.objects.filter(annee=2020).count() == 2
    assert "rouvert depuis" not in texte(client_administrateur.get(reverse("admin:index")))
    assert "L’effectif du droit est faux." in texte(client_administrateur.get(LISTE))


def test_l_historique_garde_qui_a_clos_et_rouvert_et_pourquoi(clos):
    administrateur = creer_administrateur()
    rouvrir(annee=2020, par=administrateur, motif="Un erratum.")

    derniere, premiere = clos.historique.all()
    assert (derniere.history_change_reason, derniere.history_user) == (
        "Un erratum.",
        administrateur,
    )
    assert premiere.history_type == "+"


def test_un_agent_lit_les_exercices_sans_pouvoir_les_rouvrir(clos, client_agent):
    assert "Rouvrir" not in texte(client_agent.get(LISTE))
    assert client_agent.post(ROUVRIR, {"motif": "Moi."}).status_code == 404
    assert client_agent.post(REFERMER).status_code == 404
    assert 2020 in exercices_clos()


def test_un_exercice_jamais_clos_ne_se_referme_pas_a_la_main(client_administrateur):
    creer_rapport(annee=2021)

    adresse = reverse("exercice_refermer", args=[2021])
    page = texte(client_administrateur.post(adresse, follow=True))

    assert "se clôt en publiant son rapport" in page
    assert not exercices_clos()


def test_un_exercice_deja_rouvert_le_dit(clos, client_administrateur):
    rouvrir(annee=2020, par=creer_administrateur(), motif="Un erratum.")

    assert "il n’y a rien à rouvrir" in texte(client_administrateur.get(ROUVRIR))
    page = client_administrateur.post(ROUVRIR, {"motif": "Encore."})
    assert page.status_code == 200
    assert Cloture.objects.count() == 1


def test_la_page_garde_son_nombre_de_requetes(clos, client_administrateur, requetes):
    avant = requetes(lambda: client_administrateur.get(LISTE))
    for annee in range(2010, 2018):
        creer_rapport(annee=annee)
        Cloture.objects.create(annee=annee, close_par=creer_administrateur())

    assert requetes(lambda: client_administrateur.get(LISTE)) == avant


def test_une_donnee_close_se_lit_dans_l_admin_avec_la_raison(clos_2020, client_administrateur):
    cout = creer_cout(exercice=2020)
    clos_2020()

    page = texte(client_administrateur.get(page_admin(cout)))

    assert "est clos depuis le" in page
    assert ROUVRIR in page
    assert 'name="_save"' not in page
    assert client_administrateur.post(page_admin(cout), {"montant": "1"}).status_code == 403


def test_une_adhesion_close_ne_laisse_saisir_que_sa_fin(clos_2020, client_administrateur):
    adhesion = creer_adhesion(date_debut=date(2018, 1, 1))
    clos_2020()

    def enregistrer(fin):
        saisie = {"date_fin": fin, "motif_du_changement": "Un retrait délibéré."}
        return client_administrateur.post(page_admin(adhesion), saisie)

    assert 'name="date_debut"' not in texte(client_administrateur.get(page_admin(adhesion)))
    assert "est clos depuis le" in texte(enregistrer("2020-06-30"))
    assert Adhesion.objects.get(pk=adhesion.pk).date_fin is None

    enregistrer("2021-06-30")

    assert Adhesion.objects.get(pk=adhesion.pk).date_fin == date(2021, 6, 30)


def test_les_lignes_closes_se_lisent_parmi_les_autres(clos_2020, client_administrateur):
    indicateur = creer_indicateur()
    mesures = [creer_mesure(indicateur=indicateur, annee=annee, valeur=5) for annee in (2020, 2021)]
    clos_2020()
    saisie = {
        "domaine": indicateur.domaine_id,
        "libelle": indicateur.libelle,
        "ordre": indicateur.ordre,
        "sens": indicateur.sens,
        "mesures-TOTAL_FORMS": 2,
        "mesures-INITIAL_FORMS": 2,
    }
    for rang, mesure in enumerate(sorted(mesures, key=lambda m: -m.annee)):
        saisie |= {
            f"mesures-{rang}-id": mesure.pk,
            f"mesures-{rang}-indicateur": indicateur.pk,
            f"mesures-{rang}-annee": mesure.annee,
            f"mesures-{rang}-qualificatif": "=",
            f"mesures-{rang}-valeur": 9,
            f"mesures-{rang}-DELETE": "on" if mesure.annee == 2020 else "",
        }

    client_administrateur.post(page_admin(indicateur), saisie)

    assert list(Mesure.objects.order_by("annee").values_list("annee", "valeur")) == [
        (2020, 5),
        (2021, 9),
    ]


def test_une_fiche_close_se_lit_et_garde_ce_qui_etait_tape(clos_2020, client_administrateur):
    fiche = creer_fiche(annee=2020, domaine=creer_domaine())
    creer_objectif(fiche=fiche)
    clos_2020()
    adresse = reverse("fiche_saisir", args=[2020, fiche.domaine.code])

    page = texte(client_administrateur.get(adresse))
    assert "est clos depuis le" in page
    assert 'value="enregistrer"' not in page

    saisie = {"action": "enregistrer", "fiche-faits_marquants": "Un fait."}
    page = texte(client_administrateur.post(adresse, saisie, follow=True))

    assert "Votre saisie est gardée en brouillon." in page
    assert Fiche.objects.get().faits_marquants == ""
    assert fiche.brouillons.count() == 1


def test_une_fiche_close_ne_montre_pas_de_bouton_sans_effet(clos_2020, client_administrateur):
    creer_rapport(annee=2020)
    fiche = creer_fiche(annee=2020, domaine=creer_domaine(), etat=Fiche.Etat.A_VALIDER)
    pages = [
        reverse("fiche_suivre", args=[2020, fiche.domaine.code]),
        reverse("campagne_detail", args=[2020]),
    ]
    ouvertes = [texte(client_administrateur.get(page)) for page in pages]
    clos_2020()
    closes = [texte(client_administrateur.get(page)) for page in pages]

    assert all('value="valider"' in page for page in ouvertes)
    assert not any('value="valider"' in page or "Relancer" in page for page in closes)
    assert "est clos depuis le" in closes[0]


def test_un_exercice_rouvert_se_rappelle_sur_chaque_page_de_saisie(clos, client_administrateur):
    rouvrir(annee=2020, par=creer_administrateur(), motif="Un effectif est faux.")
    fiche = creer_fiche(annee=2020, domaine=creer_domaine())
    mesure = creer_mesure(indicateur=creer_indicateur(domaine=fiche.domaine), annee=2020, valeur=5)
    adhesion = creer_adhesion(date_debut=date(2018, 1, 1))
    grille = f"{reverse('grille_mesures')}?domaine={fiche.domaine.code}&annee="
    bandeau = "Exercice 2020 rouvert depuis le"
    pages = [
        reverse("fiche_saisir", args=[2020, fiche.domaine.code]),
        reverse("fiche_suivre", args=[2020, fiche.domaine.code]),
        reverse("texte_saisir", args=[2020, "essentiel"]),
        f"{grille}2020",
        reverse("grille_adhesions", args=[adhesion.service.code]),
        page_admin(fiche),
        page_admin(adhesion),
    ]

    for page in pages:
        lue = texte(client_administrateur.get(page))
        assert bandeau in lue, page
        assert "Un effectif est faux." in lue
    for page in [f"{grille}2021", page_admin(mesure.indicateur)]:
        assert bandeau not in texte(client_administrateur.get(page))
    Cloture.objects.create(annee=2021)
    # L'adhésion compte encore dans 2021, qui la verrouille : 2020 rouvert n'y change rien.
    assert bandeau not in texte(client_administrateur.get(page_admin(adhesion)))


def test_un_texte_clos_se_lit_et_ne_s_enregistre_pas(clos, client_administrateur):
    adresse = reverse("texte_saisir", args=[2020, "essentiel"])

    page = texte(client_administrateur.get(adresse))
    assert "est clos depuis le" in page
    assert 'value="enregistrer"' not in page

    saisie = {"texte": "Nouveau", "action": "enregistrer", "empreinte": ""}
    assert "est clos depuis le" in texte(client_administrateur.post(adresse, saisie))


def test_le_verrou_coute_une_requete_par_enregistrement(clos, django_assert_num_queries):
    """Plus une lecture des exercices clos par page ou par lot ; une création ne coûte rien."""
    fiches = [creer_fiche(annee=annee) for annee in (2021, 2022)]

    with exercices_clos_lus_une_fois(), django_assert_num_queries(1 + len(fiches)):
        for fiche in fiches:
            fiche.refuser_si_clos()
    with exercices_clos_lus_une_fois(), django_assert_num_queries(1):
        for annee in range(2023, 2043):
            Fiche(annee=annee).refuser_si_clos()


def test_sans_exercice_clos_le_verrou_ne_lit_rien_d_autre(db, django_assert_num_queries):
    fiche = creer_fiche(annee=2021)

    with django_assert_num_queries(1):
        fiche.refuser_si_clos()


def test_un_agent_sans_droit_lit_la_raison_sans_lien(clos_2020, client):
    cout = creer_cout(exercice=2020)
    clos_2020()
    agent = creer_agent()
    agent.user_permissions.set(Permission.objects.filter(content_type__model="coutservice"))
    client.force_login(agent)

    page = texte(client.get(page_admin(cout)))

    assert "est clos depuis le" in page
    assert ROUVRIR not in page
