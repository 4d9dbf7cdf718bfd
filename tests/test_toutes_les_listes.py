"""Chaque liste du site, trouvée par son adresse : entrées tordues, tris, exports, colonnes.

Une liste nouvelle, dont l'adresse a un nom en `_liste`, est éprouvée sans rien ajouter ici.
"""

import pytest
from django.urls import reverse

from gouvernance.exports import en_cellule
from tests.droits.test_adresses import noms_des_adresses
from tests.ecran import dit_la_meme_chose, lire_ecran
from tests.exports import LECTEURS
from tests.severite import ChercheurDEnLigne

TORDUES = [
    "%",
    "' OR 1=1 --",
    '"><b>',
    "😀",
    "\x00",
    "-1",
    "99999999999999999999",
    "31/02/2020",
    "0001-01-01",
    "x" * 10_000,
    "a " * 5_000,
    "\\",
    "\ud7ff\u202e",
]
AUTRES_TORDUES = [
    {"sort": "colonne_inconnue"},
    {"sort": "--"},
    {"sort": "\x00"},
    {"sort": ["nom", "-nom", "pk", "x" * 10_000]},
    {"page": "9999"},
    {"page": "-1"},
    {"page": "0"},
    {"page": "9" * 5_000},
    {"page": "zéro"},
    {"per_page": "0"},
    {"per_page": "1000000"},
    {"export": "pdf"},
    {"export": ["csv", "docx"]},
]
# Des pages qui énumèrent sans être une table filtrée, triée et paginée.
SANS_TABLE = {
    "attribution_liste",
    "echeance_liste",
    "exercice_liste",
    "import_liste",
    "rapport_liste",
    "refacturation_liste",
}
# Celles dont l'adresse demande de préciser laquelle.
ARGUMENTS = {"changement_liste": ["adhesions-nouvelles"]}
LISTES = sorted({nom for nom in noms_des_adresses() if nom.endswith("_liste")} - SANS_TABLE)


def adresse_de(nom):
    return reverse(nom, args=ARGUMENTS.get(nom))


@pytest.fixture
def ouvrir(client_agent, donnees):
    """Ouvre une liste, sur les données livrées."""

    def ouvrir(nom, parametres=None, **entetes):
        return client_agent.get(adresse_de(nom), parametres or {}, **entetes)

    return ouvrir


@pytest.mark.parametrize("nom", sorted(SANS_TABLE))
def test_une_page_ecartee_n_est_pas_une_liste(nom, ouvrir):
    assert "outils" not in ouvrir(nom).context


@pytest.mark.parametrize("nom", LISTES)
def test_aucune_entree_tordue_n_est_une_panne(nom, ouvrir):
    champs = list(ouvrir(nom).context["filter"].form.fields)
    demandes = [dict.fromkeys(champs, valeur) for valeur in TORDUES] + AUTRES_TORDUES
    for demande in demandes:
        reponse = ouvrir(nom, demande)

        assert reponse.status_code == 200, demande
        chercheur = ChercheurDEnLigne()
        chercheur.feed(reponse.content.decode())
        assert not chercheur.fautes


@pytest.mark.parametrize("nom", LISTES)
def test_chaque_colonne_triable_se_trie_dans_les_deux_sens(nom, ouvrir):
    table = ouvrir(nom).context["table"]
    for colonne in table.columns:
        for sens in ["", "-"] if colonne.orderable else []:
            reponse = ouvrir(nom, {"sort": f"{sens}{colonne.name}"})

            assert reponse.context["outils"].remarques == ()
            assert reponse.context["nombre"] == table.paginator.count
            assert (b"aria-sort" in reponse.content) == bool(table.paginator.count)


@pytest.mark.parametrize("nom", LISTES)
def test_un_tri_ou_une_page_impossible_se_dit(nom, ouvrir):
    [du_tri] = ouvrir(nom, {"sort": "rien"}).context["outils"].remarques
    [de_la_page] = ouvrir(nom, {"page": "9999"}).context["outils"].remarques

    assert du_tri.startswith("Le tri demandé")
    assert de_la_page.startswith("La page «\u00a09999\u00a0» n’existe pas")


@pytest.mark.parametrize("nom", LISTES)
def test_les_trois_exports_sont_l_ecran(nom, ouvrir):
    """Mêmes colonnes, mêmes lignes dans le même ordre, mêmes totaux."""
    reponse = ouvrir(nom)
    ecran = lire_ecran(reponse)
    for page in range(2, reponse.context["table"].paginator.num_pages + 1):
        ecran.lignes += lire_ecran(ouvrir(nom, {"page": page})).lignes
    lus = {format: LECTEURS[format](ouvrir(nom, {"export": format})) for format in LECTEURS}

    csv, xlsx, ods = lus.values()
    attendues = ecran.lignes + ([ecran.pied] if any(ecran.pied) else [])
    if ecran.entetes:
        assert xlsx.entetes == ecran.entetes
    assert len(xlsx.lignes) == len(attendues)
    for ecrites, valeurs in zip(attendues, xlsx.lignes, strict=True):
        for ecrite, valeur in zip(ecrites, valeurs, strict=True):
            assert dit_la_meme_chose(ecrite, valeur), (ecrite, valeur)
    assert ods == xlsx
    assert csv.lignes == [[en_cellule(valeur) for valeur in ligne] for ligne in xlsx.lignes]
    assert (csv.presentation, csv.codes, csv.entetes) == (
        xlsx.presentation,
        xlsx.codes,
        xlsx.entetes,
    )


@pytest.mark.parametrize("nom", LISTES)
def test_une_colonne_masquee_l_est_partout(nom, ouvrir, client_agent):
    table = ouvrir(nom).context["table"]
    premiere, masquee, *autres = [colonne.name for colonne in table.columns]
    client_agent.post(
        reverse("colonnes_choisir"),
        {
            "retour": adresse_de(nom),
            "proposee": [premiere, masquee, *autres, "x"],
            "colonne": autres,
        },
    )

    reponse = ouvrir(nom)

    assert [colonne.name for colonne in reponse.context["table"].columns] == [premiere, *autres]
    assert LECTEURS["csv"](ouvrir(nom, {"export": "csv"})).codes == [premiere, *autres]


@pytest.mark.parametrize("nom", LISTES)
def test_htmx_ne_recoit_que_le_contenu(nom, ouvrir):
    reponse = ouvrir(nom, headers={"HX-Request": "true"})

    contenu = reponse.content.decode()
    assert contenu.lstrip().startswith("<main")
    assert 'hx-swap-oob="innerHTML"' in contenu
    assert "<header" not in contenu
    assert "HX-Request" in reponse["Vary"]
