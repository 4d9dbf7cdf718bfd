"""Les lignes d'un objet : changées, ajoutées, supprimées par l'un et par l'autre."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services_communs.models import Adhesion
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import envoyer, ouvrir, page
from tests.fabriques import creer_adhesion, creer_commune, creer_service

pytestmark = pytest.mark.django_db

FIN = "2021-12-31"


@pytest.fixture
def service():
    service = creer_service(nom="Archives")
    for nom in ["Ahuy", "Daix"]:
        creer_adhesion(
            service=service, collectivite=creer_commune(nom=nom), date_debut=date(2019, 1, 1)
        )
    return service


def adhesion(nom) -> Adhesion:
    return Adhesion.objects.get(collectivite__nom=nom)


def test_deux_lignes_changees_par_deux_personnes_le_sont_toutes_deux(claire, paul, service):
    champs = ouvrir(claire, service)
    envoyer(paul, service, ouvrir(paul, service), **{"adhesions-0-date_fin": FIN})

    refus = envoyer(claire, service, champs, **{"adhesions-1-date_fin": "2022-12-31"})
    (repris,) = refus.context["conflit"].repris
    assert (repris.avant, repris.apres) == ("vide", "31/12/2021")
    assert refus.context["conflit"].a_choisir == 0
    claire.post(page(service), lire_formulaire(refus))

    assert adhesion("Ahuy").date_fin == date(2021, 12, 31)
    assert adhesion("Daix").date_fin == date(2022, 12, 31)


@pytest.mark.parametrize(
    ("choix", "fin"), [("mienne", date(2022, 6, 30)), ("leur", date(2021, 12, 31))]
)
def test_la_meme_ligne_se_choisit(claire, paul, service, choix, fin):
    """L'autre la change sur sa propre page, non sur celle du service."""
    champs, ahuy = ouvrir(claire, service), adhesion("Ahuy")
    envoyer(paul, ahuy, ouvrir(paul, ahuy), date_fin=FIN)

    refus = envoyer(claire, service, champs, **{"adhesions-0-date_fin": "2022-06-30"})
    (champ,) = refus.context["conflit"].champs
    claire.post(page(service), lire_formulaire(refus) | {champ.nom: choix})

    assert adhesion("Ahuy").date_fin == fin


def test_la_ligne_ajoutee_par_l_autre_est_reprise_et_la_mienne_gardee(claire, paul, service):
    longvic, talant = creer_commune(nom="Longvic"), creer_commune(nom="Talant")
    champs = ouvrir(claire, service)
    creer_adhesion(service=service, collectivite=longvic)

    refus = envoyer(
        claire,
        service,
        champs,
        **{
            "adhesions-TOTAL_FORMS": "3",
            "adhesions-2-collectivite": talant.pk,
            "adhesions-2-date_debut": "2020-01-01",
            "adhesions-2-precision_debut": "jour",
        },
    )
    assert "Longvic : Archives : ajoutée par" in refus.context["conflit"].phrases[0].replace(
        "\xa0", " "
    )
    retour = lire_formulaire(refus)
    assert retour["adhesions-INITIAL_FORMS"] == ["3"]
    claire.post(page(service), retour)

    noms = service.adhesions.values_list("collectivite__nom", flat=True)
    assert sorted(noms) == ["Ahuy", "Daix", "Longvic", "Talant"]


def test_la_ligne_supprimee_par_l_autre_disparait_si_on_n_y_touchait_pas(claire, paul, service):
    champs = ouvrir(claire, service)
    adhesion("Ahuy").delete()

    refus = envoyer(claire, service, champs, **{"adhesions-1-date_fin": FIN})
    claire.post(page(service), lire_formulaire(refus))

    assert adhesion("Daix").date_fin == date(2021, 12, 31)
    assert service.adhesions.count() == 1


@pytest.mark.parametrize(("choix", "reste"), [("mienne", True), ("leur", False)])
def test_la_ligne_supprimee_par_l_autre_et_changee_par_moi_se_choisit(
    claire, paul, service, choix, reste
):
    champs = ouvrir(claire, service)
    envoyer(paul, service, ouvrir(paul, service), **{"adhesions-0-DELETE": "on"})

    refus = envoyer(claire, service, champs, **{"adhesions-0-date_fin": FIN})
    (ligne,) = refus.context["conflit"].lignes
    assert "supprimée par Paul Petit" in ligne.phrase
    encore = claire.post(page(service), lire_formulaire(refus))
    claire.post(page(service), lire_formulaire(encore) | {ligne.nom: choix})

    fins = service.adhesions.filter(collectivite__nom="Ahuy").values_list("date_fin", flat=True)
    assert list(fins) == ([date(2021, 12, 31)] if reste else [])


@pytest.mark.parametrize(("choix", "reste"), [("mienne", False), ("leur", True)])
def test_supprimer_une_ligne_que_l_autre_a_changee_se_confirme(claire, paul, service, choix, reste):
    champs = ouvrir(claire, service)
    envoyer(paul, service, ouvrir(paul, service), **{"adhesions-0-date_fin": FIN})

    refus = envoyer(claire, service, champs, **{"adhesions-0-DELETE": "on"})
    assert adhesion("Ahuy").date_fin == date(2021, 12, 31)
    (ligne,) = refus.context["conflit"].lignes
    encore = claire.post(page(service), lire_formulaire(refus))
    assert encore.context["conflit"].a_choisir == 1
    claire.post(page(service), lire_formulaire(encore) | {ligne.nom: choix})

    assert service.adhesions.filter(collectivite__nom="Ahuy").exists() is reste


def de_version(appel) -> int:
    """Requêtes qui lisent des versions ou prennent des verrous, parmi celles d'une page."""
    with CaptureQueriesContext(connection) as capture:
        appel()
    return sum("historique" in requete["sql"] for requete in capture)


def test_les_versions_se_lisent_en_un_nombre_constant_de_requetes(claire, service):
    """Une pour l'objet, une pour ses lignes, à l'ouverture comme à l'envoi."""
    creer_adhesion(service=service)
    champs = ouvrir(claire, service) | {"nom": ""}
    avant = [de_version(a) for a in appels(claire, service, champs)]
    for _ in range(10):
        creer_adhesion(service=service)
    champs = ouvrir(claire, service) | {"nom": ""}

    assert [de_version(a) for a in appels(claire, service, champs)] == avant


def appels(client, service, champs):
    return [
        lambda: client.get(page(service)),
        lambda: envoyer(client, service, champs),
    ]


def test_un_conflit_se_decrit_en_un_nombre_constant_de_requetes(claire, service):
    for _ in range(10):
        creer_adhesion(service=service)
    champs = ouvrir(claire, service)
    nombres = []
    for combien in [2, 12]:
        for ligne in service.adhesions.order_by("pk")[:combien]:
            ligne.date_fin = date(2022, 12, 31)
            ligne.save()
        nombres.append(de_version(lambda: envoyer(claire, service, champs)))

    assert nombres[0] == nombres[1]
