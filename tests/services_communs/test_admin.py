from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Utilisateur
from services_communs.models import Domaine, Fiche, Indicateur, PisteAction
from tests.fabriques import creer_adhesion, creer_fiche, creer_service

ADHESIONS = reverse("admin:services_communs_adhesion_changelist")


def page(modele, nom, *arguments):
    return reverse(f"admin:services_communs_{modele._meta.model_name}_{nom}", args=arguments)


@pytest.fixture
def contributeur(donnees):
    """Le compte de démonstration, avec les droits du groupe livré ; son domaine : le numérique."""
    return Utilisateur.objects.get(username="contributeur-numerique")


@pytest.fixture
def client_contributeur(client, contributeur):
    client.force_login(contributeur)
    return client


def envoi(reponse, **changements):
    """Ce que le navigateur renverrait de cette page d'administration."""
    donnees = {}
    formulaires = [reponse.context["adminform"].form]
    for inline in reponse.context["inline_admin_formsets"]:
        formulaires += [inline.formset.management_form, *inline.formset.forms]
    for formulaire in formulaires:
        for champ in formulaire:
            valeur = champ.value()
            if valeur is not None and valeur is not False:
                donnees[champ.html_name] = champ.field.prepare_value(valeur)
    return donnees | changements


def test_l_accueil_d_un_contributeur_ne_montre_que_ce_qu_il_peut_lire(client_contributeur):
    taches = client_contributeur.get(reverse("admin:index")).context["app_list"]

    assert [tache["name"] for tache in taches] == [
        "Préparer le rapport",
        "Services communs",
        "Référentiel",
    ]
    modeles = {modele["object_name"] for tache in taches for modele in tache["models"]}
    assert {"Participation", "Utilisateur", "Rapport"}.isdisjoint(modeles)


@pytest.mark.parametrize(
    ("modele", "domaine"),
    [(Fiche, "domaine"), (PisteAction, "fiche__domaine"), (Indicateur, "domaine")],
)
def test_un_contributeur_ne_voit_que_son_domaine(client_contributeur, modele, domaine):
    numerique = Domaine.objects.get(code="numerique")
    siennes = modele.objects.filter(**{domaine: numerique})
    autre = modele.objects.exclude(**{domaine: numerique}).first()

    liste = client_contributeur.get(page(modele, "changelist"), {"all": ""})

    assert set(liste.context["cl"].queryset) == set(siennes)
    assert client_contributeur.get(page(modele, "change", siennes[0].pk)).status_code == 200
    assert client_contributeur.get(page(modele, "change", autre.pk)).status_code == 302


def fiche_rouverte():
    Fiche.objects.filter(domaine__code="numerique", annee=2020).update(etat="en_cours")
    return Fiche.objects.get(domaine__code="numerique", annee=2020)


def test_un_contributeur_remplit_sa_fiche_sans_la_deplacer(client_contributeur):
    fiche = fiche_rouverte()
    url = page(Fiche, "change", fiche.pk)
    autre = Domaine.objects.exclude(pk=fiche.domaine_id).first()
    donnees = envoi(
        client_contributeur.get(url), a_etudier="Un entrepôt commun", domaine=autre.pk, annee=2031
    )

    reponse = client_contributeur.post(url, donnees)

    assert reponse.status_code == 302
    fiche.refresh_from_db()
    assert (fiche.a_etudier, fiche.domaine.code, fiche.annee) == (
        "Un entrepôt commun",
        "numerique",
        2020,
    )


@pytest.mark.parametrize("etat", ["a_valider", "validee"])
def test_un_contributeur_ne_change_plus_une_fiche_soumise(client_contributeur, etat):
    fiche = fiche_rouverte()
    piste = fiche.pistes.first()
    envois = [(page(type(o), "change", o.pk), o) for o in [fiche, piste]]
    donnees = [envoi(client_contributeur.get(url)) for url, _ in envois]
    Fiche.objects.filter(pk=fiche.pk).update(etat=etat)

    statuts = [
        client_contributeur.post(url, saisie).status_code
        for (url, _), saisie in zip(envois, donnees, strict=True)
    ]

    assert statuts == [403, 403]
    assert client_contributeur.get(envois[0][0]).status_code == 200


