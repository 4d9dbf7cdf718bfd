"""Téléchargement d'une longue liste : secondes, premier octet, et mémoire selon sa longueur."""

import csv
import gc
import tempfile
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from bench.mesurer import REPETITIONS, arrondi, duree, ecrire, garder, horloge
from bench.metropole import le_temps_de_mesurer
from gouvernance.models import Utilisateur
from services_communs.models import Adhesion

LIGNES = [5_000, 50_000]
FORMATS = ["csv", "xlsx", "ods"]
OCTETS_PAR_PAGE = 4096
REQUETE = """
    SELECT service.nom, collectivite.nom, adhesion.date_debut, adhesion.date_fin
    FROM services_communs_adhesion adhesion
    JOIN services_communs_servicecommun service ON service.id = adhesion.service_id
    JOIN gouvernance_collectivite collectivite ON collectivite.id = adhesion.collectivite_id
    ORDER BY adhesion.id
"""


@dataclass(frozen=True, slots=True)
class Export:
    format: str
    lignes: int
    premier_octet: float
    secondes: float
    memoire_mo: float
    octets: int
    sql_brut: float


def memoire_residente() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * OCTETS_PAR_PAGE


def allonger(lignes: int) -> None:
    """Autant d'adhésions d'un jour, à la suite les unes des autres."""
    modele = Adhesion.objects.first()
    manquantes = lignes - Adhesion.objects.count()
    jours = (date(1950, 1, 1) + timedelta(days=rang) for rang in range(manquantes))
    Adhesion.objects.bulk_create(
        (
            Adhesion(
                service=modele.service,
                collectivite=modele.collectivite,
                date_debut=jour,
                date_fin=jour,
            )
            for jour in jours
        ),
        batch_size=2_000,
    )


def ecrire_le_sql() -> None:
    """Les mêmes lignes, sans filtre, ni droit, ni modèle."""
    with connection.cursor() as curseur, tempfile.TemporaryFile("w", newline="") as fichier:
        curseur.execute(REQUETE)
        csv.writer(fichier, delimiter=";").writerows(curseur)


def exporter(client: Client, forme: str, lignes: int) -> Export:
    """La réponse est lue au fil de l'eau, comme la lirait un navigateur."""
    sql_brut = median(duree(ecrire_le_sql) for _ in range(REPETITIONS))
    gc.collect()
    avant, pic, octets, premier = memoire_residente(), 0, 0, 0.0
    debut = horloge()
    reponse = client.get(reverse("adhesion_liste"), {"export": forme})
    for morceau in reponse:
        premier = premier or horloge() - debut
        octets += len(morceau)
        pic = max(pic, memoire_residente())
    secondes = horloge() - debut
    return Export(forme, lignes, premier, secondes, max(0, pic - avant) / 1e6, octets, sql_brut)


def main() -> None:
    exports = []
    with le_temps_de_mesurer(), override_settings(ALLOWED_HOSTS=["testserver"], DEBUG=False):
        client = Client()
        client.force_login(Utilisateur.objects.filter(is_staff=True).order_by("pk").first())
        for forme in FORMATS:
            exporter(client, forme, 0)
        for lignes in LIGNES:
            allonger(lignes)
            exports += [exporter(client, forme, lignes) for forme in FORMATS]
    for export in exports:
        ecrire(
            f"  {export.lignes:6} lignes {export.format:5} {arrondi(export.secondes, 1):>5} s, "
            f"premier octet à {arrondi(export.premier_octet, 1)} s, "
            f"{arrondi(export.secondes / export.sql_brut)} fois le SQL brut, "
            f"{arrondi(export.memoire_mo, 1)} Mo de plus, {arrondi(export.octets / 1e6, 1)} Mo"
        )
    releves = [
        asdict(e)
        | {"premier_octet": round(e.premier_octet, 2), "secondes": round(e.secondes, 2)}
        | {"sql_brut": round(e.sql_brut, 4)}
        | {"memoire_mo": round(e.memoire_mo, 1)}
        for e in exports
    ]
    garder("exports", releves)
