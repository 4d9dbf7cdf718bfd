"""Le nombre de requêtes ne suit pas le nombre de lignes : ni à l'aperçu, ni à l'écriture."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gouvernance.imports.analyse import analyser, appliquer
from mutualisation.imports.registre import RESSOURCES
from tests.fabriques import (
    creer_adhesion,
    creer_cle,
    creer_commune,
    creer_deliberation,
    creer_domaine,
    creer_evaluation_en_travaux,
    creer_indicateur,
    creer_mandature,
    creer_service,
)
from tests.gouvernance.scdl import LIGNE, SIREN, SIRET, VOTE
from tests.imports.tableaux import tableau

pytestmark = pytest.mark.django_db
NOMBRE = 30
JOUR = "01/01/2020"


def adhesions() -> list[dict]:
    ligne = {"Service": creer_service().nom, "Date de début": JOUR}
    return [ligne | {"Collectivité": creer_commune().nom} for _ in range(NOMBRE)]


def transferts() -> list[dict]:
    ligne = {"Domaine": creer_domaine().code, "Date d’effet": JOUR, "ETP": 1}
    return [
        ligne | {"Collectivité d’origine": creer_commune().nom, "Agents": 1} for _ in range(NOMBRE)
    ]


def effectifs() -> list[dict]:
    ligne = {"Domaine": creer_domaine().code, "ETP": 1}
    return [ligne | {"Observé le": date(2020, 1, 1 + rang)} for rang in range(NOMBRE)]


def mesures() -> list[dict]:
    indicateur = creer_indicateur()
    ligne = {"Domaine": indicateur.domaine.code, "Indicateur": indicateur.libelle, "Valeur": 1}
    return [ligne | {"Année": 2000 + rang} for rang in range(NOMBRE)]


def valeurs_de_cle() -> list[dict]:
    cle = creer_cle()
    ligne = {"Service": cle.service.nom, "Clé en vigueur depuis le": cle.date_debut, "Valeur": 1}
    return [ligne | {"Collectivité": creer_commune().nom} for _ in range(NOMBRE)]


def participations() -> list[dict]:
    evaluation, service = creer_evaluation_en_travaux(), creer_service()
    ligne = {
        "Premier exercice": evaluation.date.year + 1,
        "Service": service.nom,
        "Évaluation de la CLECT": evaluation.date,
        "Montant voté": 1,
    }
    payeurs = [creer_commune() for _ in range(NOMBRE)]
    for payeur in payeurs:
        creer_adhesion(service=service, collectivite=payeur)
    return [ligne | {"Payeur": payeur.nom} for payeur in payeurs]


def communes() -> list[dict]:
    return [
        {"Nom officiel": f"Ouvry-{rang}", "Code INSEE": f"{21900 + rang}", "Latitude": 47}
        for rang in range(NOMBRE)
    ]


def populations() -> list[dict]:
    ligne = {"Millésime": 2018, "Population municipale": 1}
    return [ligne | {"Commune": creer_commune().nom} for _ in range(NOMBRE)]


def sieges() -> list[dict]:
    ligne = {"Mandature": creer_mandature().nom, "Sièges": 1, "Acte qui le fixe": "arrêté"}
    return [ligne | {"Commune": creer_commune().nom} for _ in range(NOMBRE)]


def deliberations() -> list[dict]:
    creer_commune(nom="Dijon", siren=SIREN, siret=SIRET)
    # Les consultations d'actes déjà connus se lisent en une fois, s'il y en a.
    creer_deliberation()
    return [
        LIGNE | VOTE | {"DELIB_ID": f"2021-{rang:03}", "DELIB_OBJET": f"Objet {rang}"}
        for rang in range(NOMBRE)
    ]


# Les lignes d'un fichier, et la colonne qui change ensuite.
FICHIERS = {
    "adhesions": (adhesions, "Date de fin", "31/12/2020"),
    "transferts": (transferts, "ETP", 2),
    "effectifs": (effectifs, "ETP", 2),
    "mesures": (mesures, "Valeur", 2),
    "participations": (participations, "Montant voté", 2),
    "valeurs-de-cles": (valeurs_de_cle, "Valeur", 2),
    "communes": (communes, "Latitude", 48),
    "populations": (populations, "Population municipale", 2),
    "sieges": (sieges, "Sièges", 2),
    "deliberations": (deliberations, "VOTE_POUR", 2),
}


def compter(appel) -> int:
    with CaptureQueriesContext(connection) as capture:
        appel()
    return len(capture)


@pytest.mark.parametrize("ressource", RESSOURCES, ids=lambda ressource: ressource.code)
def test_requetes_constantes(ressource):
    """À la création, au changement, et quand rien ne change."""
    composer, colonne, valeur = FICHIERS[ressource.code]
    lignes = composer()
    analyser(ressource, tableau(*lignes))
    for etape in [lignes, [ligne | {colonne: valeur} for ligne in lignes]]:
        # Deux lignes puis toutes les autres : chaque fois, toutes sont à écrire.
        peu, beaucoup = tableau(*etape[:2]), tableau(*etape[2:])
        apercus = [compter(lambda t=lu: analyser(ressource, t)) for lu in [peu, beaucoup]]
        ecritures = [
            compter(lambda t=lu: appliquer(ressource, t, auteur=None, motif=""))
            for lu in [peu, beaucoup]
        ]

        assert apercus[0] == apercus[1]
        assert ecritures[0] == ecritures[1]
        assert analyser(ressource, tableau(*etape)).ne_change_rien
