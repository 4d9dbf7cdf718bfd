"""Vignettes : une petite ligne par grandeur, chacune à son échelle, pour comparer des allures."""

from collections.abc import Sequence
from html import escape

from gouvernance.graphiques.en_lignes import Serie
from gouvernance.graphiques.rendu import Graphique, dessiner, largeur_du_texte, produire
from gouvernance.graphiques.theme import ACCENT, CORPS, ENCRE_DOUCE, GRIS, MARGE

LARGEUR, HAUTEUR = 160, 56


def vignettes(
    identifiant: str,
    titre: str,
    phrase: str,
    annees: Sequence[int],
    series: Sequence[Serie],
) -> Graphique:
    """Une vignette par série qui a deux valeurs au moins ; la table les a toutes, en lignes."""
    table = tuple((serie.nom, *map(serie.ecrire, range(len(annees)))) for serie in series)
    dessinees = tuple(serie for serie in series if len(serie.connues) > 1)
    donnees = (tuple(annees), dessinees) if dessinees else ()
    svg = dessiner(svg_de_vignettes, identifiant, titre, donnees)
    return Graphique(identifiant, titre, phrase, svg, ("", *map(str, annees)), table)


def svg_de_vignettes(identifiant: str, titre: str, donnees: tuple) -> str:
    """Une liste : chaque dessin est nommé par ce qu'il montre, de sa première à sa dernière."""
    annees, series = donnees
    elements = []
    for rang, serie in enumerate(series):
        debut, fin = serie.connues[0], serie.connues[-1]
        premiere, derniere = serie.ecrire(debut), serie.ecrire(fin)
        nom = f"{serie.nom} : {premiere} en {annees[debut]}, {derniere} en {annees[fin]}"
        svg = svg_d_une_vignette(f"{identifiant}-{rang}", nom, annees, serie)
        elements.append(f'<li><p class="vignette__nom">{escape(serie.nom)}</p>{svg}</li>')
    return f'<ul class="vignettes">{"".join(elements)}</ul>'


def svg_d_une_vignette(identifiant: str, titre: str, annees: tuple[int, ...], serie: Serie) -> str:
    import altair as alt

    points = [
        {"annee": annee, "valeur": None if valeur is None else float(valeur)}
        for annee, valeur in zip(annees, serie.valeurs, strict=True)
    ]
    maximum = max(point["valeur"] for point in points if point["valeur"] is not None) or 1
    base = alt.Chart(alt.InlineData(points)).encode(
        x=alt.X("annee:Q", axis=None, scale=alt.Scale(domain=[annees[0], annees[-1]], nice=False)),
        y=alt.Y("valeur:Q", axis=None, scale=alt.Scale(domain=[0, maximum], nice=False)),
    )
    connus = base.transform_filter("isValid(datum.valeur)")
    bouts = [serie.connues[0], serie.connues[-1]]
    textes = [serie.ecrire(rang) for rang in bouts]
    largeur = max(LARGEUR, sum(map(largeur_du_texte, textes)))
    dessin = alt.layer(
        base.mark_line(stroke=ACCENT, strokeWidth=2, invalid="break-paths-show-domains"),
        connus.mark_circle(fill=ACCENT, size=25, opacity=1),
        sol(alt, largeur),
        *legendes(alt, annees, bouts, textes, largeur),
    ).properties(
        width=largeur,
        height=HAUTEUR,
        padding={"left": MARGE, "right": MARGE, "top": MARGE, "bottom": 3 * CORPS},
    )
    return produire(dessin, identifiant, titre)


def sol(alt, largeur: int):
    """La ligne du zéro : sans elle, une hausse de dix à onze paraît un doublement."""
    return (
        alt.Chart(alt.InlineData([{}]))
        .mark_rule(stroke=GRIS)
        .encode(x=alt.value(0), x2=alt.value(largeur), y=alt.value(HAUTEUR))
    )


def legendes(alt, annees: tuple[int, ...], bouts: list[int], textes: list[str], largeur: int):
    """Sous le dessin, la première valeur connue et la dernière, et leurs années."""
    places = [("left", 0), ("right", largeur)]
    for rang, texte, (ancrage, x) in zip(bouts, textes, places, strict=True):
        for ligne, ecrit, style in [
            (1, texte, {"fontWeight": 600}),
            (2, str(annees[rang]), {"fill": ENCRE_DOUCE}),
        ]:
            yield (
                alt.Chart(alt.InlineData([{}]))
                .mark_text(align=ancrage, baseline="alphabetic", **style)
                .encode(
                    x=alt.value(x),
                    y=alt.value(HAUTEUR + ligne * (CORPS + MARGE / 4) + MARGE / 2),
                    text=alt.value(ecrit),
                )
            )
