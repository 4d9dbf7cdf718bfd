"""Sauvegarder toute l'installation dans un fichier, et la restaurer de même."""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from gouvernance.francais import enumerer
from gouvernance.models import Document
from mutualisation.sauvegardes import postgresql, sqlite
from mutualisation.sauvegardes.archives import (
    BASE,
    FICHIERS,
    Manifeste,
    SauvegardeRefusee,
    extraire,
    lire_manifeste,
    ouvrir,
    rediger,
    verifier,
)
from mutualisation.sauvegardes.bases import (
    REMPLIES_PAR_MIGRATE,
    dresser,
    ecarts,
    editions_fausses,
)
from mutualisation.sauvegardes.fichiers import (
    Echange,
    dossier_des_fichiers,
    manquants,
    parcourir,
    preparer_l_echange,
)

MOTEURS = {"sqlite": sqlite, "postgresql": postgresql}
NOMS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOM = "mutualisation-{:%Y%m%dT%H%M%S%fZ}.zip"
MOTIF = "mutualisation-*Z.zip"
RESTES = [".mutualisation-*.partiel", ".sauvegarde-*", ".restauration-*"]
# Plus long qu'aucune sauvegarde, moins que d'une nuit à l'autre.
ABANDON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Restauration:
    """`remarques` : ce que la sauvegarde avait déjà de faux, rendu tel quel."""

    manifeste: Manifeste
    remarques: list[str]
    migrations_a_passer: int


def version_du_logiciel() -> str:
    with (settings.RACINE / "pyproject.toml").open("rb") as source:
        return tomllib.load(source)["project"]["version"]


def sauvegarder(cible: Path) -> tuple[Path, Manifeste]:
    """Écrit l'archive et la relit toute. `cible` : un dossier, où elle prend l'heure pour nom."""
    maintenant = timezone.now()
    chemin = cible / NOM.format(maintenant) if cible.is_dir() else cible
    if not chemin.parent.is_dir():
        raise SauvegardeRefusee(f"Le dossier {chemin.parent} n’existe pas.")
    # Avant d'écrire : ils tiennent peut-être la place qui manquerait.
    effacer_les_restes(chemin.parent)
    with TemporaryDirectory(dir=chemin.parent, prefix=".sauvegarde-") as provisoire:
        copie = Path(provisoire, "base")
        etat = MOTEURS[connection.vendor].copier(copie)
        with rediger(chemin) as redaction:
            with copie.open("rb") as source:
                redaction.ajouter(BASE, source)
            # Après la base : ce qu'elle cite est déjà écrit.
            for nom, fichier in parcourir(dossier_des_fichiers()):
                try:
                    source = fichier.open("rb")
                except FileNotFoundError:
                    continue
                with source:
                    redaction.ajouter(FICHIERS + nom, source)
            redaction.conclure(version_du_logiciel(), connection.vendor, maintenant, etat)
    with ouvrir(chemin) as archive:
        return chemin, lire_manifeste(archive)


def tourner(dossier: Path, garder: int) -> list[Path]:
    """Efface les plus anciennes sauvegardes du dossier ; rend ce qui l'a été."""
    anciennes = sorted(dossier.glob(MOTIF), reverse=True)[garder:]
    for chemin in anciennes:
        chemin.unlink()
    return anciennes


def effacer_les_restes(dossier: Path) -> None:
    """Ce qu'une commande tuée a laissé à demi écrit, copies de la base comprises."""
    limite = (timezone.now() - ABANDON).timestamp()
    for motif in RESTES:
        for reste in dossier.glob(motif):
            if reste.stat().st_mtime > limite:
                continue
            if reste.is_dir():
                shutil.rmtree(reste)
            else:
                reste.unlink()


def restaurer(chemin: Path, *, remplacer: bool) -> Restauration:
    """Vérifie tout, prépare à côté, puis échange ; un échec laisse la base et les fichiers.

    Lève `SauvegardeRefusee`.
    """
    manifeste = verifier(chemin)
    refuser_si_incompatible(manifeste)
    dossier = dossier_des_fichiers()
    if not remplacer:
        refuser_si_occupee(dossier)
    remarques: list[str] = []
    with (
        ouvrir(chemin) as archive,
        TemporaryDirectory(dir=chemin.parent, prefix=".restauration-") as provisoire,
        preparer_l_echange(dossier or Path(provisoire, "fichiers")) as echange,
    ):
        if lire_manifeste(archive) != manifeste:
            raise SauvegardeRefusee(f"{chemin} a changé pendant sa lecture.")
        copie = Path(provisoire, "base")
        extraire(archive, manifeste, BASE, copie)
        echange.preparer(archive, manifeste)
        remettre(copie, manifeste, echange, remarques)
    # L'archive peut précéder le choix de tenir ce qui est partagé dans la base.
    call_command("createcachetable", verbosity=0)
    cache.clear()
    return Restauration(manifeste, remarques, migrations_a_passer(manifeste))


