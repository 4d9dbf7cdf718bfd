"""Carte schématique : un cercle par lieu, grand comme sa population, teinté selon une valeur."""

from collections.abc import Sequence
from xml.etree import ElementTree

from gouvernance.francais import ABSENT, Nombre, nombre
from gouvernance.graphiques.placement import (
    CORPS_ETROIT,
    Cercle,
    Cote,
    Lieu,
    Nom,
    dimensionner,
    placer_les_noms,
)
from gouvernance.graphiques.rendu import Graphique, Marques, dessiner, ecrire, produire
from gouvernance.graphiques.ruptures import grouper
from gouvernance.graphiques.theme import ECHELLE, ENCRE, GRIS, INCONNU, MARGE, NUL, SUR_FONCE

PASTILLE, INTERLIGNE, COLONNES = 18, CORPS_ETROIT + MARGE, 2
# Un village tient en trois pixels ; la souris et le doigt demandent plus large.
CIBLE = 12
FONCEES = set(ECHELLE[3:])
ANCRAGES = {Cote.DROITE: "left", Cote.GAUCHE: "right"}
LIGNES_DE_BASE = {Cote.DESSUS: "auto", Cote.DESSOUS: "hanging"}
Classes = list[tuple[str, str, Nombre | None]]


def carte(
    identifiant: str,
    titre: str,
    phrase: str,
    lieux: Sequence[Lieu],
    *,
    entetes: tuple[str, str, str],
    unite: str = "",
    decimales: int = 0,
) -> Graphique:
    """Chaque cercle est un lien ; un lieu sans place ni taille connues n'est que dans la table."""
    ecrites = tuple(
        (
            lieu.nom,
            ABSENT if lieu.taille is None else nombre(lieu.taille),
            ABSENT if lieu.valeur is None else ecrire(lieu.valeur, unite, decimales),
        )
        for lieu in lieux
    )
    dessines = sorted((lieu for lieu in lieux if lieu.est_place), key=lambda lieu: -lieu.taille)
    donnees = (tuple(dessines), entetes[2], unite, decimales) if dessines else ()
    svg = dessiner(svg_de_carte, identifiant, titre, donnees)
    return Graphique(identifiant, titre, phrase, svg, entetes, ecrites)


