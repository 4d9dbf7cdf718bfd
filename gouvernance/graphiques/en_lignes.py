"""Lignes : des grandeurs d'année en année, leur nom au bout, un trou où rien n'est connu."""

from collections.abc import Sequence
from dataclasses import dataclass

from gouvernance.francais import Nombre, accord
from gouvernance.graphiques.rendu import (
    Graphique,
    dessiner,
    ecrire,
    graduations,
    largeur_du_texte,
    produire,
)
from gouvernance.graphiques.theme import CORPS, ENCRE, LARGEUR, MARGE, SERIES

HAUTEUR, LARGEUR_MINIMALE = 180, 180
NON_RELEVE = "non relevé"


@dataclass(frozen=True, slots=True)
class Serie:
    """`nom` complète la valeur au bout de la ligne : « 23 communes » ; `None`, inconnue.

    Sans `decimales`, chaque valeur s'écrit avec les siennes ; `textes` écrit celles qui ne sont pas
    exactes, « plus de 850 ».
    """

    nom: str
    valeurs: tuple[Nombre | None, ...]
    unite: str = ""
    decimales: int | None = 0
    au_singulier: str = ""
    textes: tuple[str, ...] = ()

    def ecrire(self, rang: int) -> str:
        if self.valeurs[rang] is None:
            return NON_RELEVE
        if self.textes:
            return self.textes[rang]
        return ecrire(self.valeurs[rang], self.unite, self.decimales)

    def accorder(self, valeur: Nombre) -> str:
        return accord(valeur, self.au_singulier or self.nom, self.nom)

    @property
    def connues(self) -> list[int]:
        """Rangs des valeurs connues."""
        return [rang for rang, valeur in enumerate(self.valeurs) if valeur is not None]


def lignes(
    identifiant: str,
    titre: str,
    phrase: str,
    annees: Sequence[int],
    series: Sequence[Serie],
) -> Graphique:
    """Quatre séries au plus, que distinguent leur place, leur tracé et leur marque.

    La couleur ne fait que le confirmer. Rien n'est dessiné s'il n'y a pas deux années à comparer.
    """
    table = tuple(
        (str(annee), *(serie.ecrire(rang) for serie in series)) for rang, annee in enumerate(annees)
    )
    dessinees = tuple(serie for serie in series if len(serie.connues) > 1)
    donnees = (tuple(annees), dessinees) if dessinees else ()
    svg = dessiner(svg_de_lignes, identifiant, titre, donnees)
    entetes = ("Année", *(serie.nom for serie in series))
    return Graphique(identifiant, titre, phrase, svg, entetes, table)


def svg_de_lignes(identifiant: str, titre: str, donnees: tuple) -> str:
    import altair as alt

    annees, series = donnees
    maximum = max(float(serie.valeurs[rang]) for serie in series for rang in serie.connues) or 1
    bouts = ecrire_les_bouts(series, annees, maximum)
    droite = max(largeur_du_texte(bout["texte"]) for bout in bouts) + 2 * MARGE
    gauche = largeur_du_texte(str(annees[0])) // 2
    largeur = max(LARGEUR - gauche - droite, LARGEUR_MINIMALE)
    echelles = {
        "x": alt.Scale(domain=[annees[0], max(annees[-1], annees[0] + 1)], nice=False),
        "y": alt.Scale(domain=[0, maximum], nice=False),
    }
    dessin = alt.layer(
        *traces(alt, annees, series, echelles),
        *calques_des_bouts(alt, bouts, largeur),
    ).properties(
        width=largeur,
        height=HAUTEUR,
        padding={"left": gauche, "right": droite, "top": 2 * CORPS, "bottom": 2 * CORPS},
    )
    return produire(dessin, identifiant, titre)


def traces(alt, annees: tuple[int, ...], series: tuple[Serie, ...], echelles: dict):
    """Une ligne et ses marques par série ; une valeur inconnue coupe la ligne."""
    axe = alt.Axis(values=graduations(annees[0], annees[-1], 3), format="d", labelFlush=False)
    for serie, (couleur, tirets, marque) in zip(series, SERIES, strict=False):
        points = [
            {"annee": annee, "valeur": None if valeur is None else float(valeur)}
            for annee, valeur in zip(annees, serie.valeurs, strict=True)
        ]
        base = alt.Chart(alt.InlineData(points)).encode(
            x=alt.X("annee:Q", title=None, scale=echelles["x"], axis=axe),
            y=alt.Y("valeur:Q", axis=None, scale=echelles["y"]),
        )
        yield base.mark_line(
            stroke=couleur, strokeWidth=2.5, strokeDash=tirets, invalid="break-paths-show-domains"
        )
        yield base.transform_filter("isValid(datum.valeur)").mark_point(
            shape=marque, fill=couleur, stroke=couleur, size=36, opacity=1
        )


def ecrire_les_bouts(
    series: tuple[Serie, ...], annees: tuple[int, ...], maximum: float
) -> list[dict]:
    """Ce qui s'écrit à droite : la dernière valeur connue, son année si ce n'est la dernière."""
    bouts = []
    for serie, (*_, marque) in zip(series, SERIES, strict=False):
        rang = serie.connues[-1]
        valeur = serie.valeurs[rang]
        texte = f"{serie.ecrire(rang)} {serie.accorder(valeur)}"
        if annees[rang] != annees[-1]:
            texte += f" ({annees[rang]})"
        hauteur = HAUTEUR * (1 - float(valeur) / maximum)
        est_ancienne = annees[rang] != annees[-1]
        bouts.append({"texte": texte, "marque": marque, "vise": hauteur, "ancien": est_ancienne})
    ecarter(bouts)
    for bout in bouts:
        bout["est_deplace"] = bout["ancien"] or abs(bout["y"] - bout["vise"]) > MARGE / 2
    return bouts


def ecarter(bouts: list[dict]) -> None:
    """Donne à chaque texte une hauteur `y` proche de celle qu'il vise, sans chevauchement."""
    interligne = CORPS + MARGE / 2
    plancher = HAUTEUR
    places = sorted(bouts, key=lambda bout: -bout["vise"])
    for bout in places:
        bout["y"] = min(bout["vise"], plancher)
        plancher = bout["y"] - interligne
    plafond = -CORPS
    for bout in reversed(places):
        bout["y"] = max(bout["y"], plafond)
        plafond = bout["y"] + interligne


def calques_des_bouts(alt, bouts: list[dict], largeur: int):
    """Les noms ; la marque de la série devant celui qui n'est plus au bout de sa ligne."""
    place = alt.Chart(alt.InlineData(bouts)).encode(y=alt.Y("y:Q", scale=None, axis=None))
    yield place.mark_text(align="left", baseline="middle", fill=ENCRE).encode(
        x=alt.value(largeur + 2 * MARGE), text="texte:N"
    )
    for couleur, _, marque in SERIES:
        deplaces = [b for b in bouts if b["marque"] == marque and b["est_deplace"]]
        if deplaces:
            yield (
                place.properties(data=alt.InlineData(deplaces))
                .mark_point(shape=marque, fill=couleur, stroke=couleur, size=36, opacity=1)
                .encode(x=alt.value(largeur + MARGE))
            )
