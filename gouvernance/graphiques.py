"""Graphiques dessinés en SVG par Vega-Lite, sans navigateur ; le même dessin sur papier.

Les couleurs sont les valeurs claires de static/css/jetons.css, que site.css remplace à l'écran
selon le mode. La place des textes est calculée, non mesurée : le dessin ne dépend pas des
polices de la machine.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from gouvernance.francais import INSECABLE, Nombre, nombre

EDITION = version("vl-convert-python"), sha256(Path(__file__).read_bytes()).hexdigest()
journal = logging.getLogger(__name__)

ENCRE, ENCRE_DOUCE = "#1d232c", "#55606e"
ACCENT, GRIS = "#7b1e3a", "#7d828b"
# Largeur d'un petit téléphone ; un long libellé élargit le dessin plutôt que d'être coupé.
LARGEUR = 360
CORPS = 14
MARGE = 8
RANG, EPAISSEUR, BARRE_MINIMALE = 28, 18, 120
HAUTEUR_DES_MARCHES = 160

SVG = "http://www.w3.org/2000/svg"
SUPERFLUS = {"aria-hidden", "aria-roledescription", "class", "pointer-events", "role"}

POLICE = {"font": "'Source Sans 3', sans-serif", "fontSize": CORPS, "fill": ENCRE}
THEME = {
    "aria": False,
    "autosize": "none",
    "background": "transparent",
    "view": {"stroke": None},
    "text": POLICE,
    "axis": {
        "domainColor": GRIS,
        "grid": False,
        "labelColor": ENCRE_DOUCE,
        "labelFont": POLICE["font"],
        "labelFontSize": CORPS,
        "labelOverlap": False,
        "tickColor": GRIS,
    },
}


@dataclass(frozen=True, slots=True)
class Graphique:
    """Un dessin et la table de ce qu'il montre ; sans dessin, la table reste."""

    identifiant: str
    titre: str
    phrase: str
    svg: SafeString
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]


def barres(
    identifiant: str,
    titre: str,
    phrase: str,
    lignes: Sequence[tuple[str, Nombre]],
    *,
    entetes: tuple[str, str],
    unite: str = "",
    accent: str | None = None,
    decimales: int = 0,
) -> Graphique:
    """Barres horizontales dans l'ordre reçu, la valeur au bout ; `accent` : libellé distingué."""
    ecrites = tuple((libelle, ecrire(valeur, unite, decimales)) for libelle, valeur in lignes)
    rangs = tuple(
        (libelle, float(valeur), ecrite, libelle == accent)
        for (libelle, valeur), (_, ecrite) in zip(lignes, ecrites, strict=True)
    )
    svg = dessiner(svg_de_barres, identifiant, titre, rangs)
    return Graphique(identifiant, titre, phrase, svg, entetes, ecrites)


def escalier(
    identifiant: str,
    titre: str,
    phrase: str,
    points: Sequence[tuple[int, int]],
    *,
    entetes: tuple[str, str],
    unite: str = "",
) -> Graphique:
    """Évolution en marches : chaque valeur tient jusqu'à l'année du point suivant."""
    ecrites = tuple((str(annee), ecrire(valeur, unite)) for annee, valeur in points)
    svg = dessiner(svg_d_escalier, identifiant, titre, tuple(points))
    return Graphique(identifiant, titre, phrase, svg, entetes, ecrites)


def ecrire(valeur: Nombre, unite: str, decimales: int = 0) -> str:
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
        return mark_safe(svg)
    except Exception:
        journal.exception("Le graphique « %s » n'a pas pu être dessiné.", identifiant)
        return mark_safe("")


def empreinte(*contenu: object) -> str:
    """Clé de cache : mêmes données et même code, même dessin."""
    return f"graphique:{sha256(repr((EDITION, *contenu)).encode()).hexdigest()}"


def largeur_du_texte(texte: str) -> int:
    """Borne haute : un signe de Source Sans 3 occupe en moyenne moins d'un demi-corps."""
    return (len(texte) + 1) * CORPS // 2


