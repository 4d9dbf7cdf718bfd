"""Le rapport publié : lu, suivi, cité, imprimé ; à la souris, au clavier, au téléphone."""

import re

import pytest
from django.urls import reverse

from tests.navigateur.test_parcours import deborde, se_connecter, titre

LISTE = reverse("rapport_liste")
PAGE = reverse("rapport_detail", args=[2020])
ANCIENNE = reverse("edition_detail", args=[2020, 1])

pytestmark = pytest.mark.usefixtures("editions")


@pytest.mark.parametrize("adresse", ["/", LISTE, PAGE, ANCIENNE])
def test_chaque_page_publique_est_accessible_dans_les_deux_modes(
    page, fautes_d_accessibilite, adresse
):
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        page.goto(adresse)
        for deplie in page.locator("summary").all():
            deplie.click()

        assert not deborde(page)
        assert fautes_d_accessibilite(page) == []


def test_le_projet_est_accessible_et_se_voit(page, fautes_d_accessibilite):
    se_connecter(page, "agent")
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        page.goto(f"{PAGE}?brouillon")

        assert page.get_by_text("Projet", exact=True).is_visible()
        assert not deborde(page)
        assert fautes_d_accessibilite(page) == []


def test_de_l_accueil_a_l_ancienne_edition_sans_se_connecter(page):
    page.goto("/")
    page.get_by_role("link", name="L’état de la mutualisation, 2020").click()
    assert titre(page) == "L’état de la mutualisation, 2020"
    assert page.get_by_text("L’effectif de la commande publique est corrigé.").first.is_visible()

    page.get_by_role("link", name="Fichiers et éditions").click()
    page.get_by_role("link", name="Édition 1").click()
    assert page.get_by_text("Une édition plus récente existe").is_visible()
    page.get_by_role("link", name="édition 2", exact=True).click()
    assert page.url.endswith("/editions/2/")


def test_le_sommaire_suit_la_lecture(page):
    est_etroit = page.viewport_size["width"] == 360
    page.goto(f"{PAGE}#financement")
    page.locator("#sommaire a[href='#financement'][aria-current]").wait_for(state="attached")
    if est_etroit:
        page.get_by_role("button", name="Sommaire").click()
    sommaire = page.get_by_role("navigation", name="Chapitres")
    assert sommaire.locator("[aria-current]").inner_text() == "Le financement"

    sommaire.get_by_role("link", name="Note de méthode").click()

    page.locator("#sommaire a[href='#methode'][aria-current]").wait_for(state="attached")
    assert page.url.endswith("#methode")
    assert page.locator("#methode h2").evaluate(EST_A_L_ECRAN)
    assert page.locator("#sommaire").is_visible() is not est_etroit


EST_A_L_ECRAN = """element => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
}"""


@pytest.mark.parametrize(
    ("ancre", "vu"),
    [
        ("tableau-participations", "#tableau-participations caption"),
        ("tableau-indicateurs-assurances", "#tableau-indicateurs-assurances thead"),
        ("figure-effectifs", "#figure-effectifs figcaption"),
        ("commune-21515", "#commune-21515 h3"),
    ],
)
def test_une_ancre_profonde_mene_a_son_tableau(page, ancre, vu):
    page.goto(f"{PAGE}#{ancre}")
    page.wait_for_load_state("networkidle")

    assert page.locator(vu).evaluate(EST_A_L_ECRAN)


def test_un_tableau_donne_son_adresse_et_ses_donnees(page):
    page.goto(PAGE)
    page.get_by_role("link", name="Lien vers ce tableau : services communs rejoints").first.click()
    assert page.url.endswith("#tableau-adhesions")

    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Données en CSV : services communs rejoints").click()
    assert telechargement.value.suggested_filename == "adhesions-mutualisation-2020-edition-2.csv"


def test_la_reference_se_choisit_d_un_geste(page, site):
    page.goto(PAGE)
    page.get_by_role("link", name="Citer ce rapport").click()
    page.locator(".citation").click()
    choisi = page.evaluate("getSelection().toString()").replace("\u00a0", " ")

    assert choisi.strip() == (
        "Dijon Métropole, L’état de la mutualisation, rapport 2020, édition 2, 10 juin 2021. "
        f"{site}/rapports/2020/editions/2/"
    )


def test_le_sommaire_s_ouvre_et_se_suit_au_clavier(page):
    page.goto(PAGE)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        if page.locator(":focus").inner_text() == "Sommaire":
            page.keyboard.press("Enter")
        if page.locator(":focus").inner_text() == "Les grandes étapes":
            page.keyboard.press("Enter")
            break

    assert page.url.endswith("#etapes")
    assert page.locator("#etapes h2").evaluate(EST_A_L_ECRAN)


def test_tout_se_lit_et_se_parcourt_sans_javascript(chromium, site):
    contexte = chromium.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 360, "height": 900}
    )
    page = contexte.new_page()
    page.goto(PAGE)
    page.get_by_role("button", name="Sommaire").click()
    page.get_by_role("link", name="Le financement", exact=True).click()

    assert page.url.endswith("#financement")
    contexte.close()


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_l_edition_s_imprime_sans_ce_qui_ne_sert_qu_a_l_ecran(page):
    page.goto(PAGE)
    page.emulate_media(media="print")

    for inutile in ["#sommaire", ".parution__liens", ".reperes", ".rapport .index"]:
        assert page.locator(inutile).first.is_hidden()
    assert page.locator("#figure-effectifs details table").is_visible()
    assert page.locator("#citer").is_visible()
    assert 40 < len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))) < 90
