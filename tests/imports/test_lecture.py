"""Chaque sorte de fichier se lit, avec ses types et ses numéros de ligne."""

from datetime import date, datetime

import pytest

from gouvernance.imports.lecture import FichierIllisible, lire_tableau
from tests.imports.fichiers import cellule_ods, ods, ods_brut, xlsx


def valeurs(contenu: bytes, **options) -> list[tuple]:
    return [ligne.valeurs for ligne in lire_tableau(contenu, "essai", **options).lignes]


@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_un_csv_se_lit_quels_que_soient_son_separateur_et_son_encodage(separateur, encodage):
    texte = separateur.join(["nom", "été"]) + "\r\n" + separateur.join(["Féney", "1 234"]) + "\r\n"

    tableau = lire_tableau(texte.encode(encodage), "essai.csv")

    assert tableau.entetes == ("nom", "été")
    assert [(ligne.numero, ligne.valeurs) for ligne in tableau.lignes] == [(2, ("Féney", "1 234"))]


def test_le_separateur_se_choisit_hors_des_guillemets():
    assert valeurs(b'"a,b,c";d\n1;2\n') == [("1", "2")]


def test_le_numero_de_ligne_est_celui_du_fichier_meme_apres_un_texte_sur_deux_lignes():
    contenu = b'nom;note\nA;"une\ndeux"\n\n;\nB;x\n'

    assert [ligne.numero for ligne in lire_tableau(contenu, "essai").lignes] == [2, 6]


def test_une_ligne_courte_se_complete_quand_le_fichier_est_entier():
    assert valeurs(b"a;b;c\n1\n2;3\n") == [("1", None, None), ("2", "3", None)]


def test_l_apostrophe_d_un_telechargement_s_enleve():
    assert valeurs(b"a;b\n'=1+1;'hui\n") == [("=1+1", "'hui")]


def test_un_classeur_garde_ses_types():
    formate = datetime(2020, 3, 1, 10, 5)  # noqa: DTZ001 – un tableur n'a pas de fuseau
    contenu = xlsx(["a", "b", "c", "d", "e"], [date(2020, 3, 1), 3, 3.5, True, "  x "])

    def ecrire(classeur, page):
        page.write_datetime(1, 5, formate, classeur.add_format({"num_format": "d/m/yy hh:mm"}))

    lu = valeurs(xlsx(["a", "b", "c", "d", "e", "f"], [1, 2, 3, 4, 5], preparer=ecrire))

    assert valeurs(contenu) == [(date(2020, 3, 1), 3, 3.5, True, "x")]
    assert [type(valeur) for valeur in valeurs(contenu)[0]] == [date, int, float, bool, str]
    assert lu == [(1, 2, 3, 4, 5, formate)]


def test_un_ods_garde_ses_types():
    jour = (
        '<table:table-cell office:value-type="date" office:date-value="2020-03-01"/>'
        '<table:table-cell office:value-type="float" office:value="1234.5"/>'
    )
    titres = f"<table:table-row>{cellule_ods('jour')}{cellule_ods('montant')}</table:table-row>"
    table = f'<table:table table:name="F">{titres}<table:table-row>{jour}</table:table-row>'

    assert valeurs(ods_brut(f"{table}</table:table>")) == [(date(2020, 3, 1), 1234.5)]


def test_une_formule_donne_sa_valeur_calculee():
    def ecrire(classeur, page):
        page.write_formula(1, 0, "=40+2", None, 42)

    assert valeurs(xlsx(["a"], preparer=ecrire)) == [(42,)]


def test_le_tableau_peut_commencer_plus_bas_et_plus_a_droite():
    contenu = xlsx([], [None, "a", "b"], [], [None, 1, 2])

    tableau = lire_tableau(contenu, "essai.xlsx")

    assert tableau.entetes == ("a", "b")
    assert [(ligne.numero, ligne.valeurs) for ligne in tableau.lignes] == [(4, (1, 2))]


def deux_feuilles(classeur, page):
    for nom, valeur in [("Deuxième", 2), ("Troisième", 3)]:
        page = classeur.add_worksheet(nom)
        page.write_column(0, 0, ["a", valeur])
    classeur.get_worksheet_by_name("Troisième").hide()


def test_la_premiere_feuille_remplie_et_visible_est_lue_et_les_autres_sont_dites():
    tableau = lire_tableau(xlsx(preparer=deux_feuilles), "essai.xlsx")

    assert tableau.feuille == "Deuxième"
    assert tableau.autres_feuilles == ("Données",)
    assert tableau.lignes[0].valeurs == (2,)


def test_la_feuille_voulue_est_lue_meme_cachee():
    assert valeurs(xlsx(preparer=deux_feuilles), feuille="Troisième") == [(3,)]
    with pytest.raises(FichierIllisible, match="pas de feuille « Quatrième »"):
        lire_tableau(xlsx(preparer=deux_feuilles), "essai", feuille="Quatrième")


def test_le_format_se_reconnait_au_contenu_et_non_au_nom():
    for contenu in [xlsx(["a"], ["x"]), ods(["a"], ["x"]), b"a\nx\n"]:
        for nom in ["essai.csv", "essai.xlsx", "essai.pdf", "essai"]:
            assert lire_tableau(contenu, nom).lignes[0].valeurs == ("x",)


def test_les_lignes_repetees_d_un_ods_se_deplient_et_sa_fin_vide_ne_compte_pas():
    repetee = f'<table:table-row table:number-rows-repeated="3">{cellule_ods("x")}'
    vide = '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    fin = f'<table:table-row table:number-rows-repeated="1048572">{vide}'
    titre = f"<table:table-row>{cellule_ods('a')}</table:table-row>"
    table = f'<table:table table:name="F">{titre}{repetee}</table:table-row>{fin}</table:table>'

    assert valeurs(ods_brut(table)) == [("x",)] * 3
