"""Par contrôle : une donnée fautive, et sa jumelle juste."""

from datetime import date
from decimal import Decimal

from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_cooperation,
    creer_domaine,
    creer_effectif,
    creer_exterieure,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_partie,
    creer_realisation,
    creer_service,
    creer_transfert,
)


def effectifs(premier: dict, second: dict):
    """Deux effectifs du même domaine, un an après l'autre sauf mention contraire."""
    domaine = creer_domaine()
    creer_effectif(domaine=domaine, etp=Decimal(9), date=date(2019, 11, 30), **premier)
    creer_effectif(domaine=domaine, etp=Decimal(9), **second)


def deux_domaines(**second):
    creer_effectif(agents=6, etp=Decimal("5.8"))
    creer_effectif(**{"agents": 6, "etp": Decimal("5.8")} | second)


def transfert(agents: int):
    domaine = creer_domaine()
    creer_transfert(domaine=domaine, agents=agents)
    creer_effectif(domaine=domaine, agents=10, etp=Decimal(9))


def transfert_de_l_adherent(meme_domaine: bool):
    adhesion = creer_adhesion()
    domaine = adhesion.service.domaine if meme_domaine else creer_domaine()
    creer_transfert(domaine=domaine, origine=adhesion.collectivite)


def indicateur(**mesure):
    attendu = creer_indicateur(est_obligatoire=True)
    creer_fiche(domaine=attendu.domaine)
    if mesure:
        creer_mesure(indicateur=attendu, **mesure)


def serie(nouvelle: int, **mesure):
    suivi = creer_indicateur()
    creer_mesure(indicateur=suivi, annee=2019, valeur=Decimal(100))
    creer_mesure(indicateur=suivi, valeur=Decimal(nouvelle), **mesure)


def realisation(etat: str, echeance: date):
    creer_realisation(etat=etat, echeance=echeance)


def adhesions_successives(reprise: date):
    premiere = creer_adhesion(date_fin=date(2019, 6, 30))
    creer_adhesion(service=premiere.service, collectivite=premiere.collectivite, date_debut=reprise)


def ccas_adherent(commune_adherente: bool):
    commune = creer_commune()
    adhesion = creer_adhesion(collectivite=creer_ccas(commune=commune))
    if commune_adherente:
        creer_adhesion(service=adhesion.service, collectivite=commune)


def cooperation(*parties):
    ensemble = creer_cooperation()
    for partie in parties:
        creer_partie(cooperation=ensemble, collectivite=partie)


ECARTS = {
    "etp-et-agents": (
        lambda: creer_effectif(agents=47, etp=Decimal("47.1")),
        lambda: creer_effectif(agents=47, etp=Decimal("47.0")),
    ),
    "effectif-incomplet": (
        lambda: creer_effectif(agents=None, etp=Decimal(6)),
        lambda: creer_effectif(agents=6, etp=Decimal(6)),
    ),
    "dates-d-observation": (
        lambda: [
            creer_effectif(),
            creer_effectif(),
            creer_effectif(date=date(2020, 12, 31)),
        ],
        lambda: [creer_effectif(), creer_effectif(), creer_effectif(date=date(2019, 12, 31))],
    ),
    "effectifs-identiques": (deux_domaines, lambda: deux_domaines(etp=Decimal("5.6"))),
    "variation-des-effectifs": (
        lambda: effectifs({"agents": 10}, {"agents": 13}),
        lambda: effectifs({"agents": 10}, {"agents": 12}),
    ),
    "transferts-et-effectif": (lambda: transfert(11), lambda: transfert(10)),
    "transferts-et-adhesions": (
        lambda: transfert_de_l_adherent(meme_domaine=False),
        lambda: transfert_de_l_adherent(meme_domaine=True),
    ),
    "indicateurs-attendus": (indicateur, lambda: indicateur(valeur=Decimal(1))),
    "variation-des-indicateurs": (lambda: serie(151), lambda: serie(150)),
    "realisations-echues": (
        lambda: realisation("en_cours", date(2020, 1, 1)),
        lambda: realisation("en_cours", date(2021, 1, 1)),
    ),
    "realisations-anticipees": (
        lambda: realisation("realisee", date(2021, 1, 1)),
        lambda: realisation("realisee", date(2020, 12, 31)),
    ),
    "adhesions-et-service": (
        lambda: creer_adhesion(service=creer_service(date_debut=date(2019, 1, 2))),
        lambda: creer_adhesion(service=creer_service(date_debut=date(2019, 1, 1))),
    ),
    "adhesions-et-membres": (
        lambda: creer_adhesion(collectivite=creer_commune(date_fin=date(2019, 2, 27))),
        lambda: creer_adhesion(
            collectivite=creer_commune(date_fin=date(2019, 2, 27)), date_fin=date(2019, 2, 27)
        ),
    ),
    "adhesions-interrompues": (
        lambda: adhesions_successives(date(2019, 7, 2)),
        lambda: adhesions_successives(date(2019, 7, 1)),
    ),
    "ccas-sans-commune": (
        lambda: ccas_adherent(commune_adherente=False),
        lambda: ccas_adherent(commune_adherente=True),
    ),
    "services-sans-adherent": (
        creer_service,
        lambda: creer_adhesion(),
    ),
    "cooperations-hors-metropole": (
        lambda: cooperation(creer_commune(), creer_exterieure()),
        lambda: cooperation(creer_commune(), creer_commune()),
    ),
    "cooperations-seules": (
        lambda: cooperation(creer_commune()),
        lambda: cooperation(creer_commune(), creer_commune()),
    ),
}