def remettre(copie: Path, manifeste: Manifeste, echange: Echange, remarques: list[str]) -> None:
    controler = partial(controler_la_base, manifeste, remarques)
    MOTEURS[connection.vendor].remettre(copie, controler, echange.faire)


def controler_la_base(manifeste: Manifeste, remarques: list[str], curseur) -> None:
    """Avant que rien ne soit acquis : lève `SauvegardeRefusee` si la base relue diffère."""
    trouve = dresser(curseur, manifeste.moteur)
    if fautes := list(ecarts(manifeste.etat, trouve)):
        raise SauvegardeRefusee(
            "\n".join(["La base relue n’est pas celle de l’archive :", *fautes])
        )
    remarques += [f"{nom} : cité par la base, absent." for nom in manquants(manifeste)]
    remarques += editions_fausses(curseur, trouve)
    remarques += documents_faux(curseur, manifeste)


def documents_faux(curseur, manifeste: Manifeste) -> list[str]:
    if Document._meta.db_table not in manifeste.etat.lignes:
        return []
    curseur.execute(f"SELECT fichier, empreinte FROM {Document._meta.db_table} ORDER BY id")
    return [
        f"{nom} : l’empreinte n’est pas celle du document joint."
        for nom, empreinte in curseur.fetchall()
        if FICHIERS + nom in manifeste.pieces
        and manifeste.pieces[FICHIERS + nom].empreinte != empreinte
    ]


def refuser_si_incompatible(manifeste: Manifeste) -> None:
    if manifeste.moteur != connection.vendor:
        raise SauvegardeRefusee(
            f"Cette archive est celle d’une base {NOMS.get(manifeste.moteur, manifeste.moteur)} ; "
            f"DATABASE_URL désigne une base {NOMS[connection.vendor]}."
        )
    if dossier_des_fichiers() is None and len(manifeste.pieces) > 1:
        raise SauvegardeRefusee(
            "Cette archive contient des fichiers joints, que le stockage distant réglé ici ne "
            "reçoit pas : réglez un stockage sur disque, restaurez, puis copiez-les."
        )
    ici = version_du_logiciel()
    inconnues = sorted(set(manifeste.etat.migrations) - connues().keys())
    if _rang(manifeste.version) > _rang(ici) or inconnues:
        raise SauvegardeRefusee(
            f"Cette archive vient d’une version plus récente du logiciel ({manifeste.version}, ici "
            f"{ici}) : installez d’abord cette version."
            + (f" Migrations inconnues ici : {_citer(inconnues)}." if inconnues else "")
        )


def _rang(version: str) -> list[int]:
    return [int(partie) if partie.isdigit() else 0 for partie in version.split(".")]


def _citer(migrations: list[tuple[str, str]]) -> str:
    cites = [".".join(migration) for migration in migrations[:3]]
    return enumerer([*cites, f"{len(migrations) - 3} autres"] if migrations[3:] else cites)


def connues() -> dict:
    return MigrationLoader(None).disk_migrations


def migrations_a_passer(manifeste: Manifeste) -> int:
    return len(connues().keys() - set(manifeste.etat.migrations))


def refuser_si_occupee(dossier: Path | None) -> None:
    with connection.cursor() as curseur:
        lignes = dresser(curseur, connection.vendor).lignes
    pleines = [nom for nom, n in lignes.items() if n and nom not in REMPLIES_PAR_MIGRATE]
    if pleines:
        suite = f" et {len(pleines) - 3} autres tables" if pleines[3:] else ""
        raise SauvegardeRefusee(
            f"La base n’est pas vide ({', '.join(pleines[:3])}{suite}) : "
            "ajoutez --remplacer pour perdre ce qu’elle contient."
        )
    if premier := next((nom for nom, _ in parcourir(dossier)), None):
        raise SauvegardeRefusee(
            f"Le dossier {dossier} n’est pas vide ({premier}) : "
            "ajoutez --remplacer pour perdre ce qu’il contient."
        )
