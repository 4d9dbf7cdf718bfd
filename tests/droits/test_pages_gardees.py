"""Gardée ou non, chacun lit la même page : celle de ses droits, à son nom."""

import re

import pytest
from django.db import transaction
from django.urls import resolve

from gouvernance.memoire.lecteurs import DROITS, PARTICULARITES
from gouvernance.memoire.pages import page_gardee
from tests.adresses import ATTENTES
from tests.droits.attentes import ROLES
from tests.fabriques import creer_utilisateur
from tests.severite import ClientSevere, connecter

pytestmark = pytest.mark.django_db

# Masqué autrement à chaque page.
JETON = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w+')
GARDER = page_gardee(lambda requete: None).__code__
DEUX_FOIS = ["maire de la commune", "contributeur du domaine", "gestionnaire"]
LUES_POUR_LES_DROITS = DROITS | PARTICULARITES | {"auth_group", "gouvernance_collectivite"}


def est_gardee(adresse: str) -> bool:
    """Vrai si `page_gardee` est parmi les décorateurs de la vue."""
    vue = resolve(adresse).func
    while vue.__code__ is not GARDER and hasattr(vue, "__wrapped__"):
        vue = vue.__wrapped__
    return vue.__code__ is GARDER


def creer_jumeau(personne):
    """Quelqu'un d'autre, de mêmes droits."""
    jumeau = creer_utilisateur(
        is_staff=personne.is_staff, is_active=personne.is_active, first_name="Camille"
    )
    jumeau.groups.set(personne.groups.all())
    jumeau.collectivites.set(personne.collectivites.all())
    return jumeau


def lire(cookies, adresse: str) -> tuple[int, bytes]:
    """Ce que la page écrirait est défait."""
    client = ClientSevere()
    client.cookies = cookies.copy()
    with transaction.atomic():
        reponse = client.get(adresse)
        contenu = b"" if reponse.streaming else JETON.sub(b"", reponse.content)
        transaction.set_rollback(True)
    return reponse.status_code, contenu


@pytest.fixture
def lecteurs(monde) -> dict:
    """Les cookies d'une personne par rôle, et de deux pour certains."""
    jumeaux = {
        f"{role}, jumeau": connecter(creer_jumeau(monde.personnes[role])).cookies
        for role in DEUX_FOIS
    }
    return {role: monde.cookies[role] for role in ROLES} | jumeaux


def test_chacun_lit_la_page_qu_il_aurait_lue_sans_qu_elle_soit_gardee(
    monde, lecteurs, gardees, settings
):
    adresses = [monde.adresse(nom) for nom in sorted(ATTENTES)]
    differentes = []
    for adresse in filter(est_gardee, adresses):
        settings.PAGES_GARDEES = False
        seuls = {lecteur: lire(cookies, adresse) for lecteur, cookies in lecteurs.items()}
        settings.PAGES_GARDEES = True
        for lecteur, cookies in [*lecteurs.items(), *lecteurs.items()]:
            if lire(cookies, adresse) != seuls[lecteur]:
                differentes.append((adresse, lecteur))

    assert differentes == []
    assert sum(map(est_gardee, adresses)) > 40


@pytest.mark.parametrize(
    "nom",
    [
        "commune_detail",
        "service_detail",
        "adhesion_liste",
        "participation_liste",
        "seance_liste",
        "echeance_liste",
        "journal",
        "recherche",
        "attribution_detail",
        "evaluation_detail",
        "deliberation_detail",
        "rapport_detail",
    ],
)
def test_la_page_d_un_jumeau_ressert(monde, lecteurs, relues, nom):
    adresse, role = monde.adresse(nom), "maire de la commune"
    un, autre = ClientSevere(), ClientSevere()
    un.cookies, autre.cookies = lecteurs[role].copy(), lecteurs[f"{role}, jumeau"].copy()

    assert relues(un, adresse)
    # Ses droits, lus une fois ; la page, elle, ressert.
    assert relues(autre, adresse) == LUES_POUR_LES_DROITS
    assert relues(autre, adresse) == set()
