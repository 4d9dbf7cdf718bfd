"""Le fichier d'une sauvegarde : un ZIP, dont le manifeste dit la taille et l'empreinte de tout."""

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import mkstemp
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import TypeAdapter, ValidationError

from gouvernance.francais import accord, nombre

FORMAT = 1
MANIFESTE = "manifeste.json"
BASE = "base/contenu"
FICHIERS = "fichiers/"
MORCEAU = 1 << 20
# RuntimeError : une archive chiffrée, ou compressée d'une façon que Python ne lit pas.
ILLISIBLE = (BadZipFile, zlib.error, EOFError, RuntimeError)


class SauvegardeRefusee(Exception):
    """Rien n'a changé ; le message dit pourquoi, en une phrase ou plusieurs."""


@dataclass(frozen=True, slots=True)
class Piece:
    taille: int
    empreinte: str


@dataclass(frozen=True, slots=True)
class Etat:
    """Ce que la base contenait, lu du même instantané que sa copie."""

    migrations: list[tuple[str, str]]
    lignes: dict[str, int]
    declencheurs: list[str]
    fichiers: list[str]


@dataclass(frozen=True, slots=True)
class Manifeste:
    version: str
    moteur: str
    date: datetime
    etat: Etat
    pieces: dict[str, Piece] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def absents(self) -> list[str]:
        """Fichiers que la base cite et que l'archive n'a pas."""
        return [nom for nom in self.etat.fichiers if FICHIERS + nom not in self.pieces]


LECTURE = TypeAdapter(Manifeste)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Une archive en cours d'écriture."""

    archive: ZipFile
    pieces: dict[str, Piece] = field(default_factory=dict)

    def ajouter(self, nom: str, source: BinaryIO) -> None:
        calcul, taille = sha256(), 0
        with self.archive.open(nom, "w", force_zip64=True) as cible:
            while morceau := source.read(MORCEAU):
                calcul.update(morceau)
                taille += len(morceau)
                cible.write(morceau)
        self.pieces[nom] = Piece(taille, calcul.hexdigest())

    def conclure(self, version: str, moteur: str, date: datetime, etat: Etat) -> None:
        manifeste = Manifeste(version, moteur, date, etat, self.pieces)
        self.archive.writestr(MANIFESTE, LECTURE.dump_json(manifeste, indent=1))


@contextmanager
def rediger(chemin: Path) -> Iterator[Redaction]:
    """L'archive ne prend son nom qu'entière, relue et rendue au disque."""
    descripteur, nom = mkstemp(prefix=f".{chemin.name}.", suffix=".partiel", dir=chemin.parent)
    partiel = Path(nom)
    try:
        with os.fdopen(descripteur, "wb") as flux:
            with ZipFile(flux, "w", ZIP_DEFLATED) as archive:
                yield Redaction(archive)
            flux.flush()
            os.fsync(flux.fileno())
        verifier(partiel)
        partiel.replace(chemin)
    finally:
        # Il ne reste qu'en cas d'échec : un disque plein, par exemple.
        partiel.unlink(missing_ok=True)


def verifier(chemin: Path) -> Manifeste:
    """Relit toute l'archive ; lève `SauvegardeRefusee`, avec une phrase par défaut."""
    with ouvrir(chemin) as archive:
        manifeste = lire_manifeste(archive)
        fautes = [*_noms_fautifs(archive, manifeste), *_contenus_fautifs(archive, manifeste)]
    if fautes:
        compte = f"{nombre(len(fautes))} {accord(len(fautes), 'défaut')}"
        raise SauvegardeRefusee("\n".join([f"L’archive {chemin} est abîmée, {compte} :", *fautes]))
    return manifeste


