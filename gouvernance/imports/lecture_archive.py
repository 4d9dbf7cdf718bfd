"""Déplier un classeur sans le croire : ce qui en sort est compté, jamais ce qu'il annonce.

Chaque entrée utile est recopiée dans une archive neuve pendant que son XML est surveillé. La
bibliothèque qui lira les cellules n'ouvre que cette copie : elle ne peut ni trouver une entrée
que nous n'aurions pas vue, ni déplier plus que nous.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from gouvernance.imports.bornes import ENTREES_MAXIMALES, TAILLE_DEPLIEE, en_mo
from gouvernance.imports.tableau import illisible

ENTETE_LOCAL = struct.Struct("<4s5H3L2H")
SIGNATURE_LOCALE = b"PK\x03\x04"
CHIFFREE = 0x1
BOUCHEE = 1 << 16
INCOMPLET = (
    "Ce classeur est abîmé ou incomplet : l’envoi a pu être interrompu. Ouvrez-le dans un "
    "tableur, enregistrez-le, puis envoyez-le à nouveau."
)
PROTEGE = "Ce classeur est protégé par un mot de passe : enregistrez-le sans protection."
DEMESURE = (
    f"Déplié, ce classeur dépasse {en_mo(TAILLE_DEPLIEE)} : n’y laissez que la feuille à importer."
)


class Archive:
    """Une archive lue depuis ses octets, avec un seul budget pour tout ce qui en sort."""

    def __init__(self, contenu: bytes):
        self.contenu = memoryview(contenu)
        self.reste = TAILLE_DEPLIEE
        try:
            with ZipFile(BytesIO(contenu)) as archive:
                entrees = archive.infolist()
        except (BadZipFile, OSError, ValueError, struct.error) as erreur:
            raise illisible(INCOMPLET) from erreur
        if len(entrees) > ENTREES_MAXIMALES:
            raise illisible(f"Ce classeur contient plus de {ENTREES_MAXIMALES} fichiers.")
        self.entrees = {entree.filename: entree for entree in entrees}
        if len(self.entrees) < len(entrees):
            raise illisible(INCOMPLET)

    def contient(self, nom: str) -> bool:
        return nom in self.entrees

    def lire(self, nom: str) -> bytes:
        return b"".join(self.morceaux(nom))

    def morceaux(self, nom: str) -> Iterator[bytes]:
        """Lève `FichierIllisible` si l'entrée est abîmée, protégée, ou si le budget s'épuise."""
        if nom not in self.entrees:
            raise illisible(INCOMPLET)
        entree = self.entrees[nom]
        if entree.flag_bits & CHIFFREE:
            raise illisible(PROTEGE)
        controle = 0
        try:
            for morceau in deplier(self.octets(entree), entree.compress_type):
                self.reste -= len(morceau)
                if self.reste < 0:
                    raise illisible(DEMESURE)
                controle = zlib.crc32(morceau, controle)
                yield morceau
        except zlib.error as erreur:
            raise illisible(INCOMPLET) from erreur
        if controle != entree.CRC:
            raise illisible(INCOMPLET)

    def octets(self, entree: ZipInfo) -> memoryview:
        debut = entree.header_offset
        try:
            champs = ENTETE_LOCAL.unpack_from(self.contenu, debut)
        except struct.error as erreur:
            raise illisible(INCOMPLET) from erreur
        if champs[0] != SIGNATURE_LOCALE:
            raise illisible(INCOMPLET)
        debut += ENTETE_LOCAL.size + champs[-2] + champs[-1]
        return self.contenu[debut : debut + entree.compress_size]


def deplier(octets: memoryview, compression: int) -> Iterator[bytes]:
    if compression == ZIP_STORED:
        for debut in range(0, len(octets), BOUCHEE):
            yield bytes(octets[debut : debut + BOUCHEE])
        return
    if compression != ZIP_DEFLATED:
        raise illisible(INCOMPLET)
    deplieur = zlib.decompressobj(-zlib.MAX_WBITS)
    for debut in range(0, len(octets), BOUCHEE):
        reste = octets[debut : debut + BOUCHEE]
        while reste and not deplieur.eof:
            yield deplieur.decompress(reste, BOUCHEE)
            reste = deplieur.unconsumed_tail
    while not deplieur.eof:
        morceau = deplieur.decompress(b"", BOUCHEE)
        if not morceau:
            raise illisible(INCOMPLET)
        yield morceau


class Copie:
    """L'archive neuve : rien n'y entre qui n'ait été surveillé."""

    def __init__(self, archive: Archive, fichier):
        self.archive = archive
        self.neuve = ZipFile(fichier, "w", ZIP_STORED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *erreur) -> None:
        self.neuve.close()

    def copier(self, nom: str, surveiller: Callable[[Iterator[bytes]], Iterator[bytes]]) -> None:
        with self.neuve.open(ZipInfo(nom), "w", force_zip64=True) as sortie:
            for morceau in surveiller(self.archive.morceaux(nom)):
                sortie.write(morceau)