def svg_de_barres(identifiant: str, titre: str, rangs: tuple) -> str:
    # Altair demande un tiers de seconde : au premier dessin, pas au démarrage.
    import altair as alt

    gauche = max(largeur_du_texte(libelle) for libelle, *_ in rangs) + MARGE
    droite = max(largeur_du_texte(ecrite) for _, _, ecrite, _ in rangs) + MARGE
    colonnes = ("libelle", "valeur", "ecrite", "accent")
    lignes = [{"rang": i} | dict(zip(colonnes, r, strict=True)) for i, r in enumerate(rangs)]
    maximum = max(valeur for _, valeur, *_ in rangs)
    hauteur = RANG * len(rangs)
    jeu = 1 - EPAISSEUR / RANG
    base = alt.Chart(alt.InlineData(lignes)).encode(
        y=alt.Y("rang:O", axis=None, scale=alt.Scale(paddingInner=jeu, paddingOuter=jeu / 2))
    )
    x = alt.X("valeur:Q", axis=None, scale=alt.Scale(domain=[0, maximum or 1], nice=False))
    couleur = alt.condition("datum.accent", alt.value(ACCENT), alt.value(GRIS))
    graisse = alt.expr("datum.accent ? 700 : 400")
    dessin = alt.layer(
        base.mark_bar().encode(x=x, color=couleur),
        base.mark_text(align="left", fontWeight=graisse).encode(
            x=alt.value(-gauche), text="libelle:N"
        ),
        base.mark_text(align="left", dx=MARGE, fontWeight=graisse).encode(x=x, text="ecrite:N"),
        alt.Chart(alt.InlineData([{}]))
        .mark_rule(stroke=GRIS)
        .encode(x=alt.datum(0), y=alt.value(0), y2=alt.value(hauteur)),
    ).properties(
        width=max(LARGEUR - gauche - droite, BARRE_MINIMALE),
        height=hauteur,
        padding={"left": gauche, "right": droite, "top": 0, "bottom": 0},
    )
    return produire(dessin, identifiant, titre)


def svg_d_escalier(identifiant: str, titre: str, points: tuple) -> str:
    import altair as alt

    debut, fin = points[0][0], points[-1][0]
    precedentes = [None, *(valeur for _, valeur in points)]
    lignes = [
        {"annee": annee, "valeur": valeur, "ecrite": nombre(valeur) if valeur != avant else ""}
        for (annee, valeur), avant in zip(points, precedentes, strict=False)
    ]
    base = alt.Chart(alt.InlineData(lignes)).encode(
        x=alt.X(
            "annee:Q",
            title=None,
            scale=alt.Scale(domain=[debut, fin], nice=False),
            axis=alt.Axis(values=graduations(debut, fin), format="d"),
        ),
        y=alt.Y("valeur:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False)),
    )
    dessin = alt.layer(
        base.mark_area(interpolate="step-after", fill=ACCENT, fillOpacity=0.12),
        base.mark_line(interpolate="step-after", stroke=ACCENT, strokeWidth=2.5),
        base.mark_circle(fill=ACCENT, size=40, opacity=1),
        base.transform_filter("datum.ecrite")
        .mark_text(align="left", dx=-4, dy=-14)
        .encode(text="ecrite:N"),
    ).properties(
        width=LARGEUR - 4 * CORPS,
        height=HAUTEUR_DES_MARCHES,
        padding={"left": 2 * CORPS, "right": 2 * CORPS, "top": 2 * CORPS, "bottom": 2 * CORPS},
    )
    return produire(dessin, identifiant, titre)


def graduations(debut: int, fin: int) -> list[int]:
    """Années rondes en abscisse, six au plus."""
    pas = next(pas for pas in (1, 2, 5, 10, 20, 50, 100) if (fin - debut) / pas <= 6)
    return [annee for annee in range(debut, fin + 1) if annee % pas == 0]


def produire(dessin, identifiant: str, titre: str) -> str:
    """SVG nommé par son titre, sans rien que la page n'emploie ; aucune adresse n'est lue."""
    # vl-convert garde un moteur JavaScript de 60 Mo : il ne démarre que si le cache est vide.
    import vl_convert

    svg = vl_convert.vegalite_to_svg(dessin.to_dict(), config=THEME, allowed_base_urls=[])
    racine = ElementTree.fromstring(svg)
    for element in racine.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        for attribut in SUPERFLUS & element.attrib.keys():
            del element.attrib[attribut]
    # À la main : l'espace de noms par défaut d'ElementTree est global, et WeasyPrint le prend.
    racine.attrib |= {"xmlns": SVG, "role": "img", "aria-labelledby": f"{identifiant}-titre"}
    nom = ElementTree.Element("title", {"id": f"{identifiant}-titre"})
    nom.text = titre
    racine.insert(0, nom)
    return ElementTree.tostring(racine, encoding="unicode")
