"""Import d'un long fichier : calcul de chaque étape, et mémoire du processus à son plus haut."""

import csv
import io
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product
from multiprocessing import get_context

import django
from django.db import connection

from bench.mesurer import arrondi, ecrire, garder

LIGNES = 50_000
# Seule la lecture dépend du format : ce qui suit se mesure sur le premier.
EPREUVES = [
    ("créer", "csv"),
    ("créer", "xlsx"),
    ("créer", "ods"),
    ("changer", "csv"),
    ("ne rien changer", "csv"),
]
EN_BASE = {"créer": None, "changer": 1, "ne rien changer": 0}
LOT = 1000
REQUETE = """
    INSERT INTO services_communs_effectif (domaine_id, date, perimetre, agents, etp)
    VALUES (%s, %s, '', %s, %s)
"""
TITRES = ["Domaine", "Observé le", "Agents", "ETP"]


@dataclass(frozen=True, slots=True)
class Mesure:
    """Secondes de calcul, que la charge de la machine ne change pas ; `pic` en Mo, tout compris."""

    epreuve: str
    format: str
    lignes: int
    octets: int
    lecture: float
    apercu: float
    application: float
    pic: float
    sql_brut: float

    @property
    def total(self) -> float:
        return self.lecture + self.apercu + self.application


def lignes() -> Iterator[list]:
    """Des effectifs inventés : chaque domaine, jour après jour."""
    from services_communs.models import Domaine

    domaines = list(Domaine.objects.order_by("pk").values_list("titre", flat=True))
    jours = (date(1950, 1, 1) + timedelta(days=rang) for rang in range(LIGNES))
    for rang, (jour, domaine) in enumerate(islice(product(jours, domaines), LIGNES)):
        yield [domaine, jour, 10 + rang % 90, 9 + rang % 90]


def en_csv() -> bytes:
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";")
    plume.writerow(TITRES)
    plume.writerows([d, f"{jour:%d/%m/%Y}", a, f"{e},5"] for d, jour, a, e in lignes())
    return tampon.getvalue().encode("cp1252")


def en_classeur(forme: str) -> bytes:
    from gouvernance.exports import CLASSEURS, Colonne, Feuille

    colonnes = tuple(Colonne(titre, titre) for titre in TITRES)
    ecrire, _ = CLASSEURS[forme]
    tampon = io.BytesIO()
    ecrire([Feuille("", colonnes, lignes(), onglet="Données")], "", tampon)
    return tampon.getvalue()


def preparer(forme: str) -> bytes:
    django.setup()
    return en_csv() if forme == "csv" else en_classeur(forme)


def mettre_en_base(decalage: int) -> None:
    """Les mêmes effectifs déjà saisis, à ce nombre d'agents près ; par lots, pour rester léger."""
    from gouvernance.historique import ecriture
    from services_communs.models import Domaine, Effectif

    domaines = {domaine.titre: domaine for domaine in Domaine.objects.all()}
    effectifs = (
        Effectif(
            domaine=domaines[titre],
            date=jour,
            agents=agents + decalage,
            etp=Decimal(etp + decalage) + Decimal("0.5"),
        )
        for titre, jour, agents, etp in lignes()
    )
    while lot := list(islice(effectifs, LOT)):
        ecriture.creer(lot)


def inserer_en_sql() -> float:
    """Secondes de calcul pour écrire les mêmes lignes sans les lire, les vérifier ni les suivre."""
    from django.db import transaction

    from services_communs.models import Domaine

    numeros = dict(Domaine.objects.values_list("titre", "pk"))
    valeurs = ((numeros[titre], jour, agents, f"{etp}.5") for titre, jour, agents, etp in lignes())
    with transaction.atomic(), connection.cursor() as curseur:
        _, secondes = chronometrer(lambda: curseur.executemany(REQUETE, valeurs))
        transaction.set_rollback(True)
    return secondes


def importer(epreuve: str, forme: str, contenu: bytes) -> Mesure:
    """Les trois étapes, dans un processus neuf ; tout est annulé à la fin."""
    django.setup()
    from bench.metropole import le_temps_de_mesurer
    from gouvernance.imports.analyse import analyser, appliquer
    from gouvernance.imports.lecture import lire_tableau
    from services_communs.ressources import EffectifRessource

    tableau, lecture = chronometrer(lambda: lire_tableau(contenu, f"effectifs.{forme}"))
    with le_temps_de_mesurer():
        sql_brut = inserer_en_sql()
        if (decalage := EN_BASE[epreuve]) is not None:
            mettre_en_base(decalage)
        analyse, apercu = chronometrer(lambda: analyser(EffectifRessource, tableau))
        verifier(epreuve, analyse)
        _, application = chronometrer(
            lambda: appliquer(
                EffectifRessource,
                tableau,
                auteur=None,
                motif="Mesure",
                empreinte=analyse.empreinte,
            )
        )
    pic = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Mesure(epreuve, forme, LIGNES, len(contenu), lecture, apercu, application, pic, sql_brut)


def verifier(epreuve: str, analyse) -> None:
    """Lève `RuntimeError` si l'import ne fait pas à toutes les lignes ce qui est mesuré."""
    faites = {
        "créer": analyse.nombre_creations,
        "changer": analyse.nombre_changements,
        "ne rien changer": analyse.inchangees,
    }
    if faites[epreuve] != LIGNES:
        raise RuntimeError(f"{epreuve} : {faites[epreuve]} lignes seulement.")


def chronometrer(appel: Callable) -> tuple[object, float]:
    debut = time.process_time()
    return appel(), time.process_time() - debut


def a_part(fonction: Callable, *arguments):
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as executeur:
        return executeur.submit(fonction, *arguments).result()


def main() -> None:
    mesures = [
        a_part(importer, epreuve, forme, a_part(preparer, forme)) for epreuve, forme in EPREUVES
    ]
    for mesure in mesures:
        ecrire(
            f"  {mesure.epreuve:15} {mesure.format:5} lecture {arrondi(mesure.lecture, 1)} s, "
            f"aperçu {arrondi(mesure.apercu, 1)} s, "
            f"application {arrondi(mesure.application, 1)} s, "
            f"total {arrondi(mesure.total, 1)} s, "
            f"{arrondi(mesure.total / mesure.sql_brut)} fois le SQL brut, "
            f"{arrondi(mesure.pic)} Mo au plus haut"
        )
    releves = [
        {nom: round(v, 2) if isinstance(v, float) else v for nom, v in asdict(m).items()}
        for m in mesures
    ]
    garder("imports", releves)
