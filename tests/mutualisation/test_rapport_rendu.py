import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.figures import illustrer
from mutualisation.rapport.plan import composer_plan
from mutualisation.rapport.rendu import composer_contexte, rendre_html
from tests.fabriques import creer_rapport, creer_texte_chapitre

CHAPITRES = [
    "L’essentiel",
    "Les grandes étapes",
    "Le cadre juridique",
    "Les réalisations 2020",
    "Qui adhère à quoi",
    "Les ressources humaines",
    "Le financement",
    "La gouvernance",
    "Les autres mutualisations",
    "Les perspectives",
    "Note de méthode",
    "Une fiche par commune",
]


class Lecteur(HTMLParser):
    """Titres, identifiants, liens et texte d'un document, hors feuille de style."""

    def __init__(self, html: str):
        super().__init__()
        self.niveaux, self.ancres, self.liens, self.textes = [], [], [], []
        self.dans_le_style = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        self.dans_le_style = tag == "style"
        if re.fullmatch("h[1-6]", tag):
            self.niveaux.append(int(tag[1]))
        if "id" in attributs:
            self.ancres.append(attributs["id"])
        if tag == "a":
            self.liens.append(attributs["href"])

    def handle_endtag(self, tag):
        self.dans_le_style = False

    def handle_data(self, data):
        if not self.dans_le_style:
            self.textes.append(data)


@pytest.fixture
def rapport_2020(donnees):
    return construire_rapport(2020)


@pytest.fixture
def rapport_nu(db):
    """Un rapport ouvert avant que rien d'autre ne soit saisi."""
    creer_rapport(annee=2031, titre="Rapport")
    return construire_rapport(2031)


@pytest.fixture(params=["papier", "écran"])
def document(request, rapport_2020):
    if request.param == "papier":
        return Lecteur(rendre_html(rapport_2020))
    contexte = composer_contexte(rapport_2020) | {"papier": False}
    corps = "".join(
        render_to_string("rapport/_chapitre.html", contexte | {"chapitre": chapitre})
        for chapitre in contexte["chapitres"]
    )
    return Lecteur(f"<h1>Rapport</h1>{corps}")


def test_les_chapitres_sont_dans_l_ordre(rapport_2020):
    assert [chapitre.titre for chapitre in composer_contexte(rapport_2020)["chapitres"]] == (
        CHAPITRES
    )


def test_un_seul_titre_principal_et_aucun_niveau_saute(document):
    precedents = [0, *document.niveaux]

    assert document.niveaux.count(1) == 1
    assert all(
        niveau <= precedent + 1
        for precedent, niveau in zip(precedents, document.niveaux, strict=False)
    )


def test_chaque_lien_interne_mene_a_une_ancre_unique(document):
    internes = {lien.removeprefix("#") for lien in document.liens if lien.startswith("#")}

    assert len(document.ancres) == len(set(document.ancres))
    assert internes
    assert internes <= set(document.ancres)


def test_un_chapitre_relu_seul_ne_renvoie_qu_a_lui_meme(rapport_2020):
    for chapitre in composer_plan(rapport_2020):
        seul = Lecteur(rendre_html(rapport_2020, seulement=chapitre.ancre))
        internes = {lien.removeprefix("#") for lien in seul.liens if lien.startswith("#")}

        assert {chapitre.ancre, *internes} <= set(seul.ancres), chapitre.titre


def test_la_police_livree_a_chaque_signe_du_rapport(rapport_2020):
    """Un signe absent viendrait d'une police de la machine, ou manquerait au PDF."""
    police = TTFont(settings.RACINE / "static/polices/source-sans-3-latin-400-normal.woff2")

    signes = set("".join(Lecteur(rendre_html(rapport_2020)).textes)) - {"\n"}

    assert {s for s in signes if ord(s) not in police.getBestCmap()} == set()


def test_le_document_ne_demande_aucun_fichier(rapport_2020):
    html = rendre_html(rapport_2020)

    adresses = re.findall(r"url\(([^)]{1,20})", html) + re.findall(r'src="([^"]{1,20})', html)
    assert [adresse.split(";")[0] for adresse in adresses] == [
        *['"data:font/woff2'] * 4,
        *['"data:image/svg+xml,'] * 2,
    ]


def test_deux_rendus_du_meme_contenu_sont_identiques(rapport_2020):
    assert rendre_html(rapport_2020) == rendre_html(construire_rapport(2020))


def test_un_rapport_sans_donnees_le_dit_chapitre_par_chapitre(rapport_nu):
    texte = " ".join(Lecteur(rendre_html(rapport_nu)).textes)

    assert "Aucun service commun n’est en vigueur au 31 décembre 2031." in texte
    assert "La CLECT n’a rien arrêté pour cet exercice." in texte
    assert "Ce chapitre n’est pas écrit." in texte


def test_aucune_annee_n_est_ecrite_dans_un_gabarit(rapport_nu):
    texte = "".join(Lecteur(rendre_html(rapport_nu)).textes)

    assert set(re.findall(r"20\d\d", texte)) == {"2031"}


def test_le_texte_d_un_chapitre_y_figure_mis_en_forme(db):
    rapport = creer_rapport(annee=2031)
    creer_texte_chapitre(rapport=rapport, chapitre="perspectives", texte="## Suite\n\nUn **pas**.")

    html = rendre_html(construire_rapport(2031))

    assert "<h3>Suite</h3>\n<p>Un <strong>pas</strong>.</p>" in html


# Figures


def test_les_figures_montrent_ce_que_disent_les_donnees(rapport_2020):
    figures = illustrer(rapport_2020)

    assert figures.communes.lignes[-1] == ("2020", "23")
    assert dict(figures.couverture.lignes)["Commande publique"] == "13"
    assert figures.effectifs.lignes[0] == ("Ressources humaines", "68,0")
    assert figures.participations.lignes[0] == (
        "Dijon et son CCAS",
        "7\u00a0858\u00a0606\u00a0€",
    )
    assert figures.autres_participations.lignes == figures.participations.lignes[2:]


def test_les_phrases_des_figures_sont_calculees(rapport_2020):
    figures = illustrer(rapport_2020)

    phrases = [
        unescape(figure.phrase).replace("\u00a0", " ")
        for figure in (
            figures.communes,
            figures.couverture,
            figures.effectifs,
            figures.participations,
            figures.autres_participations,
        )
    ]

    assert phrases == [
        "De 9 communes en 1966 à 23 en 2020, après un plus haut de 24 en 2013.",
        "3 services réunissent les 23 communes ; 11 n’en comptent qu’une.",
        "Ressources humaines et Systèmes d’information et numérique : "
        "45,6 % des 252,5 ETP publiés.",
        "Dijon et son CCAS et Dijon Métropole : 98,9 % du coût ; 8 communes ne paient rien.",
        "144 063 € en tout, de 500 € (Bretenière) à 51 587 € (Chenôve et son CCAS).",
    ]


def test_chaque_dessin_se_nomme_et_sa_table_l_accompagne(rapport_2020):
    html = rendre_html(rapport_2020)

    dessins = re.findall(r"<svg[^>]*>\s*<(\w+)", html)
    assert dessins == ["title"] * 5
    assert html.count('class="figure__donnees"') == 5
    assert "<details>" not in html


def test_une_annee_sans_donnees_n_a_pas_de_figure(rapport_nu):
    figures = illustrer(rapport_nu)

    assert [figures.couverture, figures.effectifs, figures.participations] == [None] * 3
    assert figures.autres_participations is None
