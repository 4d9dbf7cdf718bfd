"""CSV : encodage et séparateur reconnus, chaque ligne avec son numéro dans le fichier."""

import codecs
import csv
import io
from collections.abc import Iterator

from gouvernance.exports.feuille import DEBUTS_DE_FORMULE
from gouvernance.imports.mise_en_tableau import Brut
from gouvernance.imports.tableau import illisible

SEPARATEURS = ";\t,|"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
COUPE = (
    "La ligne {ligne} s’arrête en chemin : le fichier est incomplet. Envoyez-le à nouveau, ou "
    "enregistrez-le une seconde fois depuis le tableur."
)


def lire_texte(contenu: bytes, feuille: str = "") -> Brut:
    texte = decoder(contenu)
    separateur = choisir_le_separateur(texte)
    return Brut(lire_lignes(texte, separateur))


def decoder(contenu: bytes) -> str:
    """UTF-8 ou, à défaut, l'encodage des tableurs français ; UTF-16 s'il se déclare."""
    encodages = ["utf-16"] if contenu.startswith(UTF_16) else ["utf-8-sig", "cp1252"]
    for encodage in encodages:
        try:
            texte = contenu.decode(encodage)
        except UnicodeDecodeError:
            continue
        if "\0" not in texte:
            return texte.removeprefix("\ufeff")
        break
    raise illisible(
        "Ce fichier n’est pas un texte lisible : enregistrez-le depuis un tableur en CSV UTF-8, "
        "en XLSX ou en ODS."
    )


def choisir_le_separateur(texte: str) -> str:
    """Celui qui coupe la ligne des titres en le plus de colonnes."""

    def compter(separateur: str) -> int:
        try:
            return len(next(lecteur(texte.lstrip("\r\n"), separateur), []))
        except csv.Error:
            return 0

    return max(SEPARATEURS, key=compter)


def lecteur(texte: str, separateur: str):
    return csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)


def lire_lignes(texte: str, separateur: str) -> Iterator[tuple[int, list]]:
    lignes, debut, largeur, derniere = lecteur(texte, separateur), 1, 0, 0
    try:
        for cellules in lignes:
            if any(cellules):
                largeur = largeur or len(cellules)
                derniere = len(cellules)
                yield debut, [sans_apostrophe(cellule) for cellule in cellules]
            debut = lignes.line_num + 1
    except csv.Error as erreur:
        raise refuser(erreur, debut) from erreur
    # Un tableur finit toujours sa dernière ligne ; un envoi coupé, presque jamais.
    if derniere < largeur and not texte.endswith(("\n", "\r")):
        raise illisible(COUPE.format(ligne=lignes.line_num), ligne=lignes.line_num)


def refuser(erreur: csv.Error, ligne: int) -> Exception:
    if "unexpected end of data" in str(erreur):
        phrase = (
            f"Un guillemet ouvert à la ligne {ligne} n’est jamais fermé : le fichier est "
            "incomplet, ou un guillemet y est de trop."
        )
    elif "field larger" in str(erreur):
        phrase = f"Une cellule de la ligne {ligne} est trop longue."
    else:
        phrase = (
            f"Un guillemet de la ligne {ligne} est mal placé : un texte qui en contient se met "
            "entre guillemets, et les siens se doublent."
        )
    return illisible(phrase, ligne=ligne)


def sans_apostrophe(cellule: str) -> str:
    """L'apostrophe que les téléchargements mettent devant ce qui serait une formule."""
    if cellule.startswith("'") and cellule[1:].startswith(DEBUTS_DE_FORMULE):
        return cellule[1:]
    return cellule
