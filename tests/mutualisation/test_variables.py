"""Chiffres cités par les récits : les mêmes que ceux des tableaux, ou une faute nommée."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.rendu import rendre_html
from mutualisation.rapport.variables import fautes, resoudre
from mutualisation.rapport.variables_lues import VARIABLES
from mutualisation.templatetags.markdown import markdown

pytestmark = pytest.mark.usefixtures("donnees")
DOCS = Path(__file__).parents[2] / "docs"


class LecteurDeTableaux(HTMLParser):
    """Cellules de chaque tableau du rapport, sous sa classe et l'article qui le contient."""

    def __init__(self):
        super().__init__()
        self.tableaux = {}
        self.article = ""
        self.balises = []

    def handle_starttag(self, tag, attrs):
        attributs = {"class": "", **dict(attrs)}
        self.balises.append((tag, attributs["class"]))
        if tag == "article":
            self.article = attributs["id"]
        elif tag == "table":
            # D'un tableau à deux périmètres, le premier est celui des services.
            self.lignes = []
            self.tableaux.setdefault((attributs["class"], self.article), self.lignes)
        elif tag == "tr":
            self.lignes.append([])
        elif tag in {"th", "td"}:
            self.lignes[-1].append("")

    def handle_endtag(self, tag):
        while self.balises.pop()[0] != tag:
            pass
        if tag == "article":
            self.article = ""

    def handle_data(self, data):
        balises = {tag for tag, _ in self.balises}
        if balises & {"th", "td"} and ("span", "precision") not in self.balises:
            self.lignes[-1][-1] += data


@pytest.fixture(scope="module")
def contenu_2020(donnees_chargees, django_db_blocker):
    with django_db_blocker.unblock():
        return construire_rapport(2020)


@pytest.fixture(scope="module", params=[1, 5], ids="au moins {} agents".format)
def contenu(request, contenu_2020):
    """Rapport 2020 avec tous ses nombres, puis sans les petits nombres d'agents."""
    return replace(contenu_2020, effectif_minimal=request.param)


@pytest.fixture(scope="module")
def lignes(contenu):
    """Lignes d'un tableau du rapport, en cellules, sans l'en-tête."""
    lecteur = LecteurDeTableaux()
    lecteur.feed(rendre_html(contenu))

    def lire(classe, article=""):
        return [
            [cellule.strip(" \n") for cellule in ligne]
            for ligne in lecteur.tableaux[classe, article][1:]
        ]

    return lire


def ecrit(contenu, variable):
    """Ce qu'un récit écrit pour cette variable, sans l'unité, que le tableau dit en titre."""
    ecriture = resoudre("{{ " + variable + " }}", contenu).replace("\\", "")
    assert "chiffre absent" not in ecriture
    return ecriture.removesuffix("\u00a0€")


@pytest.mark.parametrize(
    ("tableau", "colonne", "variable"),
    [
        ("effectifs", 2, "nombre_agents"),
        ("effectifs", 3, "nombre_etp"),
        ("transferts", -1, "nombre_agents_transferes"),
        ("matrice", -1, "nombre_services_rejoints"),
        ("participations", 1, "participation_precedente"),
        ("participations", 2, "participation"),
        ("participations", 4, "ajustement"),
        ("sieges", 1, "nombre_sieges"),
    ],
)
def test_chaque_ligne_d_un_tableau_est_celle_que_cite_un_recit(
    contenu, lignes, tableau, colonne, variable
):
    comparees = 0
    for ligne in lignes(tableau):
        nom = ligne[0].removesuffix(" et son CCAS")
        est_une_somme = nom in {
            "Périmètre",
            "Total",
            "Somme des lignes",
            "Coût total voté",
            "Communes",
            "CCAS",
        }
        if not est_une_somme and nom != contenu.metropole and ligne[colonne] != "–":
            assert ecrit(contenu, f"{variable}:{nom}") == ligne[colonne]
            comparees += 1

    assert comparees > 5


