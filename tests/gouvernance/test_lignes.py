"""Lignes et vignettes : ce qui n'est pas connu ne se dessine ni ne se relie."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from gouvernance.graphiques import Serie, lignes, vignettes
from gouvernance.graphiques.en_lignes import HAUTEUR, ecarter
from gouvernance.graphiques.rendu import largeur_du_texte
from gouvernance.graphiques.theme import CORPS, SERIES

SVG = "{http://www.w3.org/2000/svg}"


def tracer(series, annees=range(2015, 2021), forme=lignes):
    return forme("essai", "Essai", "Une phrase.", list(annees), series)


def racine(graphique):
    return ElementTree.fromstring(graphique.svg)


def textes(graphique):
    return [texte.text for texte in racine(graphique).iter(f"{SVG}text")]


def chemins(graphique, couleur=SERIES[0][0]):
    """Ce que trace une ligne : une lettre M par morceau."""
    return [
        chemin.get("d")
        for chemin in racine(graphique).iter(f"{SVG}path")
        if chemin.get("stroke") == couleur and chemin.get("stroke-width") == "2.5"
    ]


def marques(graphique, couleur=SERIES[0][0]):
    return [c for c in racine(graphique).iter(f"{SVG}path") if c.get("fill") == couleur]


def test_une_annee_inconnue_coupe_la_ligne_et_n_a_pas_de_marque():
    graphique = tracer([Serie("agents", (1, 2, None, 4, 5, 6))])

    [chemin] = chemins(graphique)
    assert chemin.count("M") == 2
    assert len(marques(graphique)) == 5
    assert graphique.lignes[2] == ("2017", "non relevé")


def test_une_annee_isolee_entre_deux_trous_garde_sa_marque():
    graphique = tracer([Serie("agents", (1, None, 3, None, 5, 6))])

    assert len(marques(graphique)) == 4


def test_le_nom_est_au_bout_de_sa_ligne_avec_sa_derniere_valeur():
    graphique = tracer(
        [
            Serie("communes", (24, 24, 24, 23, 23, 23)),
            Serie("services communs", (1, 1, 1, 1, 1, 1), au_singulier="service commun"),
        ]
    )

    assert {"23 communes", "1 service commun"} <= set(textes(graphique))


def test_une_serie_arretee_dit_en_quelle_annee():
    graphique = tracer([Serie("agents", (1, 2, 3, None, None, None)), Serie("x", (1,) * 6)])

    assert "3 agents (2017)" in textes(graphique)


def test_quatre_series_se_distinguent_sans_leur_couleur():
    graphique = tracer([Serie(nom, (rang,) * 6) for rang, nom in enumerate("abcd", start=1)])
    traits = [
        chemin.get("stroke-dasharray")
        for chemin in racine(graphique).iter(f"{SVG}path")
        if chemin.get("stroke-width") == "2.5"
    ]
    formes = {marques(graphique, couleur)[0].get("d") for couleur, *_ in SERIES}

    assert len(set(traits)) == 4
    assert len(formes) == 4


@pytest.mark.parametrize("visees", [[10, 10, 10, 10], [0, 1, 2, 3], [HAUTEUR] * 4, [5, 90, 91]])
def test_deux_noms_ne_se_chevauchent_jamais(visees):
    bouts = [{"vise": visee} for visee in visees]

    ecarter(bouts)

    hauteurs = sorted(bout["y"] for bout in bouts)
    assert all(b - a >= CORPS for a, b in pairwise(hauteurs))
    assert hauteurs[0] >= -CORPS
    assert hauteurs[-1] <= HAUTEUR


def test_la_hauteur_est_proportionnelle_et_part_de_zero():
    graphique = tracer([Serie("a", (100, 50)), Serie("b", (0, 25))], [2019, 2020])

    points = [re.findall(r"[ML]([\d.]+),([\d.]+)", c) for c in chemins(graphique)]
    points += [re.findall(r"[ML]([\d.]+),([\d.]+)", c) for c in chemins(graphique, SERIES[1][0])]
    hauteurs = [[float(y) for _, y in ligne] for ligne in points]
    assert hauteurs == [[0, HAUTEUR / 2], [HAUTEUR, HAUTEUR * 3 / 4]]


@pytest.mark.parametrize("forme", [lignes, vignettes])
@pytest.mark.parametrize("valeurs", [(None, None), (3, None), (None, 4)])
def test_une_seule_annee_connue_ne_se_dessine_pas(forme, valeurs):
    graphique = tracer([Serie("agents", valeurs)], [2019, 2020], forme)

    assert graphique.svg == ""
    assert "non relevé" in str(graphique.lignes)


@pytest.mark.parametrize("forme", [lignes, vignettes])
def test_la_table_a_toutes_les_series_meme_celles_qu_on_ne_dessine_pas(forme):
    series = [Serie("suivis", (1, 2)), Serie("relevés une fois", (None, Decimal("3.5")), "ETP", 1)]
    graphique = tracer(series, [2019, 2020], forme)

    assert "relevés une fois" not in " ".join(textes(graphique))
    assert "3,5\u00a0ETP" in {cellule for ligne in graphique.lignes for cellule in ligne}


def test_une_vignette_ecrit_ses_deux_bouts_connus_comme_la_table():
    serie = Serie("Surface", (None, 450, None, 850), textes=("", "450", "", "plus de 850"))
    graphique = tracer([serie], range(2018, 2022), vignettes)

    assert textes(graphique) == ["450", "2019", "plus de 850", "2021"]
    assert racine(graphique).find(f".//{SVG}title").text == (
        "Surface : 450 en 2019, plus de 850 en 2021"
    )


def test_un_nom_ne_peut_pas_injecter_de_balise():
    for forme in (lignes, vignettes):
        graphique = tracer([Serie("<script>alert(1)</script>", (1, 2))], [2019, 2020], forme)

        assert "<script" not in graphique.svg


def test_deux_longues_valeurs_elargissent_leur_vignette():
    longue = ("environ 1 600 000 copies", "plus de 1 700 000 copies")
    graphique = tracer([Serie("Copies", (16, 17), textes=longue)], [2019, 2020], vignettes)

    largeur = int(racine(graphique).find(f".//{SVG}svg").get("width"))
    assert largeur >= sum(map(largeur_du_texte, longue))
