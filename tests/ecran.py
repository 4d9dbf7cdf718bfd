"""Relit la table d'une page, telle qu'elle est affichée."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser

from gouvernance.francais import ABSENT, MOINS, date_en_lettres

PARTIES = {"thead", "tbody", "tfoot"}


@dataclass
class Ecran:
    entetes: list[str] = field(default_factory=list)
    lignes: list[list[str]] = field(default_factory=list)
    pied: list[str] = field(default_factory=list)


class LecteurDeTable(HTMLParser):
    """La première table de classe `liste`."""

    def __init__(self):
        super().__init__()
        self.parties = {partie: [] for partie in PARTIES}
        self.partie, self.cellule, self.muet = "", None, 0

    def handle_starttag(self, tag, attrs):
        if tag in PARTIES:
            self.partie = tag
        elif tag == "tr" and self.partie:
            self.parties[self.partie].append([])
        elif tag in {"th", "td"} and self.partie:
            self.cellule = []
        elif self.cellule is not None and ("aria-hidden", "true") in attrs:
            self.muet += 1

    def handle_endtag(self, tag):
        if tag in PARTIES:
            self.partie = ""
        elif tag in {"th", "td"} and self.cellule is not None:
            self.parties[self.partie][-1].append(propre("".join(self.cellule)))
            self.cellule = None
        elif tag == "span" and self.muet:
            self.muet -= 1

    def handle_data(self, data):
        if self.cellule is not None and not self.muet:
            self.cellule.append(data)


def propre(texte: str) -> str:
    return " ".join(texte.split())


def lire_ecran(reponse) -> Ecran:
    lecteur = LecteurDeTable()
    lecteur.feed(reponse.content.decode())
    entetes = lecteur.parties["thead"] or [[]]
    pied = lecteur.parties["tfoot"] or [[]]
    return Ecran(entetes[0], lecteur.parties["tbody"], pied[0])


def dit_la_meme_chose(ecrit: str, valeur: object) -> bool:
    """Vrai si l'écran écrit cette valeur exacte, à sa façon."""
    match valeur:
        case None:
            return ecrit in {"", ABSENT}
        case Decimal():
            nombre = ecrit.removesuffix("€").replace(" ", "").replace(MOINS, "-").replace(",", ".")
            decimales = len(nombre.partition(".")[2])
            return round(valeur, decimales) == Decimal(nombre)
        case datetime():
            return f"{valeur:%H:%M}" in ecrit
        case date():
            return ecrit == propre(date_en_lettres(valeur))
    return ecrit == propre(valeur)
