"""Barres horizontales : qui a combien, du plus grand au plus petit."""

from collections.abc import Sequence

from gouvernance.francais import Nombre
from gouvernance.graphiques.rendu import Graphique, dessiner, ecrire, largeur_du_texte, produire
from gouvernance.graphiques.theme import ACCENT, GRIS, LARGEUR, MARGE

RANG, EPAISSEUR, BARRE_MINIMALE = 28, 18, 120


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
