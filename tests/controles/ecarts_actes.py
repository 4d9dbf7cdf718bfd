"""Par contrôle des adhésions, des transferts et des fiches : la faute, et sa jumelle juste."""

from datetime import date
from decimal import Decimal

from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_concernees,
    creer_convention,
    creer_deliberation,
    creer_domaine,
    creer_effectif,
    creer_fiche,
    creer_piste,
    creer_service,
    creer_transfert,
    numero,
)
from tests.fabriques_gouvernance import creer_schema


def adhesion_decidee(jour: date):
    creer_adhesion().deliberations.add(creer_deliberation(date=jour))


def convention_deliberee(jour: date, **valeurs):
    creer_convention(**valeurs).deliberations.add(creer_deliberation(date=jour))


def ccas_et_commune(debut: date):
    ccas = creer_ccas()
    service = creer_service()
    creer_adhesion(service=service, collectivite=ccas.commune)
    creer_adhesion(service=service, collectivite=ccas, date_debut=debut)


def transfert(effet: date, precision: str = "jour"):
    adhesion = creer_adhesion()
    creer_transfert(
        domaine=adhesion.service.domaine,
        origine=adhesion.collectivite,
        date_effet=effet,
        precision=precision,
    )


def perimetre(jour: date):
    domaine = creer_domaine()
    creer_effectif(domaine=domaine)
    creer_effectif(domaine=domaine, date=jour, perimetre="Livraisons", etp=Decimal(7))


def fiches(manque: bool):
    creer_fiche(domaine=creer_service().domaine)
    service = creer_service()
    if not manque:
        creer_fiche(domaine=service.domaine)


def annees(*annees: int):
    creer_schema(nom=f"Schéma {numero()}")
    piste = creer_piste()
    for annee in annees:
        creer_concernees(piste=piste, annee=annee)


def concernee(adhere: bool):
    adhesion, ccas = creer_adhesion(), creer_ccas()
    piste = creer_piste(fiche=creer_fiche(domaine=adhesion.service.domaine))
    citees = [adhesion.collectivite] if adhere else [adhesion.collectivite, ccas]
    creer_concernees(piste=piste, annee=2020).collectivites.set(citees)
    # Avant l'ouverture du service, personne n'y adhère encore.
    creer_concernees(piste=piste, annee=2018).collectivites.add(ccas)


ECARTS = {
    "adhesions-et-actes": (
        lambda: adhesion_decidee(date(2019, 1, 2)),
        lambda: adhesion_decidee(date(2019, 1, 1)),
    ),
    "adhesions-et-convention": (
        lambda: creer_adhesion(convention=creer_convention(date_debut=date(2019, 1, 2))),
        lambda: creer_adhesion(convention=creer_convention(date_debut=date(2019, 1, 1))),
    ),
    "conventions-et-actes": (
        lambda: [
            convention_deliberee(date(2018, 12, 2)),
            creer_convention(date_signature=date(2019, 1, 2)),
        ],
        lambda: convention_deliberee(date(2018, 12, 1)),
    ),
    "ouverture-des-services": (
        lambda: creer_adhesion(service=creer_service(date_debut=date(2018, 12, 31))),
        lambda: creer_adhesion(service=creer_service(date_debut=date(2019, 1, 1))),
    ),
    "ccas-et-commune": (
        lambda: ccas_et_commune(date(2019, 1, 2)),
        lambda: ccas_et_commune(date(2019, 1, 1)),
    ),
    "transferts-et-dates": (
        lambda: transfert(date(2019, 1, 2)),
        lambda: [transfert(date(2019, 1, 1)), transfert(date(2019, 6, 1), precision="annee")],
    ),
    "perimetres": (
        lambda: perimetre(date(2020, 12, 31)),
        lambda: perimetre(date(2020, 11, 30)),
    ),
    "fiches-manquantes": (lambda: fiches(manque=True), lambda: fiches(manque=False)),
    "annees-concernees": (
        lambda: [annees(2018, 2020), annees(2016, 2017)],
        lambda: annees(2018, 2019),
    ),
    "concernees-et-adhesions": (
        lambda: concernee(adhere=False),
        lambda: concernee(adhere=True),
    ),
}