def classer(valeurs: Sequence[Nombre | None], unite: str = "", decimales: int = 0) -> Classes:
    """Teinte, libellé et plus grande valeur de chaque classe ; une valeur nulle a la sienne."""
    classes: Classes = []
    if any(valeur == 0 for valeur in valeurs):
        classes.append((NUL, ecrire(0, unite, decimales), 0))
    groupes = grouper(sorted(valeur for valeur in valeurs if valeur), len(ECHELLE))
    for rang, groupe in enumerate(groupes, start=1):
        debut, fin = groupe[0], groupe[-1]
        bornes = ecrire(fin, unite, decimales)
        if debut != fin:
            bornes = f"{nombre(debut, decimales)} à {bornes}"
        classes.append((ECHELLE[rang * len(ECHELLE) // len(groupes) - 1], bornes, fin))
    if None in valeurs:
        classes.append((INCONNU, "non connu", None))
    return classes


def teinter(valeur: Nombre | None, classes: Classes) -> str:
    if valeur is None:
        return INCONNU
    return next(teinte for teinte, _, fin in classes if fin is not None and valeur <= fin)


def svg_de_carte(identifiant: str, titre: str, donnees: tuple) -> str:
    import altair as alt

    lieux, legende, unite, decimales = donnees
    classes = classer([lieu.valeur for lieu in lieux], unite, decimales)
    cercles, largeur, hauteur = dimensionner(lieux)
    noms = placer_les_noms(cercles, largeur, hauteur)
    calques_des_noms = {
        calque: ecrits
        for calque, en_etroit in [("noms", True), ("details", False)]
        if (ecrits := [nom for nom in noms if nom.tient_en_etroit is en_etroit])
    }
    rangs = -(-len(classes) // COLONNES)
    bas = hauteur + INTERLIGNE
    dessin = alt.layer(
        calque_des_cercles(alt, cercles, classes),
        *(calque_des_noms(alt, *calque, classes) for calque in calques_des_noms.items()),
        *calques_de_legende(alt, classes, legende, bas, largeur),
    ).properties(width=largeur, height=bas + (rangs + 1) * INTERLIGNE, padding=0)

    def achever(calques: Marques) -> None:
        relier(calques["cercles"], cercles)
        for calque, ecrits in calques_des_noms.items():
            poser(calques[calque], ecrits, calque)
        for contour in [*calques["cercles"].iter("path"), *calques["pastilles"]]:
            if contour.get("fill", INCONNU) == INCONNU:
                contour.set("stroke-dasharray", "4 3")

    return produire(dessin, identifiant, titre, achever)


def en_place(alt, lignes: list[dict]):
    """Des marques dont la place est déjà calculée, en pixels."""
    return alt.Chart(alt.InlineData(lignes)).encode(
        x=alt.X("x:Q", axis=None, scale=None), y=alt.Y("y:Q", axis=None, scale=None)
    )


def calque_des_cercles(alt, cercles: list[Cercle], classes: Classes):
    lignes = [
        {"x": c.x, "y": c.y, "aire": 4 * c.rayon**2, "teinte": teinter(c.lieu.valeur, classes)}
        for c in cercles
    ]
    return (
        en_place(alt, lignes)
        .mark_circle(opacity=1, stroke=GRIS, strokeWidth=1.5)
        .encode(
            size=alt.Size("aire:Q", scale=None, legend=None),
            fill=alt.Fill("teinte:N", scale=None, legend=None),
        )
        .properties(name="cercles")
    )


def calque_des_noms(alt, calque: str, noms: list[Nom], classes: Classes):
    lignes = [
        {"x": n.x, "y": n.y, "nom": n.cercle.lieu.nom, "ancrage": ANCRAGES.get(n.cote, "center")}
        | {"clair": n.cote is Cote.DEDANS and teinter(n.cercle.lieu.valeur, classes) in FONCEES}
        for n in noms
    ]
    couleur = alt.condition("datum.clair", alt.value(SUR_FONCE), alt.value(ENCRE))
    return (
        en_place(alt, lignes)
        .mark_text(align=alt.expr("datum.ancrage"), baseline="alphabetic")
        .encode(text="nom:N", color=couleur)
        .properties(name=calque)
    )


def calques_de_legende(alt, classes: Classes, legende: str, haut: float, largeur: float):
    lignes = [{"x": MARGE, "y": haut, "texte": legende, "graisse": 600}]
    pastilles = []
    for rang, (teinte, libelle, _) in enumerate(classes):
        x = MARGE + (rang % COLONNES) * largeur / COLONNES
        y = haut + (rang // COLONNES + 1) * INTERLIGNE
        pastilles.append({"x": x + PASTILLE / 2, "y": y, "teinte": teinte})
        lignes.append({"x": x + PASTILLE + MARGE, "y": y, "texte": libelle, "graisse": 400})
    yield (
        en_place(alt, pastilles)
        .mark_square(opacity=1, size=PASTILLE**2, stroke=GRIS, strokeWidth=1.5)
        .encode(fill=alt.Fill("teinte:N", scale=None, legend=None))
        .properties(name="pastilles")
    )
    yield (
        en_place(alt, lignes)
        .mark_text(baseline="middle", align="left", fontWeight=alt.expr("datum.graisse"))
        .encode(text="texte:N")
    )


def relier(calque: ElementTree.Element, cercles: list[Cercle]) -> None:
    """Chaque cercle dans son lien, nommé pour qui ne le voit pas et au survol pour les autres."""
    for cercle, rond in zip(cercles, list(calque), strict=True):
        calque.remove(rond)
        lieu = cercle.lieu
        lien = ElementTree.SubElement(
            calque, "a", {"href": lieu.adresse, "aria-label": lieu.description}
        )
        ElementTree.SubElement(lien, "title").text = lieu.description
        lien.append(rond)
        cible = {"cx": f"{cercle.x}", "cy": f"{cercle.y}", "r": f"{max(cercle.rayon, CIBLE)}"}
        ElementTree.SubElement(lien, "circle", {**cible, "fill": "none"})


def poser(calque: ElementTree.Element, noms: list[Nom], classe: str) -> None:
    """Un texte que la feuille de style grossit reste posé contre son cercle."""
    for nom, texte in zip(noms, list(calque), strict=True):
        texte.set("dominant-baseline", LIGNES_DE_BASE.get(nom.cote, "central"))
        texte.set("class", f"carte__{classe}")
