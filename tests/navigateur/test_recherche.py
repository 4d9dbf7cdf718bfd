"""La recherche dans un vrai navigateur : clavier seul, téléphone, sans script, deux modes."""

import pytest
from django.urls import reverse

from tests.navigateur.test_parcours import deborde, se_connecter, titre

# En points : le menu perd son bouton à 67rem ; un en-tête de deux lignes est moins haut que cela.
MENU_DEPLIE = 1152
DEUX_LIGNES = 130


def tabuler_jusqu_a(page, selecteur):
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selecteur):
            return
    raise AssertionError(f"Le clavier n’atteint pas {selecteur}.")


def test_le_clavier_seul_va_de_l_en_tete_au_resultat(page):
    se_connecter(page, "maire-quetigny")
    page.goto(reverse("service_liste"))
    if page.viewport_size["width"] < MENU_DEPLIE:
        tabuler_jusqu_a(page, ".entete__ouvrir")
        page.keyboard.press("Enter")
    tabuler_jusqu_a(page, "#chercher")
    page.keyboard.type("quetini")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Recherche", exact=True).wait_for()
    tabuler_jusqu_a(page, ".suggestion a")
    page.keyboard.press("Enter")
    page.get_by_text("pour « Quetigny »").wait_for()
    tabuler_jusqu_a(page, ".trouvailles a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/communes/21515/**")

    assert titre(page).startswith("Quetigny")


@pytest.mark.parametrize("saisie", ["", "commande publique", "comande publiqe", "xyzzy"])
def test_la_recherche_est_accessible_dans_les_deux_modes(page, fautes_d_accessibilite, saisie):
    se_connecter(page, "agent")
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        page.goto(reverse("recherche", query={"q": saisie}))

        assert not deborde(page)
        assert fautes_d_accessibilite(page) == []


@pytest.mark.parametrize("largeur", [320, 640, 1160, 1280])
def test_le_champ_de_l_en_tete_tient_a_toute_largeur(page, fautes_d_accessibilite, largeur):
    """640 points : un écran de 1280 agrandi deux fois."""
    page.set_viewport_size({"width": largeur, "height": 900})
    se_connecter(page, "agent")
    page.goto(reverse("cooperation_liste"))
    if largeur < MENU_DEPLIE:
        page.get_by_role("button", name="Menu").click()
    hauteur = page.locator(".entete").bounding_box()["height"]

    assert page.locator("#chercher").is_visible()
    assert not deborde(page)
    assert fautes_d_accessibilite(page) == []
    assert hauteur < DEUX_LIGNES


def test_la_recherche_se_passe_de_script(chromium, site, donnees):
    contexte = chromium.new_context(base_url=site, java_script_enabled=False, locale="fr-FR")
    page = contexte.new_page()
    se_connecter(page, "agent")
    page.get_by_label("Rechercher dans le site").fill("st apollinaire")
    page.get_by_role("button", name="Rechercher").click()

    assert page.locator("mark").first.inner_text() == "Saint-Apollinaire"
    contexte.close()
