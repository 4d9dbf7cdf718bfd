"""Escalier : une valeur qui tient jusqu'à l'année du point suivant."""

from collections.abc import Sequence

from gouvernance.francais import nombre
from gouvernance.graphiques.rendu import Graphique, dessiner, ecrire, graduations, produire
from gouvernance.graphiques.theme import ACCENT, CORPS, LARGEUR

HAUTEUR_DES_MARCHES = 160


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
