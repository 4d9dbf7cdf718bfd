"""Chaque contrôle voit la faute plantée, et n'accuse pas sa jumelle."""

import re
from datetime import date

import pytest
from django.conf import settings

from mutualisation.controles.noms import est_une_faute
from mutualisation.controles.registre import CONTROLES
from mutualisation.models import DateAnnoncee
from tests.controles import (
    ecarts_actes,
    ecarts_collectivites,
    ecarts_documents,
    ecarts_finances,
    ecarts_gouvernance,
    ecarts_services_communs,
)

pytestmark = pytest.mark.django_db

ECARTS = {
    **ecarts_collectivites.ECARTS,
    **ecarts_gouvernance.ECARTS,
    **ecarts_actes.ECARTS,
    **ecarts_services_communs.ECARTS,
    **ecarts_finances.ECARTS,
    **ecarts_documents.ECARTS,
}
# Une métropole, une mandature ou un schéma de ce nom ne se plante qu'une fois.
UNIQUES = {
    "populations",
    "sieges",
    "mandatures",
    "mandatures-sans-sieges",
    "installation",
    "effectif-du-conseil",
    "actes-et-mandature",
    "schemas-et-actes",
}
PAR_CODE = {controle.code: controle for controle in CONTROLES}


def relever(code):
    return list(PAR_CODE[code].constater())


def test_chaque_controle_a_sa_faute_et_sa_jumelle():
    assert ECARTS.keys() == PAR_CODE.keys()
    assert len(CONTROLES) == len(PAR_CODE)


@pytest.mark.parametrize("code", ECARTS)
def test_la_faute_est_vue(code):
    planter, _ = ECARTS[code]
    planter()

    constats = relever(code)

    assert constats
    cles = [constat.cle for constat in constats]
    assert len(set(cles)) == len(cles)
    assert all(len(cle) <= 300 for cle in cles)


@pytest.mark.parametrize("code", ECARTS)
def test_la_jumelle_n_est_pas_accusee(code):
    _, jumelle = ECARTS[code]
    jumelle()

    assert relever(code) == []


def test_une_date_au_mois_pres_ne_contredit_pas_un_jour_de_ce_mois():
    for jour, precision in [(date(2020, 9, 17), "jour"), (date(2020, 9, 1), "mois")]:
        DateAnnoncee.objects.create(
            document=precision, emplacement="", fait="Intention", jour=jour, precision=precision
        )

    assert relever("dates-annoncees") == []


@pytest.mark.parametrize("code", ECARTS)
def test_un_constat_mene_a_une_page_qui_s_ouvre(code, client_administrateur):
    planter, _ = ECARTS[code]
    planter()

    lignes = [ligne for constat in relever(code) for ligne in constat.lignes]

    assert lignes
    for ligne in lignes:
        assert client_administrateur.get(ligne.adresse).status_code == 200


@pytest.mark.parametrize("code", [code for code in ECARTS if code not in UNIQUES])
def test_le_nombre_de_requetes_ne_depend_pas_des_fautes(code, requetes):
    planter, _ = ECARTS[code]
    planter()
    une = requetes(lambda: relever(code))
    planter()

    assert requetes(lambda: relever(code)) == une


@pytest.mark.parametrize(
    ("ecrit", "nom", "attendu"),
    [
        ("Féney", "Fénay", True),
        ("Féray", "Fénay", True),
        ("Chenôte", "Chenôve", True),
        ("Fontaine-les-Dijon", "Fontaine-lès-Dijon", True),
        ("Marsannay la côte", "Marsannay-la-Côte", True),
        ("Corcelles", "Corcelles-les-Monts", False),
        ("ville de Dijon", "Dijon", False),
        ("Sennecey", "Sennecey-lès-Dijon", False),
    ],
)
def test_un_raccourci_n_est_pas_une_faute(ecrit, nom, attendu):
    assert est_une_faute(ecrit, nom) is attendu


def test_la_documentation_cite_chaque_controle_et_nul_autre():
    pages = [settings.RACINE / "docs" / f"{nom}.md" for nom in ["controles", "ecarts-des-sources"]]
    cites = [set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", page.read_text("utf-8"))) for page in pages]

    assert cites[0] == PAR_CODE.keys()
    assert cites[1] <= PAR_CODE.keys()