@contextmanager
def ouvrir(chemin: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(chemin) as archive:
            yield archive
    except FileNotFoundError as erreur:
        raise SauvegardeRefusee(f"{erreur.filename} n’existe pas.") from erreur
    except ILLISIBLE as erreur:
        raise SauvegardeRefusee(
            f"{chemin} n’est pas une sauvegarde entière : archive tronquée ou abîmée ({erreur})."
        ) from erreur


def lire_manifeste(archive: ZipFile) -> Manifeste:
    try:
        manifeste = LECTURE.validate_json(archive.read(MANIFESTE))
    except KeyError as erreur:
        raise SauvegardeRefusee(
            f"{archive.filename} n’est pas une sauvegarde : son manifeste manque."
        ) from erreur
    except ValidationError as erreur:
        ou = ", ".join(".".join(map(str, faute["loc"])) or "JSON" for faute in erreur.errors()[:3])
        raise SauvegardeRefusee(
            f"Le manifeste de {archive.filename} ne se lit pas : {ou}."
        ) from erreur
    if manifeste.format > FORMAT:
        raise SauvegardeRefusee(
            f"Cette archive est au format {manifeste.format} ; ce logiciel lit jusqu’au {FORMAT}."
        )
    return manifeste


def _noms_fautifs(archive: ZipFile, manifeste: Manifeste) -> Iterator[str]:
    presents = [piece.filename for piece in archive.infolist()]
    for nom in sorted({nom for nom in presents if presents.count(nom) > 1}):
        yield f"{nom} : présent plusieurs fois."
    for nom in sorted(set(presents) - manifeste.pieces.keys() - {MANIFESTE}):
        yield f"{nom} : absent du manifeste."
    if BASE not in manifeste.pieces:
        yield f"{BASE} : le contenu de la base manque au manifeste."
    for nom in manifeste.pieces:
        if nom != BASE and not est_un_chemin_sain(nom.removeprefix(FICHIERS), nom):
            yield f"{nom!r} : ce chemin sortirait du dossier des fichiers."
    for piece in archive.infolist():
        if stat.S_IFMT(piece.external_attr >> 16) not in {0, stat.S_IFREG}:
            yield f"{piece.filename} : un lien ou un dossier, pas un fichier."


def est_un_chemin_sain(relatif: str, entier: str) -> bool:
    parties = PurePosixPath(relatif).parts
    return (
        entier.startswith(FICHIERS)
        and bool(parties)
        and "/".join(parties) == relatif
        and not relatif.startswith("/")
        and not {"..", "."} & set(parties)
        and not parties[0].startswith(".")
        and not any(caractere in relatif for caractere in "\\\0")
    )


def _contenus_fautifs(archive: ZipFile, manifeste: Manifeste) -> Iterator[str]:
    presentes = {piece.filename: piece for piece in archive.infolist()}
    for nom, attendue in sorted(manifeste.pieces.items()):
        if nom not in presentes:
            yield f"{nom} : manque à l’archive."
        elif presentes[nom].file_size != attendue.taille:
            yield f"{nom} : {presentes[nom].file_size} octets au lieu de {attendue.taille}."
        else:
            try:
                empreinte = _empreinte(archive, presentes[nom])
            except (*ILLISIBLE, OSError) as erreur:
                yield f"{nom} : illisible ({erreur})."
                continue
            if empreinte != attendue.empreinte:
                yield f"{nom} : l’empreinte n’est pas celle du manifeste."


def _empreinte(archive: ZipFile, piece: ZipInfo) -> str:
    calcul = sha256()
    with archive.open(piece) as source:
        while morceau := source.read(MORCEAU):
            calcul.update(morceau)
    return calcul.hexdigest()


def extraire(archive: ZipFile, manifeste: Manifeste, nom: str, cible: Path) -> None:
    """Écrit un fichier neuf, d'octets conformes au manifeste."""
    calcul = sha256()
    cible.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(nom) as source, cible.open("xb") as ecriture:
        while morceau := source.read(MORCEAU):
            calcul.update(morceau)
            ecriture.write(morceau)
        ecriture.flush()
        os.fsync(ecriture.fileno())
    if calcul.hexdigest() != manifeste.pieces[nom].empreinte:
        raise SauvegardeRefusee(f"{nom} a changé pendant la lecture de l’archive.")