@pytest.mark.parametrize(
    ("tableau", "ligne", "colonne", "variable"),
    [
        ("effectifs", "Total", 2, "nombre_agents"),
        ("effectifs", "Total", 3, "nombre_etp"),
        ("transferts", "Total", -1, "nombre_agents_transferes"),
        ("participations", "Coût total voté", 1, "cout_total_precedent"),
        ("participations", "Coût total voté", 2, "cout_total"),
        ("participations", "Somme des lignes", 2, "total_participations"),
        ("participations", "Somme des lignes", 3, "total_ajustements_precedent"),
        ("participations", "Somme des lignes", 4, "total_ajustements"),
        ("participations", "Dijon Métropole", 2, "part_metropole"),
        ("sieges", "Total", 1, "nombre_sieges"),
    ],
)
def test_chaque_total_d_un_tableau_est_celui_que_cite_un_recit(
    contenu, lignes, tableau, ligne, colonne, variable
):
    (trouvee,) = [cellules for cellules in lignes(tableau) if cellules[0] == ligne]

    assert ecrit(contenu, variable) == trouvee[colonne]


def test_les_adherents_cites_sont_ceux_de_la_matrice(contenu, lignes):
    *_, communes, ccas = lignes("matrice")

    for rang, service in enumerate(contenu.matrice.services, start=1):
        assert ecrit(contenu, f"nombre_communes_adherentes:{service.code}") == communes[rang]
        assert ecrit(contenu, f"nombre_ccas_adherents:{service.code}") == ccas[rang]
        total = int(communes[rang]) + int(ccas[rang])
        assert ecrit(contenu, f"nombre_adherents:{service.nom}") == str(total)


def test_les_indicateurs_cites_sont_ceux_des_fiches(contenu, lignes):
    comparees = 0
    for fiche in contenu.fiches:
        if not fiche.indicateurs:
            continue
        for cellules in lignes("indicateurs", f"domaine-{fiche.code}"):
            if len(cellules) == 4:
                nom, avant, valeur, _ = cellules
                for variable, cellule in [("indicateur", valeur), ("indicateur_precedent", avant)]:
                    if cellule != "–":
                        assert ecrit(contenu, f"{variable}:{fiche.code}/{nom}") == cellule
                        comparees += 1

    assert comparees > 50


def test_les_chiffres_cles_sont_ceux_que_cite_un_recit(contenu):
    cles = {chiffre.libelle: chiffre for chiffre in contenu.chiffres_cles}

    assert ecrit(contenu, "nombre_services") == cles["services communs"].valeur
    assert ecrit(contenu, "nombre_domaines") in cles["services communs"].precision
    assert ecrit(contenu, "nombre_adhesions") == cles["adhésions"].valeur
    assert f"des {ecrit(contenu, 'nombre_communes')} communes" in cles["adhésions"].precision


def test_les_nombres_publies_en_2020(contenu_2020):
    texte = (
        "{{ annee }}, {{ annee_precedente }}, {{ date_observation }}, {{ metropole }}, "
        "{{ evolution_du_cout }}, {{ nombre_agents_venus:Chenôve }}, {{ deja_valorise:Dijon }}, "
        "{{ nombre_cooperations }}, {{ adherents:droit-des-sols }}"
    )

    publie = replace(contenu_2020, effectif_minimal=1)
    assert resoudre(texte, publie).startswith(
        "2020, 2019, 30\u00a0novembre 2020, Dijon Métropole, +322\u00a0310\u00a0€, 6, "
        f"421\u00a0000\u00a0€, {len(publie.cooperations)}, Ahuy, "
    )


def test_tous_les_recits_livres_sont_justes(contenu):
    for _, texte in contenu.textes:
        assert fautes(texte, contenu) == ()


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.exemple)
def test_l_exemple_de_chaque_variable_s_ecrit(contenu, variable):
    assert fautes(variable.exemple) == ()
    assert "chiffre absent" not in resoudre(variable.exemple, contenu) or (
        variable.nom == "indicateur_precedent"
    )


def test_le_document_decrit_chaque_variable():
    document = (DOCS / "recits.md").read_text(encoding="utf-8")

    assert [
        v.exemple for v in VARIABLES if f"| `{v.exemple}` | {v.description} |" not in document
    ] == []


def test_une_valeur_n_est_jamais_lue_comme_du_markdown(contenu):
    metropole = replace(contenu, metropole="*Métropole* <b> [a](https://x.fr) `x` | _y_")

    rendu = markdown(resoudre("{{ metropole }}", metropole))

    assert rendu == "<p>*Métropole* &lt;b&gt; [a](https://x.fr) `x` | _y_</p>\n"
