"""Téléchargement d'une liste : les lignes et les colonnes de l'écran, en CSV pour un tableur."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.http import StreamingHttpResponse

from gouvernance.francais import INSECABLE

# Ce par quoi une formule commence dans un tableur.
DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r")


def en_cellule(valeur: object) -> str:
    """Valeur telle qu'un tableur français la lit ; un texte n'y devient jamais une formule."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case date():
            return f"{valeur:%d/%m/%Y}"
        case Decimal():
            return f"{valeur.normalize():f}".replace(".", ",")
        case int():
            return str(valeur)
    texte = str(valeur).replace(INSECABLE, " ")
    return f"'{texte}" if texte.startswith(DEBUTS_DE_FORMULE) else texte


def lignes_csv(lignes: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lignes séparées par « ; », précédées de la marque qui dit UTF-8 à un tableur."""
    yield "\ufeff"
    for ligne in lignes:
        tampon = io.StringIO()
        csv.writer(tampon, delimiter=";").writerow([en_cellule(valeur) for valeur in ligne])
        yield tampon.getvalue()


def telecharger_csv(lignes: Iterable[Iterable[object]], nom: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        lignes_csv(lignes),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nom}.csv"'},
    )
