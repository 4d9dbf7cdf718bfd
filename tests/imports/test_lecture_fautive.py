"""Chaque mauvais fichier a sa phrase, dans un temps et une mémoire bornés."""

import re

import pytest

from gouvernance.imports.bornes import COLONNES_MAXIMALES, LIGNES_MAXIMALES, TAILLE_MAXIMALE
from gouvernance.imports.lecture import FichierIllisible, lire_tableau
from tests.imports.fichiers import (
    archive,
    bombe,
    cellule_ods,
    menteuse,
    ods_brut,
    xlsx,
    xlsx_brut,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOTEUR = "EncryptedPackage".encode("utf-16-le")
ENTITES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def feuille(*cellules: str, suite: str = "") -> bytes:
    return xlsx_brut(f"<sheetData><row>{''.join(cellules)}</row></sheetData>{suite}")


def table(*rangees: str) -> bytes:
    return ods_brut(f'<table:table table:name="F">{"".join(rangees)}</table:table>')


def rangee(*cellules: str, **attributs: str) -> str:
    ecrits = "".join(
        f' {nom.replace("__", ":").replace("_", "-")}="{texte}"' for nom, texte in attributs.items()
    )
    return f"<table:table-row{ecrits}>{''.join(cellules)}</table:table-row>"


def fusionner(classeur, page):
    page.merge_range("A2:A4", "Dijon")


def formule_sans_valeur() -> bytes:
    return feuille('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', '<c r="B1"><f>1+1</f></c>')


def formule_en_erreur(classeur, page):
    page.write_formula(1, 0, "=1/0", None, "#DIV/0!")


MAUVAIS = {
    "vide": (b"", "est vide"),
    "blancs": (b" \r\n \n", "est vide"),
    "pdf nommé xlsx": (b"%PDF-1.7\n%\xe2\xe3", "est un PDF"),
    "html nommé csv": (b"<!DOCTYPE html><html><table>", "est une page web"),
    "xml": (b'\xef\xbb\xbf<?xml version="1.0"?><a/>', "est un fichier XML"),
    "image": (b"\x89PNG\r\n\x1a\n\0", "est une image"),
    "binaire": (b"a;b\n1;\0\0\x01\n", "n’est pas un texte lisible"),
    "cp1252 impossible": (b"a;b\n\x81\x8d;1\n", "n’est pas un texte lisible"),
    "chiffré": (OLE + b"\0" * 600 + MOTEUR, "protégé par un mot de passe"),
    "ole illisible": (OLE + b"\0" * 4000, "abîmé ou incomplet"),
    "document word": (archive({"word/document.xml": "<a/>"}), "non un tableau"),
    "archive tronquée": (xlsx(["a"], ["x"])[:-300], "abîmé ou incomplet"),
    "csv coupé dans une ligne": (b"a;b;c\n1;2;3\n4;5", "ligne 3 s’arrête en chemin"),
    "csv coupé dans un guillemet": (b'a;b\n1;"deux', "jamais fermé"),
    "guillemet mal placé": (b'a;b\n"un"deux;3\n', "ligne 2 est mal placé"),
    "titres seuls": (b"a;b\n", "aucune ligne sous ses titres"),
    "titres absents": (b"1;2\n3;4\n", "doit porter les titres"),
    "titres en double": (b"nom;prix;Nom\n1;2;3\n", "colonnes A et C"),
    "valeur sans titre": (b"a;b\n1;2;3\n", "colonne C a une valeur mais pas de titre"),
    "300 colonnes": (xlsx([f"c{n}" for n in range(300)], [1]), "plus de 100 colonnes"),
    "300 colonnes en csv": (b";".join([b"c"] * 300) + b"\n1\n", "plus de 100 colonnes"),
    "cellules fusionnées": (xlsx(["a", "b"], preparer=fusionner), "A2:A4 sont fusionnées"),
    "fusion en ods": (
        table(rangee(cellule_ods("a", table__number_columns_spanned="2"))),
        "A1:B1 sont fusionnées",
    ),
    "formule sans valeur": (formule_sans_valeur(), "formule n’a pas de valeur"),
    "formule en erreur": (xlsx(["a"], preparer=formule_en_erreur), "erreur de calcul"),
    "formule d'ods sans valeur": (
        table(rangee(cellule_ods("a")), rangee('<table:table-cell table:formula="of:=1"/>')),
        "formule n’a pas de valeur",
    ),
    "classeur vide": (xlsx(), "aucune de ses feuilles"),
    "ods vide": (table(rangee("<table:table-cell/>")), "aucune de ses feuilles"),
    "bombe": (bombe(200_000_000), "dépasse 150 Mo"),
    "bombe qui ment": (menteuse(200_000_000), "dépasse 150 Mo"),
    "cellule aux confins": (feuille('<c r="XFD1048576"><v>1</v></c>'), "100 000 lignes au plus"),
    "rectangle démesuré": (
        feuille('<c r="A1"><v>1</v></c>', '<c r="CV90000"><v>1</v></c>'),
        "s’étend sur plus de 2 000 000 cellules",
    ),
    "texte cité partout": (
        xlsx_brut(
            "<sheetData>" + '<row><c t="s"><v>0</v></c></row>' * 1_000 + "</sheetData>",
            **{"xl/sharedStrings.xml": f"<sst><si><t>{'a' * 32_000}</t></si></sst>"},
        ),
        "trop de texte",
    ),
    "lignes répétées": (
        table(rangee(cellule_ods("a"), table__number_rows_repeated="1000000")),
        "100 000 lignes au plus",
    ),
    "colonnes répétées": (
        table(rangee(cellule_ods("a", table__number_columns_repeated="1000000"))),
        "plus de 100 colonnes",
    ),
    "espaces répétées": (
        table(rangee(cellule_ods('<text:s text:c="4000000000"/>'))),
        "trop de texte",
    ),
    "feuilles accumulées": (
        ods_brut(
            f'<table:table table:name="F">{rangee(cellule_ods("a"))}</table:table>'
            + "".join(
                f'<table:table table:name="F{n}">'
                + rangee("<table:table-cell/>", table__number_rows_repeated="19999")
                + rangee(cellule_ods("a", table__number_columns_repeated="100"))
                + "</table:table>"
                for n in range(2)
            )
        ),
        "s’étend sur plus de 2 000 000 cellules",
    ),
    "entités d'un xlsx": (
        archive(
            {
                "[Content_Types].xml": "spreadsheetml.sheet.main+xml",
                "xl/_rels/workbook.xml.rels": f"{ENTITES}<x>&b;</x>",
            }
        ),
        "définitions d’entités",
    ),
    "entités d'un ods": (
        archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": f"{ENTITES}<x>&b;</x>",
            }
        ),
        "définitions d’entités",
    ),
    "ods chiffré": (
        archive(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>",
                "content.xml": b"\x01\x02",
            }
        ),
        "protégé par un mot de passe",
    ),
    "50 Mo": (b"a;b\n" + b"1;2\n" * 12_500_000, "pèse 50 Mo ; un fichier importé en pèse au plus"),
    "trop de lignes": (b"a\n" + b"1\n" * (LIGNES_MAXIMALES + 1), "plus de 100 000 lignes"),
}


