import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from gouvernance.graphiques import Lieu, Serie, barres, carte, escalier, lignes, theme, vignettes
from gouvernance.graphiques.rendu import graduations
from tests.severite import ChercheurDEnLigne

SVG = "{http://www.w3.org/2000/svg}"
PAR_HABITANT = [
    ("Chenôve", Decimal("3.58")),
    ("Quetigny", Decimal("2.17")),
    ("Chevigny-Saint-Sauveur", Decimal(0)),
]


def comparer(lignes=PAR_HABITANT, **reglages):
    defauts = {"entetes": ("Commune", "Par habitant"), "unite": "€", "decimales": 2}
    return barres("par-habitant", "Participation", "Qui paie.", lignes, **defauts | reglages)


def compter(points):
    entetes = ("Année", "Communes")
    return escalier("communes", "Communes membres", "Depuis 1966.", points, entetes=entetes)


def textes(graphique):
    return [texte.text for texte in ElementTree.fromstring(graphique.svg).iter(f"{SVG}text")]


def situer():
    """Une valeur grande, une petite, une nulle et une inconnue."""
    lieux = [
        Lieu(nom, Decimal(latitude), Decimal("5.1"), taille, valeur, f"/{nom}/", f"{nom}, {valeur}")
        for nom, latitude, taille, valeur in [
            ("Dijon", "47.32", 160_000, 20),
            ("Ahuy", "47.37", 1_300, 3),
            ("Talant", "47.34", 12_000, 0),
            ("Ouges", "47.26", 1_500, None),
        ]
    ]
    return carte("carte", "Services", "Où.", lieux, entetes=("Commune", "Habitants", "Services"))


def suivre(forme=lignes):
    series = [Serie(nom, (1, None, rang)) for rang, nom in enumerate("abcd")]
    return forme("suivi", "D’année en année", "Hausse.", [2018, 2019, 2020], series)


GRAPHIQUES = {
    "barres": comparer,
    "escalier": lambda: compter([(1966, 9), (1999, 16), (2019, 23)]),
    "carte": situer,
    "lignes": suivre,
    "vignettes": lambda: suivre(vignettes),
}


@pytest.mark.parametrize("forme", GRAPHIQUES)
def test_chaque_dessin_commence_par_son_titre(forme):
    racine = ElementTree.fromstring(GRAPHIQUES[forme]().svg)
    dessins = list(racine.iter(f"{SVG}svg"))

    assert dessins
    for dessin in dessins:
        assert dessin[0].tag == f"{SVG}title"
        assert dessin[0].text
        assert dessin.get("aria-labelledby") == dessin[0].get("id")
        assert dessin.get("viewBox")


def test_les_dessins_d_une_page_ont_chacun_leur_identifiant():
    identifiants = [
        titre.get("id")
        for forme in GRAPHIQUES.values()
        for titre in ElementTree.fromstring(forme().svg).iter(f"{SVG}title")
        if titre.get("id")
    ]

    assert len(identifiants) == len(set(identifiants)) == 8


@pytest.mark.parametrize("forme", GRAPHIQUES)
def test_un_dessin_respecte_une_politique_de_securite_stricte(forme):
    chercheur = ChercheurDEnLigne()
    chercheur.feed(GRAPHIQUES[forme]().svg)

    assert not chercheur.fautes
    assert "http" not in GRAPHIQUES[forme]().svg.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("forme", GRAPHIQUES)
def test_toute_couleur_a_sa_version_sombre(forme, settings):
    feuille = (settings.RACINE / "static/css/site.css").read_text(encoding="utf-8")
    couleurs = re.findall(r'(fill|stroke)="(#\w+)"', GRAPHIQUES[forme]().svg)

    assert couleurs
    assert {c for c in couleurs if 'svg [{}="{}" i]'.format(*c) not in feuille} == set()


def test_les_chiffres_sont_ecrits_a_la_francaise():
    graphique = comparer()

    assert graphique.lignes == (
        ("Chenôve", "3,58\u00a0€"),
        ("Quetigny", "2,17\u00a0€"),
        ("Chevigny-Saint-Sauveur", "0\u00a0€"),
    )
    assert set(textes(graphique)) == {cellule for ligne in graphique.lignes for cellule in ligne}


