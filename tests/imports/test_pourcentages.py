"""Un pourcentage se lit comme il s’affiche, ou se refuse : jamais en fraction."""

from decimal import Decimal

import pytest

from finances.ressources import ValeurCleRessource
from gouvernance.imports.analyse import analyser, appliquer
from gouvernance.imports.lecture import lire_tableau
from gouvernance.imports.lecture_xls import typer
from services_communs.models import Mesure
from services_communs.ressources import EffectifRessource, MesureRessource
from tests.fabriques import creer_cle, creer_commune, creer_domaine, creer_indicateur
from tests.imports.fichiers import ods_brut, xlsx
from tests.imports.tableaux import dites, tableau

LU = {"a": "20,6 %", "b": 0.206}


def classeur_xlsx(format: str, valeur: float = 0.206, *, colonne: int = 0) -> bytes:
    def ecrire(classeur, page):
        page.write(1, colonne, valeur, classeur.add_format({"num_format": format}))
        page.write(1, colonne + 1, 0.206)

    return xlsx([None] * colonne + ["a", "b"], preparer=ecrire)


def lire(contenu: bytes) -> list[dict]:
    lu = lire_tableau(contenu, "essai")
    return [dict(zip(lu.entetes, ligne.valeurs, strict=True)) for ligne in lu.lignes]


@pytest.mark.parametrize("format", ["0%", "0.00%", "0.0 %", "[Red]0.0%;-0.0%"])
def test_un_format_pourcentage_d_un_xlsx_se_voit(format):
    assert lire(classeur_xlsx(format)) == [LU]


@pytest.mark.parametrize("format", ["General", "0.00", '0.0"%"', "0.0\\%"])
def test_un_autre_format_laisse_le_nombre(format):
    assert lire(classeur_xlsx(format)) == [{"a": 0.206, "b": 0.206}]


@pytest.mark.parametrize(
    ("valeur", "lue"), [(1, "100 %"), (0, "0 %"), (-0.05, "-5 %"), (0.1 + 0.2, "30 %")]
)
def test_un_pourcentage_s_ecrit_sans_reste_de_calcul(valeur, lue):
    assert lire(classeur_xlsx("0%", valeur))[0]["a"] == lue


def test_un_tableau_decale_garde_ses_pourcentages_a_leur_colonne():
    assert lire(classeur_xlsx("0%", colonne=3)) == [LU]


def test_un_format_pourcentage_d_un_ods_se_voit_meme_repete():
    titres = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{nom}</text:p></table:table-cell>'
        for nom in "abc"
    )
    deux = '<table:table-cell office:value-type="percentage" office:value="0.206" {}/>'.format(
        'table:number-columns-repeated="2"'
    )
    seule = '<table:table-cell office:value-type="float" office:value="0.206"/>'
    contenu = ods_brut(
        f'<table:table table:name="F"><table:table-row>{titres}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{deux}{seule}</table:table-row>'
        "</table:table>"
    )

    assert lire(contenu) == [{"a": "20,6 %", "b": "20,6 %", "c": 0.206}] * 2


def mesurer(unite: str, valeur: object) -> dict:
    indicateur = creer_indicateur(unite=unite)
    return {
        "Domaine": indicateur.domaine.code,
        "Indicateur": indicateur.libelle,
        "Année": 2020,
        "Valeur": valeur,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("contenu", [classeur_xlsx("0.0%"), b"a;b\n20,6 %;0,206\n"])
def test_un_indicateur_en_pourcentage_recoit_ce_qui_s_affiche(contenu):
    ligne = mesurer("%", lire(contenu)[0]["a"])

    appliquer(MesureRessource, tableau(ligne), auteur=None, motif="")

    assert Mesure.objects.get().valeur == Decimal("20.6")


@pytest.mark.django_db
def test_un_pourcentage_se_refuse_la_ou_l_on_compte_autre_chose():
    effectif = {"Domaine": creer_domaine().code, "Observé le": "30/11/2020", "Agents": "5 %"}

    assert dites(MesureRessource, mesurer("actes", "20,6 %")) == [
        (2, "Valeur", "« 20,6 % » est un pourcentage, et il faut ici un nombre.")
    ]
    assert dites(EffectifRessource, effectif) == [
        (2, "Agents", "« 5 % » est un pourcentage, et il faut ici un nombre.")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("fraction", "affichee"), [(0.25, "25 %"), (1.0, "100 %")])
def test_une_fraction_d_un_xls_se_demande_la_ou_l_on_compte_en_pourcentage(fraction, affichee):
    cle = creer_cle(nature="pourcentages")
    commune = creer_commune()
    ligne = {"Service": cle.service.nom, "Clé en vigueur depuis le": cle.date_debut}
    lue = {"Collectivité": commune.nom, "Valeur": typer(fraction)}

    [(_, colonne, phrase)] = dites(ValeurCleRessource, ligne | lue)

    assert colonne == "Valeur"
    assert f"s’affiche peut-être {affichee}, et un XLS ne le dit pas" in phrase
    assert analyser(MesureRessource, tableau(mesurer("km", typer(fraction)))).est_applicable
