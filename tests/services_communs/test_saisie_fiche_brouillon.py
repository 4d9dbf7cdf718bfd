"""Le brouillon d'une fiche : gardé à mesure, rétabli à la réouverture, jamais jugé trop tôt."""

from datetime import date

import pytest
from django.test import Client

from tests.fabriques import (
    creer_administrateur,
    creer_commune,
    creer_concernees,
    creer_domaine,
    creer_fiche,
    creer_objectif,
    creer_piste,
    creer_realisation,
)
from tests.services_communs.saisies import (
    adresse,
    connecte,
    creer_contributeur,
    enregistrer,
    ouvrir,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche():
    return creer_fiche(annee=2021)


@pytest.fixture
def contributeur(fiche):
    return creer_contributeur(fiche.domaine)


@pytest.fixture
def client(contributeur):
    return connecte(contributeur)


def garder(client, fiche, champs):
    return client.post(adresse(fiche, "fiche_brouillon"), champs)


def presser(client, fiche, champs, **bouton):
    """Un bouton de la page, sans script ; rend la page qui suit."""
    return client.post(adresse(fiche), champs | bouton, follow=True)


def test_la_saisie_gardee_revient_a_la_reouverture_et_on_le_dit(client, fiche):
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "À moitié écr", "effectif-etp": "douze"}

    reponse = garder(client, fiche, champs)
    page = client.get(adresse(fiche)).content.decode()

    fiche.refresh_from_db()
    assert reponse.json()["etat"].startswith("Brouillon gardé à")
    assert "À moitié écr" in page
    assert "est rétabli" in page
    assert "aria-invalid" not in page
    assert (fiche.etat, fiche.a_etudier) == ("en_cours", "")


def test_un_caractere_nul_n_empeche_pas_de_garder_le_reste(client, fiche):
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "À moi\0tié", "\0": "\0"}

    assert garder(client, fiche, champs).status_code == 200
    assert "À moitié" in client.get(adresse(fiche)).content.decode()


def test_un_brouillon_n_est_qu_a_son_auteur(client, fiche):
    garder(client, fiche, ouvrir(client, fiche) | {"fiche-a_etudier": "Rien qu’à moi"})

    autre = connecte(creer_contributeur(fiche.domaine)).get(adresse(fiche))

    assert "Rien qu’à moi" not in autre.content.decode()


def test_enregistrer_efface_le_brouillon(client, fiche):
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "Fini"}
    garder(client, fiche, champs)

    enregistrer(client, fiche, champs)

    assert not fiche.brouillons.exists()
    assert "est rétabli" not in client.get(adresse(fiche)).content.decode()


def test_abandonner_le_brouillon_rend_la_fiche_enregistree(client, fiche):
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "À oublier"}
    garder(client, fiche, champs)

    page = presser(client, fiche, champs, action="abandonner").content.decode()

    assert "À oublier" not in page
    assert not fiche.brouillons.exists()


def test_un_brouillon_rouvert_apres_un_enregistrement_le_dit(client, fiche):
    garder(client, fiche, ouvrir(client, fiche) | {"fiche-a_etudier": "Ma version"})
    autre = connecte(creer_administrateur(last_name="Direction"))
    enregistrer(autre, fiche, ouvrir(autre, fiche) | {"fiche-a_etudier": "La leur"})

    page = client.get(adresse(fiche)).content.decode()
    enregistree = client.get(adresse(fiche), {"enregistree": ""}).content.decode()

    assert "La fiche a changé depuis que vous l’avez ouverte" in page
    assert "Ma version" in page
    assert "La leur" in enregistree


@pytest.mark.parametrize(
    ("longueur", "statut"),
    [(1_500_001, 413), (11_000_000, 400)],
    ids=["un million et demi de signes", "onze millions"],
)
def test_une_saisie_demesuree_n_est_pas_gardee(client, fiche, longueur, statut):
    assert garder(client, fiche, {"fiche-a_etudier": "x" * longueur}).status_code == statut
    assert not fiche.brouillons.exists()


def test_une_saisie_trop_longue_pour_un_brouillon_reste_a_l_ecran(client, fiche):
    long = "x" * 1_500_001

    page = presser(
        client, fiche, ouvrir(client, fiche) | {"fiche-a_etudier": long}, action="brouillon"
    )

    assert long in page.content.decode()
    assert "trop longue" in page.content.decode()