@pytest.mark.parametrize("nom", MAUVAIS)
def test_un_mauvais_fichier_a_sa_phrase(nom):
    contenu, attendue = MAUVAIS[nom]

    with pytest.raises(FichierIllisible) as refus:
        lire_tableau(contenu, "essai.xlsx")

    phrases = " ".join(str(faute) for faute in refus.value.fautes).replace("\u00a0", " ")
    assert attendue in phrases
    assert not re.search(r"[A-Za-z]+Error|Traceback|\{|None", phrases)
    assert all(faute.phrase.endswith(".") for faute in refus.value.fautes)


def test_un_fichier_coupe_n_importe_ou_se_lit_ou_se_refuse_par_une_phrase():
    contenu = xlsx(["nom", "prix"], ["Dijon", 3], ["Talant", 4])

    for coupe in range(0, len(contenu), 61):
        with pytest.raises(FichierIllisible):
            lire_tableau(contenu[:coupe], "essai.xlsx")


def test_les_fautes_d_un_meme_fichier_sont_toutes_dites():
    with pytest.raises(FichierIllisible) as refus:
        lire_tableau(b"a;b;A;B\n1;2;3;4;5\n", "essai.csv")

    assert len(refus.value.fautes) == 3


def test_les_bornes_dites_sont_celles_du_code():
    assert (TAILLE_MAXIMALE, LIGNES_MAXIMALES, COLONNES_MAXIMALES) == (20_000_000, 100_000, 100)
