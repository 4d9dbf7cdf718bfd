"""CSV : séparé par « ; », virgule décimale, marqué UTF-8, comme un tableur français l'attend."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from gouvernance.exports.feuille import DEBUTS_DE_FORMULE, Feuille, typer

LIGNES_PAR_ENVOI = 200


def en_cellule(valeur: object) -> str:
    """Valeur telle qu'un tableur français la lit ; un texte n'y devient jamais une formule."""
    match typer(valeur):
        case None:
            return ""
        case datetime() as instant:
            return f"{instant:%d/%m/%Y %H:%M}"
        case date() as jour:
            return f"{jour:%d/%m/%Y}"
        case Decimal() as nombre:
            return f"{nombre.normalize():f}".replace(".", ",")
        case int() as nombre:
            return str(nombre)
        case str() as texte:
            return f"'{texte}" if texte.startswith(DEBUTS_DE_FORMULE) else texte


def lignes_csv(lignes: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lignes précédées de la marque qui dit UTF-8 à un tableur, par envois de quelques-unes."""
    tampon = io.StringIO()
    tampon.write("\ufeff")
    plume = csv.writer(tampon, delimiter=";")
    for rang, ligne in enumerate(lignes, start=1):
        plume.writerow([en_cellule(valeur) for valeur in ligne])
        if rang % LIGNES_PAR_ENVOI == 0:
            yield tampon.getvalue()
            tampon.seek(0)
            tampon.truncate()
    yield tampon.getvalue()


def ecrire_csv(feuille: Feuille, presentation: str) -> Iterator[str]:
    def lignes() -> Iterator[Iterable[object]]:
        if presentation:
            yield [presentation]
            yield [colonne.code for colonne in feuille.colonnes]
        yield [colonne.entete for colonne in feuille.colonnes]
        yield from feuille.lignes
        if feuille.totaux:
            yield feuille.totaux

    return lignes_csv(lignes())
