"""Un graphique : son titre, sa phrase, sa table, et le SVG gardé en cache par contenu."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from gouvernance.francais import INSECABLE, Nombre, nombre
from gouvernance.graphiques.theme import CORPS, THEME

# Un dessin vaut pour le code de toutes les formes et pour le moteur qui les trace.
EDITION = (
    version("vl-convert-python"),
    *(
        sha256(module.read_bytes()).hexdigest()
        for module in sorted(Path(__file__).parent.glob("*.py"))
    ),
)
journal = logging.getLogger(__name__)

SVG = "http://www.w3.org/2000/svg"
SUPERFLUS = {"aria-hidden", "aria-roledescription", "class", "pointer-events", "role"}
Marques = dict[str, ElementTree.Element]


@dataclass(frozen=True, slots=True)
class Graphique:
    """Un dessin et la table de ce qu'il montre ; sans dessin, la table reste."""

    identifiant: str
    titre: str
    phrase: str
    svg: SafeString
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]


def ecrire(valeur: Nombre, unite: str, decimales: int | None = 0) -> str:
    texte = nombre(valeur, decimales if valeur else 0)
    return f"{texte}{INSECABLE}{unite}" if unite else texte


def dessiner(
    dessin: Callable[..., str], identifiant: str, titre: str, donnees: tuple
) -> SafeString:
    """Le dessin, ou rien s'il échoue ou n'a rien à montrer : la page n'en dépend pas."""
    if not donnees:
        return mark_safe("")
    cle = empreinte(dessin.__name__, identifiant, titre, donnees)
    try:
        svg = cache.get_or_set(cle, lambda: dessin(identifiant, titre, donnees), timeout=None)
        return mark_safe(svg)  # noqa: S308 – dessiné ici, ses textes échappés
    except Exception:
        journal.exception("Le graphique « %s » n'a pas pu être dessiné.", identifiant)
        return mark_safe("")


def empreinte(*contenu: object) -> str:
    """Clé de cache : mêmes données et même code, même dessin."""
    return f"graphique:{sha256(repr((EDITION, *contenu)).encode()).hexdigest()}"


def largeur_du_texte(texte: str, corps: int = CORPS) -> int:
    """Borne haute : un signe de Source Sans 3 occupe en moyenne moins d'un demi-corps."""
    return (len(texte) + 1) * corps // 2


def graduations(debut: int, fin: int, intervalles: int = 6) -> list[int]:
    """Années rondes en abscisse, pas plus d'`intervalles` entre elles."""
    pas = next(pas for pas in (1, 2, 5, 10, 20, 50, 100) if (fin - debut) / pas <= intervalles)
    return [annee for annee in range(debut, fin + 1) if annee % pas == 0]


def produire(
    dessin, identifiant: str, titre: str, achever: Callable[[Marques], None] | None = None
) -> str:
    """SVG nommé par son titre, sans rien que la page n'emploie ; aucune adresse n'est lue.

    `achever` complète les marques des calques nommés ; un dessin qui porte des liens est un
    groupe, car une image n'aurait rien où aller.
    """
    # vl-convert garde un moteur JavaScript de 60 Mo : il ne démarre que si le cache est vide.
    import vl_convert

    svg = vl_convert.vegalite_to_svg(dessin.to_dict(), config=THEME, allowed_base_urls=[])
    racine = ElementTree.fromstring(svg)  # noqa: S314 – dessiné à la ligne précédente
    calques = {}
    for element in racine.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        *_, nom = element.get("class", "").split() or [""]
        calques[nom.removesuffix("_marks")] = element
        for attribut in SUPERFLUS & element.attrib.keys():
            del element.attrib[attribut]
    if achever:
        achever(calques)
    # À la main : l'espace de noms par défaut d'ElementTree est global, et WeasyPrint le prend.
    racine.attrib |= {
        "xmlns": SVG,
        "role": "group" if achever else "img",
        "aria-labelledby": f"{identifiant}-titre",
    }
    nom = ElementTree.Element("title", {"id": f"{identifiant}-titre"})
    nom.text = titre
    racine.insert(0, nom)
    return ElementTree.tostring(racine, encoding="unicode")