def test_les_barres_sont_proportionnelles_et_dans_l_ordre_recu():
    svg = comparer([("a", 50), ("b", 100), ("c", 0)]).svg
    largeurs = [
        Decimal(largeur)
        for largeur, couleur in re.findall(r'h([\d.]+)v18[^"]*" fill="(#\w+)"', svg)
    ]

    assert largeurs[0] * 2 == largeurs[1]
    assert largeurs[2] == 0


def test_seul_le_libelle_accentue_est_distingue():
    svg = comparer(accent="Quetigny").svg

    assert svg.count(f'fill="{theme.ACCENT}"') == 1
    assert re.findall(r'font-weight="700"[^>]*>([^<]+)<', svg) == ["Quetigny", "2,17\u00a0€"]


def test_un_long_libelle_n_est_pas_coupe():
    nom = "Marsannay-la-Côte et son CCAS"
    graphique = comparer([(nom, 7858606)], decimales=0)
    racine = ElementTree.fromstring(graphique.svg)

    assert textes(graphique) == [nom, "7\u00a0858\u00a0606\u00a0€"]
    assert int(racine.get("width")) > theme.LARGEUR


def test_un_libelle_ne_peut_pas_injecter_de_balise():
    graphique = comparer([("<script>alert(1)</script>", 1)])

    assert "<script" not in graphique.svg
    assert "<script>alert(1)</script>" in textes(graphique)


def test_toutes_les_valeurs_nulles_se_dessinent():
    assert textes(comparer([("Ahuy", 0), ("Bressey-sur-Tille", 0)]))


def test_l_escalier_n_ecrit_une_valeur_que_lorsqu_elle_change():
    graphique = compter([(1966, 9), (1999, 16), (2019, 23), (2020, 23)])

    assert [texte for texte in textes(graphique) if len(texte) < 4] == ["9", "16", "23"]
    assert graphique.lignes[-1] == ("2020", "23")


@pytest.mark.parametrize(
    ("debut", "fin", "attendues"),
    [
        (1966, 2020, [1970, 1980, 1990, 2000, 2010, 2020]),
        (2018, 2020, [2018, 2019, 2020]),
        (2020, 2020, [2020]),
    ],
)
def test_l_abscisse_porte_des_annees_rondes(debut, fin, attendues):
    assert graduations(debut, fin) == attendues


def test_sans_donnees_il_n_y_a_pas_de_dessin():
    assert comparer([]).svg == ""
    assert compter([]).svg == ""


@pytest.mark.parametrize("forme", GRAPHIQUES)
def test_un_echec_laisse_la_table_et_se_journalise(forme, monkeypatch, caplog):
    def echouer(*arguments, **reglages):
        raise ValueError("moteur absent")

    table = GRAPHIQUES[forme]().lignes
    cache.clear()
    monkeypatch.setattr("vl_convert.vegalite_to_svg", echouer)
    graphique = GRAPHIQUES[forme]()

    assert graphique.svg == ""
    assert graphique.lignes == table
    assert graphique.identifiant in caplog.text


@pytest.mark.parametrize("forme", GRAPHIQUES)
def test_un_meme_dessin_n_est_produit_qu_une_fois(forme, monkeypatch):
    premier = GRAPHIQUES[forme]().svg
    monkeypatch.setattr("vl_convert.vegalite_to_svg", lambda *_, **__: pytest.fail("Redessiné"))

    assert GRAPHIQUES[forme]().svg == premier


def test_une_autre_forme_du_code_redessine(monkeypatch):
    comparer()
    produits = []
    monkeypatch.setattr("gouvernance.graphiques.rendu.EDITION", ("une autre",))
    monkeypatch.setattr(
        "vl_convert.vegalite_to_svg", lambda *_, **__: produits.append(1) or "<svg/>"
    )

    comparer()

    assert produits == [1]
