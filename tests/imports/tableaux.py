"""De quoi composer un tableau, l'écrire en fichier et le relire."""

from io import BytesIO

from gouvernance.exports import Feuille
from gouvernance.exports.classeur import ecrire_xlsx
from gouvernance.exports.opendocument import ecrire_ods
from gouvernance.exports.texte import ecrire_csv
from gouvernance.imports.analyse import analyser, exporter
from gouvernance.imports.lecture import lire_tableau
from gouvernance.imports.tableau import Ligne, Tableau


def tableau(*lignes: dict) -> Tableau:
    """Les clés de toutes les lignes font les en-têtes ; la première ligne est la deuxième."""
    entetes = tuple(dict.fromkeys(nom for ligne in lignes for nom in ligne))
    return Tableau(
        entetes,
        tuple(
            Ligne(rang, tuple(ligne.get(nom) for nom in entetes))
            for rang, ligne in enumerate(lignes, start=2)
        ),
    )


def fichier_exporte(ressource, format: str) -> bytes:
    """Ce que le site donne de la ressource, dans ce format."""
    _, lignes = exporter(ressource)
    feuille = Feuille("", tuple(colonne.exportee for colonne in ressource.colonnes), lignes)
    if format == "csv":
        return "".join(ecrire_csv(feuille, "")).encode()
    fichier = BytesIO()
    {"xlsx": ecrire_xlsx, "ods": ecrire_ods}[format]([feuille], "", fichier)
    return fichier.getvalue()


def relire(ressource, format: str) -> Tableau:
    return lire_tableau(fichier_exporte(ressource, format), f"export.{format}")


def dites(ressource, *lignes: dict, **options) -> list[tuple[int | None, str, str]]:
    """Fautes de ces lignes, sans espace insécable."""
    analyse = analyser(ressource, tableau(*lignes), **options)
    return [(f.ligne, f.colonne, f.phrase.replace("\u00a0", " ")) for f in analyse.fautes]