def test_l_etat_ne_se_change_pas_a_la_main(client_administrateur):
    fiche = creer_fiche(etat="en_cours")
    url = page(Fiche, "change", fiche.pk)

    client_administrateur.post(url, envoi(client_administrateur.get(url), etat="validee"))

    assert Fiche.objects.get(pk=fiche.pk).etat == "en_cours"


def test_valider_plusieurs_fiches_soumises(client_administrateur):
    soumise, en_cours = creer_fiche(etat="a_valider"), creer_fiche(etat="en_cours")

    reponse = client_administrateur.post(
        page(Fiche, "changelist"),
        {"action": "valider", "_selected_action": [soumise.pk, en_cours.pk]},
        follow=True,
    )

    assert dict(Fiche.objects.values_list("pk", "etat")) == {
        soumise.pk: "validee",
        en_cours.pk: "en_cours",
    }
    assert "1\u00a0fiche validée." in reponse.content.decode()
    assert "seule une fiche à valider se valide" in reponse.content.decode()
    assert LogEntry.objects.get().change_message == "Validée."
    assert soumise.commentaires.get().etat == "validee"


def test_valider_demande_le_droit(client_contributeur):
    reponse = client_contributeur.get(page(Fiche, "changelist"))

    assert "valider" not in dict(
        reponse.context["cl"].model_admin.get_action_choices(reponse.wsgi_request)
    )


def test_un_contributeur_saisit_la_valeur_de_l_annee_sans_changer_l_indicateur(
    client_contributeur,
):
    indicateur = Indicateur.objects.filter(domaine__code="numerique").first()
    url = page(Indicateur, "change", indicateur.pk)
    donnees = envoi(client_contributeur.get(url), libelle="Autre chose") | {
        "mesures-TOTAL_FORMS": indicateur.mesures.count() + 1,
        f"mesures-{indicateur.mesures.count()}-annee": 2021,
        f"mesures-{indicateur.mesures.count()}-qualificatif": "=",
        f"mesures-{indicateur.mesures.count()}-valeur": "12.5",
    }

    reponse = client_contributeur.post(url, donnees)

    assert reponse.status_code == 302
    assert indicateur.mesures.get(annee=2021).valeur == 12.5
    assert Indicateur.objects.get(pk=indicateur.pk).libelle == indicateur.libelle


def test_une_fiche_entiere_s_enregistre_avec_ses_lignes(client_administrateur, donnees):
    fiche = Fiche.objects.get(domaine__code="numerique", annee=2020)
    url = page(Fiche, "change", fiche.pk)
    avant = list(fiche.realisations.values())

    reponse = client_administrateur.post(url, envoi(client_administrateur.get(url)))

    assert reponse.status_code == 302
    assert list(fiche.realisations.values()) == avant


def test_cloturer_demande_le_droit_de_modifier(client_contributeur):
    reponse = client_contributeur.get(ADHESIONS)

    assert "cloturer" not in dict(
        reponse.context["cl"].model_admin.get_action_choices(reponse.wsgi_request)
    )


@pytest.mark.parametrize(("valeur", "attendues"), [("oui", 1), ("non", 2), (None, 3)])
def test_le_filtre_en_cours_aujourd_hui(client_administrateur, valeur, attendues):
    hier_et_avant = timezone.localdate().replace(year=timezone.localdate().year - 1)
    creer_adhesion()
    creer_adhesion(date_fin=hier_et_avant)
    creer_adhesion(date_debut=date(2999, 1, 1))

    liste = client_administrateur.get(ADHESIONS, {"en_cours": valeur} if valeur else {})

    assert liste.context["cl"].result_count == attendues


def test_deux_adhesions_saisies_ensemble_ne_se_chevauchent_pas(client_administrateur):
    """Chacune est valide seule : seule la saisie entière montre le doublon."""
    service = creer_service()
    collectivite = creer_adhesion().collectivite
    url = page(type(service), "change", service.pk)
    donnees = envoi(client_administrateur.get(url)) | {"adhesions-TOTAL_FORMS": 2}
    for rang in range(2):
        donnees |= {
            f"adhesions-{rang}-collectivite": collectivite.pk,
            f"adhesions-{rang}-date_debut": "01/01/2020",
            f"adhesions-{rang}-precision_debut": "jour",
        }

    reponse = client_administrateur.post(url, donnees)

    assert reponse.status_code == 200
    assert "se chevauchent" in reponse.content.decode()
    assert not service.adhesions.exists()
