import pytest

from gouvernance.regles import (
    MATIERES_RESERVEES,
    a_un_suppleant,
    commissions_en_trop,
    communes_sans_membre,
    delegation_interdite,
    ecart_de_parite_admis,
    invites_en_commission,
    journees_manquantes,
)


@pytest.mark.parametrize(
    ("femmes", "hommes", "admis"), [(20, 20, True), (20, 21, True), (21, 20, True), (20, 22, False)]
)
def test_parite_du_conseil_de_developpement_a_une_personne_pres(femmes, hommes, admis):
    assert ecart_de_parite_admis(femmes, hommes) is admis


def test_un_conseiller_choisit_deux_commissions_au_plus():
    trois = ["Voirie", "Finances", "Habitat"]

    assert commissions_en_trop(trois[:2], de_droit=False) == 0
    assert commissions_en_trop(trois, de_droit=False) == 1
    assert commissions_en_trop(trois, de_droit=True) == 0


@pytest.mark.parametrize(("sieges", "invites"), [(1, 2), (2, 2), (3, 0), (43, 0)])
def test_deux_conseillers_municipaux_pour_une_commune_d_un_ou_deux_sieges(sieges, invites):
    assert invites_en_commission(sieges) == invites


def test_seule_une_commune_d_un_siege_a_un_suppleant():
    assert a_un_suppleant(1)
    assert not a_un_suppleant(2)


def test_un_membre_au_moins_par_conseil_municipal_a_la_clect():
    membres = {"Dijon": 4, "Talant": 1, "Ahuy": 0}

    assert communes_sans_membre(membres, ["Dijon", "Talant", "Ahuy", "Daix"]) == ["Ahuy", "Daix"]


@pytest.mark.parametrize(("tenues", "manquantes"), [(0, 1), (1, 0), (2, 0)])
def test_une_journee_metropolitaine_par_an(tenues, manquantes):
    assert journees_manquantes(tenues) == manquantes


@pytest.mark.parametrize("matiere", MATIERES_RESERVEES)
def test_le_bureau_et_le_president_ne_decident_d_aucune_matiere_reservee(matiere):
    assert f"L. 5211-10, {matiere}°" in delegation_interdite(matiere, prise_par_le_conseil=False)
    assert delegation_interdite(matiere, prise_par_le_conseil=True) == ""


def test_hors_des_matieres_reservees_tout_se_delegue():
    assert delegation_interdite("", prise_par_le_conseil=False) == ""


@pytest.mark.parametrize(
    "appel",
    [
        lambda: ecart_de_parite_admis(-1, 0),
        lambda: invites_en_commission(0),
        lambda: a_un_suppleant(0),
        lambda: journees_manquantes(-1),
    ],
)
def test_un_nombre_absurde_est_refuse(appel):
    with pytest.raises(ValueError, match=r"négatif|au moins un siège"):
        appel()
