"""Une grille comme dans un tableur : coller, se déplacer, annuler, se tromper, corriger."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from services_communs.models import Domaine, Indicateur, Mesure
from tests.navigateur.test_parcours import deborde, se_connecter

ADRESSE = f"{reverse('grille_mesures')}?annee=2021&domaine=numerique"


@pytest.fixture
def indicateurs(donnees):
    return list(Indicateur.objects.filter(domaine__code="numerique").order_by("ordre", "pk"))


@pytest.fixture
def grille(page, indicateurs):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    se_connecter(page, "agent")
    page.goto(ADRESSE)
    return page


def cellule(page, indicateur, colonne="valeur"):
    return page.locator(f'[id="v.{indicateur.pk}.{colonne}"]')


def coller(page, bloc):
    page.evaluate("bloc => navigator.clipboard.writeText(bloc)", bloc)
    page.keyboard.press("Control+V")


def etat(page):
    return page.locator("[data-etat]")


def test_coller_un_bloc_puis_annuler_puis_enregistrer(grille, indicateurs, fautes_d_accessibilite):
    premier, second, troisieme = indicateurs[:3]
    cellule(grille, premier).click()
    coller(grille, "1 234,5\n–\n≈ 260\n")

    expect(cellule(grille, premier)).to_have_value("1 234,5")
    expect(cellule(grille, second)).to_have_value("")
    expect(cellule(grille, troisieme)).to_have_value("≈ 260")
    expect(etat(grille)).to_contain_text("2 cellules changées, à enregistrer.")
    expect(grille.locator(".est-changee")).to_have_count(2)
    grille.keyboard.press("Control+Z")
    expect(cellule(grille, premier)).to_have_value("")
    expect(grille.locator(".est-changee")).to_have_count(0)

    coller(grille, f"{troisieme.libelle.upper()}\t7\nTéléphérique\t8\n{premier.libelle}\t9")
    expect(cellule(grille, troisieme)).to_have_value("7")
    expect(cellule(grille, premier)).to_have_value("9")
    expect(etat(grille)).to_contain_text("« Téléphérique » n’est pas dans cette grille")
    for mode in ["dark", "light"]:
        grille.emulate_media(color_scheme=mode)
        assert fautes_d_accessibilite(grille) == []
    assert not deborde(grille)

    grille.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(grille.get_by_text("2 lignes ajoutées")).to_be_visible()
    mesures = Mesure.objects.filter(annee=2021, indicateur__in=indicateurs)
    assert dict(mesures.values_list("indicateur", "valeur")) == {premier.pk: 9, troisieme.pk: 7}


def test_se_deplacer_au_clavier(grille, indicateurs):
    premier, second = indicateurs[:2]
    cellule(grille, premier).focus()
    grille.keyboard.type("12")
    grille.keyboard.press("Enter")
    expect(cellule(grille, second)).to_be_focused()
    grille.keyboard.press("ArrowUp")
    expect(cellule(grille, premier)).to_be_focused()
    grille.keyboard.press("ArrowRight")
    expect(cellule(grille, premier, "date")).to_be_focused()
    grille.keyboard.press("ArrowLeft")
    expect(cellule(grille, premier)).to_be_focused()
    grille.keyboard.press("Tab")
    expect(cellule(grille, premier, "date")).to_be_focused()
    grille.keyboard.type("ici")
    grille.keyboard.press("Escape")
    expect(cellule(grille, premier, "date")).to_have_value("")
    grille.keyboard.press("Shift+Tab")
    grille.keyboard.press("ArrowDown")
    grille.keyboard.press("Shift+Enter")
    expect(cellule(grille, premier)).to_be_focused()
    expect(cellule(grille, premier)).to_have_value("12")


def test_une_faute_se_lit_pres_de_sa_cellule_et_se_corrige(
    grille, indicateurs, fautes_d_accessibilite
):
    premier, second = indicateurs[:2]
    cellule(grille, premier).fill("douze")
    cellule(grille, second).fill("5")
    grille.get_by_role("button", name="Enregistrer", exact=True).click()

    recapitulatif = grille.get_by_role("alert")
    expect(recapitulatif).to_contain_text("1 cellule est à corriger")
    expect(cellule(grille, premier)).to_have_value("douze")
    expect(cellule(grille, second)).to_have_value("5")
    expect(cellule(grille, premier)).to_have_accessible_description(re.compile("Écrivez un nombre"))
    assert fautes_d_accessibilite(grille) == []
    assert not deborde(grille)
    recapitulatif.get_by_role("link").click()
    expect(cellule(grille, premier)).to_be_in_viewport()
    cellule(grille, premier).fill("12")
    grille.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(grille.get_by_text("2 lignes ajoutées")).to_be_visible()


def test_a_l_etroit_la_table_defile_et_les_noms_restent(grille, indicateurs):
    grille.set_viewport_size({"width": 360, "height": 800})
    cellule(grille, indicateurs[0], "commentaire").focus()

    nom = grille.locator(f'[id="l.{indicateurs[0].pk}"]')
    expect(nom).to_be_in_viewport()
    assert nom.bounding_box()["x"] < 40
    assert not deborde(grille)


def test_les_totaux_et_le_reste_suivent_la_frappe(page, donnees):
    se_connecter(page, "agent")
    page.goto(f"{reverse('grille_effectifs')}?date=2021-12-31")
    domaines = list(Domaine.objects.order_by("ordre")[:2])
    reste = page.locator("[data-vides]")
    avant = int(reste.inner_text())

    for domaine, agents in zip(domaines, ["1 000", "234"], strict=True):
        cellule(page, domaine, "agents").fill(agents)

    expect(page.locator('[data-total="agents"]')).to_have_text("1 234")
    expect(reste).to_have_text(str(avant - 2))


def test_une_session_expiree_ne_perd_rien(grille, indicateurs):
    cellule(grille, indicateurs[0]).fill("12")
    grille.context.clear_cookies()
    grille.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(etat(grille)).to_contain_text("votre session a expiré")
    expect(cellule(grille, indicateurs[0])).to_have_value("12")
    with grille.context.expect_page() as ouverte:
        grille.get_by_role("link", name="Se reconnecter").click()
    se_connecter(ouverte.value, "agent")
    ouverte.value.close()
    grille.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(grille.get_by_text("1 ligne ajoutée")).to_be_visible()


def test_sans_script_le_bloc_se_colle_au_serveur(chromium, site, indicateurs):
    contexte = chromium.new_context(base_url=site, locale="fr-FR", java_script_enabled=False)
    page = contexte.new_page()
    se_connecter(page, "agent")
    page.goto(ADRESSE)
    page.get_by_text("Coller un tableau").click()
    page.get_by_label("Cellules copiées d’un tableur").fill(f"{indicateurs[1].libelle}\t42")
    page.get_by_role("button", name="Voir où le bloc se pose").click()

    expect(page.get_by_text("1 cellule remplie")).to_be_visible()
    expect(cellule(page, indicateurs[1])).to_have_value("42")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("1 ligne ajoutée")).to_be_visible()
    contexte.close()