def test_une_fiche_soumise_garde_le_brouillon_sans_le_montrer_perdu(client, fiche):
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "Un ajout"}
    fiche.etat = "a_valider"
    fiche.save()

    reponse = garder(client, fiche, champs)

    assert reponse.status_code == 409
    assert "gardée en brouillon" in reponse.json()["etat"].replace("\u00a0", " ")
    assert fiche.brouillons.get().saisie["fiche-a_etudier"] == ["Un ajout"]


def test_qui_se_reconnecte_ailleurs_reprend_un_jeton_et_garde_sa_saisie(contributeur, fiche):
    client = Client(enforce_csrf_checks=True)
    client.force_login(contributeur)
    chemin = adresse(fiche, "fiche_brouillon")
    assert client.post(chemin, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403

    jeton = client.get(chemin).json()["jeton"]

    assert client.post(chemin, {"csrfmiddlewaretoken": jeton}).status_code == 200


def test_une_session_expiree_renvoie_a_la_connexion(client, fiche):
    champs = ouvrir(client, fiche)
    client.logout()

    # Le script, que le navigateur annonce ainsi, sait proposer de se reconnecter.
    envoi = client.post(
        adresse(fiche, "fiche_brouillon"), champs, headers={"Sec-Fetch-Mode": "cors"}
    )

    assert envoi.status_code == 302


def test_sans_script_on_ajoute_une_ligne_sans_rien_perdre(client, fiche):
    creer_realisation(fiche=fiche, ordre=1, titre="Un guichet")
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "À garder"}

    suite = presser(client, fiche, champs, ajouter="realisations")

    assert suite.redirect_chain[-1][0].endswith("#realisations-fin")
    assert [ligne["titre"].value() for ligne in suite.context["saisie"].realisations] == [
        "Un guichet",
        None,
    ]
    assert "À garder" in suite.content.decode()


def test_on_ajoute_une_annee_a_une_action(client, fiche):
    creer_piste(fiche=fiche, ordre=1)

    suite = presser(client, fiche, ouvrir(client, fiche), ajouter="pistes-0-concernees")

    (piste,) = suite.context["saisie"].pistes
    assert len(piste.concernees.forms) == 2


@pytest.mark.parametrize("prefixe", ["realisations", "inconnu", "pistes-9-concernees"])
def test_un_ajout_forge_ou_de_trop_ne_fait_rien(client, fiche, prefixe):
    champs = ouvrir(client, fiche) | {"realisations-TOTAL_FORMS": "300"}

    suite = presser(client, fiche, champs, ajouter=prefixe)

    assert len(suite.context["saisie"].realisations.forms) == 300


def test_un_brouillon_forge_ne_casse_pas_la_page(client, fiche):
    garder(client, fiche, {"realisations-TOTAL_FORMS": "beaucoup", "nimporte": "quoi"})

    assert client.get(adresse(fiche)).status_code == 200


def test_reprendre_l_an_dernier_remplit_le_brouillon_seulement(client, fiche):
    commune = creer_commune()
    precedente = creer_fiche(domaine=fiche.domaine, annee=2020, prerequis="Des moyens")
    creer_objectif(fiche=precedente, ordre=1, texte="Partager")
    piste = creer_piste(fiche=precedente, ordre=1, texte="Créer un service")
    creer_concernees(piste=piste, annee=2020).collectivites.add(commune)
    creer_realisation(fiche=precedente, ordre=1, titre="Finie")
    realisation = creer_realisation(
        fiche=precedente, ordre=2, titre="Portail", etat="en_cours", echeance=date(2021, 6, 1)
    )
    realisation.beneficiaires.add(commune)

    for quoi in ["fiche-prerequis", "objectifs", "pistes", "realisations-1", "realisations-7"]:
        suite = presser(client, fiche, ouvrir(client, fiche), reprendre=quoi)
        assert not fiche.objectifs.exists()
    saisie = suite.context["saisie"]
    enregistrer(client, fiche, ouvrir(client, fiche))

    fiche.refresh_from_db()
    assert saisie.textes["prerequis"].value() == "Des moyens"
    assert fiche.prerequis == "Des moyens"
    assert fiche.objectifs.get().texte == "Partager"
    assert fiche.pistes.get().concernees.get().collectivites.get() == commune
    reprise = fiche.realisations.get()
    assert (reprise.titre, reprise.etat, reprise.echeance) == (
        "Portail",
        "en_cours",
        date(2021, 6, 1),
    )
    assert reprise.beneficiaires.get() == commune


def test_l_auteur_d_un_autre_domaine_ne_garde_rien(fiche):
    etranger = connecte(creer_contributeur(creer_domaine()))

    assert garder(etranger, fiche, {"fiche-a_etudier": "x"}).status_code == 404
    assert not fiche.brouillons.exists()
