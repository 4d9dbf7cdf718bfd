"""La carte et l'évolution dans un vrai navigateur : au clavier, à la souris, clair et sombre."""

import pytest
from django.urls import reverse

VUE = reverse("tableau_de_bord", query={"annee": 2020})
EVOLUTION = reverse("evolution", query={"de": 2017, "a": 2020})
COULEUR = "cercle => getComputedStyle(cercle).fill"
CORPS = "texte => parseFloat(getComputedStyle(texte).fontSize) * texte.getScreenCTM().a"


@pytest.fixture
def agent(page):
    page.goto(reverse("connexion"))
    page.get_by_label("Nom d’utilisateur").fill("agent")
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()
    return page


def test_un_cercle_s_atteint_au_clavier_se_voit_et_mene_a_sa_commune(agent):
    agent.goto(VUE)
    agent.get_by_role("link", name="Passer la carte").focus()
    agent.keyboard.press("Tab")

    cercle = agent.locator("#carte svg a:focus")
    assert cercle.get_attribute("aria-label").startswith("Dijon\u00a0: 20 services communs")
    trait = "a => parseFloat(getComputedStyle(a.querySelector('path')).strokeWidth)"
    assert cercle.evaluate(trait) >= 3
    with agent.expect_navigation():
        agent.keyboard.press("Enter")
    assert agent.get_by_role("heading", level=1).inner_text().startswith("Dijon")


def test_la_carte_se_passe_au_clavier(agent):
    agent.goto(VUE)
    agent.get_by_role("link", name="Passer la carte").focus()
    agent.keyboard.press("Enter")
    agent.keyboard.press("Tab")

    assert agent.evaluate("document.activeElement.matches('#carte-tableau *')")


def test_la_plus_petite_commune_se_clique(agent):
    agent.goto(VUE)
    flavignerot = agent.locator("#carte svg a[aria-label^='Flavignerot']")
    largeur = flavignerot.evaluate("lien => lien.getBoundingClientRect().width")

    assert largeur >= (20 if agent.viewport_size["width"] > 600 else 10)
    with agent.expect_navigation():
        flavignerot.click()
    assert agent.get_by_role("heading", level=1).inner_text().startswith("Flavignerot")


def test_les_noms_restent_lisibles_quand_l_ecran_reduit_la_carte(agent):
    agent.goto(VUE)
    visibles = agent.locator("#carte svg text:visible")

    assert visibles.count() >= 8
    assert min(visibles.evaluate_all(f"textes => textes.map({CORPS})")) >= 11


def test_le_mode_sombre_inverse_l_echelle(agent):
    couleurs = {}
    for mode in ["light", "dark"]:
        agent.emulate_media(color_scheme=mode)
        agent.goto(VUE)
        for nom in ["Dijon", "Ahuy"]:
            cercle = agent.locator(f"#carte svg a[aria-label^='{nom}'] path")
            couleurs[mode, nom] = sum(map(int, cercle.evaluate(COULEUR)[4:-1].split(",")))

    assert couleurs["light", "Dijon"] < couleurs["light", "Ahuy"]
    assert couleurs["dark", "Dijon"] > couleurs["dark", "Ahuy"]


def test_le_tri_garde_la_carte_choisie_et_rouvre_le_tableau(agent):
    agent.goto(f"{VUE}&carte=euros")
    agent.locator("#carte-tableau summary").click()
    with agent.expect_navigation():
        agent.locator("#carte-tableau").get_by_role("link", name="Par habitant").click()

    assert "carte=euros" in agent.url
    premiere = agent.locator("#carte-tableau tbody th").first
    assert premiere.inner_text() == "Dijon"
    assert agent.locator("#carte-tableau th[aria-sort=descending]").count() == 1


@pytest.mark.parametrize("adresse", [f"{VUE}&carte=euros&carte_tri=nom", EVOLUTION])
def test_chaque_page_est_accessible_dans_les_deux_modes(agent, fautes_d_accessibilite, adresse):
    for mode in ["light", "dark"]:
        agent.emulate_media(color_scheme=mode)
        agent.goto(adresse)

        assert fautes_d_accessibilite(agent) == []
        assert not agent.evaluate("document.documentElement.scrollWidth > window.innerWidth")
