"""Les listes de tous les objets des services communs et des finances : requêtes, tri, adresses."""

from decimal import Decimal

import pytest
from django.urls import reverse

from finances import tables_des_calculs as calculs
from services_communs import tables
from services_communs.conventions.tables import AvenantTable, ConventionTable
from services_communs.domaines.tables import DomaineTable
from services_communs.fiches.tables import (
    FicheTable,
    ObjectifTable,
    PisteActionTable,
    RealisationTable,
)
from services_communs.models import Avenant
from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_ccas,
    creer_commune,
    creer_concernees,
    creer_convention,
    creer_cout,
    creer_deliberation,
    creer_effectif,
    creer_mesure,
    creer_mission,
    creer_objectif,
    creer_realisation,
    creer_regularisation,
    creer_saisine,
    creer_service,
    creer_total_vote,
    creer_tranche,
    creer_valeur,
    metropole,
    numero,
)

pytestmark = pytest.mark.django_db


def creer_convention_complete():
    convention = creer_convention()
    service = creer_service()
    convention.services.set([service])
    convention.parties.set([metropole(), creer_ccas()])
    creer_adhesion(convention=convention, service=service)
    Avenant.objects.create(
        convention=convention, numero=numero(), objet="Reprise", date_effet="2020-01-01"
    )


def creer_domaine_complet():
    domaine = creer_service().domaine
    creer_effectif(domaine=domaine, etp=Decimal("9.5"))


def creer_piste_concernee():
    creer_concernees().collectivites.set([creer_commune(), creer_ccas()])


def creer_realisation_partagee():
    creer_realisation().beneficiaires.set([creer_commune(), creer_ccas()])


LISTES = {
    "domaine_liste": (DomaineTable, creer_domaine_complet),
    "mission_liste": (tables.MissionTable, lambda: creer_mission()),
    "convention_liste": (ConventionTable, creer_convention_complete),
    "avenant_liste": (AvenantTable, creer_convention_complete),
    "saisine_liste": (tables.SaisineTable, lambda: creer_saisine(objet="Un avis")),
    "mesure_liste": (tables.MesureTable, lambda: creer_mesure()),
    "fiche_liste": (FicheTable, lambda: creer_objectif()),
    "objectif_liste": (ObjectifTable, lambda: creer_objectif()),
    "piste_liste": (PisteActionTable, creer_piste_concernee),
    "realisation_liste": (RealisationTable, creer_realisation_partagee),
    "cout_liste": (calculs.CoutServiceTable, lambda: creer_cout()),
    "total_vote_liste": (calculs.TotalVoteTable, lambda: creer_total_vote()),
    "attribution_votee_liste": (
        calculs.AttributionTable,
        lambda: creer_attribution(deliberation=creer_deliberation(), base=Decimal(10)),
    ),
    "regularisation_liste": (calculs.RegularisationTable, lambda: creer_regularisation()),
    "valeur_liste": (calculs.ValeurCleTable, lambda: creer_valeur()),
    "tranche_liste": (calculs.TrancheForfaitTable, lambda: creer_tranche()),
}


@pytest.mark.parametrize("nom", LISTES)
def test_decupler_les_lignes_ne_change_pas_le_nombre_de_requetes(nom, client_agent, requetes):
    _, creer = LISTES[nom]
    creer()
    avant = requetes(lambda: client_agent.get(reverse(nom)))
    for _ in range(9):
        creer()

    assert requetes(lambda: client_agent.get(reverse(nom))) == avant <= 15


@pytest.mark.parametrize("sens", ["", "-"])
@pytest.mark.parametrize("nom", LISTES)
def test_toute_colonne_triable_se_trie(nom, sens, client_agent):
    table, creer = LISTES[nom]
    creer()
    creer()
    for colonne in [n for n, c in table.base_columns.items() if c.orderable is not False]:
        reponse = client_agent.get(reverse(nom), {"sort": f"{sens}{colonne}"})

        assert reponse.status_code == 200
        assert b'aria-sort="' in reponse.content


@pytest.mark.parametrize("nom", LISTES)
@pytest.mark.parametrize(
    "parametres",
    [
        {"sort": "colonne_inconnue", "page": "9999"},
        {"commune": "999999", "domaine": "'", "service": "%", "convention": "x", "cle": "-1"},
        {"au": "2019-02-30", "annee": "-1", "exercice": "🙂", "evaluation": "0"},
        {"au": "1492-01-01", "etat": "perdue", "nature": "%", "mode": "'", "perimetre": "x"},
        {"texte": "%' OR 1=1 --", "objet": "x" * 10_000, "titre": "\\"},
    ],
    ids=["tri", "cles", "jour", "choix", "texte"],
)
def test_une_adresse_tordue_donne_une_page(nom, parametres, client_agent):
    LISTES[nom][1]()

    assert client_agent.get(reverse(nom), parametres).status_code == 200
