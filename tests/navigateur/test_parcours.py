"""De la connexion au rapport, comme une mairie : souris, clavier, téléphone, papier."""

import re

import pytest
from django.urls import reverse

CODES = {"quetigny": "21515", "ahuy": "21003", "dijon": "21231", "neuilly-crimolois": "21452"}


def adresse(nom, annee=2020):
    return reverse("commune_detail", args=[CODES[nom]], query={"annee": annee})


def se_connecter(page, compte):
    page.goto(reverse("connexion"))
    page.get_by_label("Nom d’utilisateur").fill(compte)
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()


def titre(page):
    return page.get_by_role("heading", level=1).inner_text().replace("\u00a0", " ")


def deborde(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_un_maire_va_de_la_connexion_au_rapport(page, editions, fautes_d_accessibilite):
    page.goto(reverse("accueil"))
    page.get_by_role("link", name="Se connecter").first.click()
    assert fautes_d_accessibilite(page) == []

    se_connecter(page, "maire-quetigny")
    assert titre(page) == "Quetigny en 2020"
    assert fautes_d_accessibilite(page) == []

    page.get_by_role("link", name="2019", exact=True).click()
    assert titre(page) == "Quetigny en 2019"

    page.get_by_role("link", name="2020", exact=True).click()
    page.get_by_role("link", name="Rapport annuel 2020", exact=True).click()
    assert "2020" in titre(page)
    assert not deborde(page)
    assert fautes_d_accessibilite(page) == []


@pytest.mark.parametrize("nom", CODES)
def test_la_page_d_une_commune_est_accessible_dans_les_deux_modes(
    page, fautes_d_accessibilite, nom
):
    se_connecter(page, f"maire-{nom}")
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        page.goto(adresse(nom))
        for deplie in page.locator("summary").all():
            deplie.click()

        assert not deborde(page)
        assert fautes_d_accessibilite(page) == []


def test_le_graphique_suit_le_mode_sombre(page):
    se_connecter(page, "maire-quetigny")
    couleurs = set()
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        page.goto(adresse("quetigny"))
        nom = page.locator("figure svg text", has_text="Quetigny")
        couleurs.add(nom.evaluate("texte => getComputedStyle(texte).fill"))

    assert len(couleurs) == 2


def test_un_maire_n_ouvre_pas_la_page_d_une_autre_commune(chromium, site, donnees):
    contexte = chromium.new_context(base_url=site)
    page = contexte.new_page()
    se_connecter(page, "maire-quetigny")
    reponse = page.goto(adresse("ahuy"))

    assert reponse.status == 404
    assert "Ahuy" not in page.content()
    contexte.close()


def test_tout_se_fait_au_clavier(page):
    se_connecter(page, "maire-quetigny")
    page.goto(adresse("quetigny"))
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "contenu"

    explication = page.locator("details", has_text="Expliquer ces montants")
    for _ in range(40):
        page.keyboard.press("Tab")
        # Le bouton du calendrier, dans un champ de date, n'est pas « :focus » pour la page.
        foyer = page.evaluate_handle("document.activeElement").as_element()
        assert foyer.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        if foyer.inner_text() == "Expliquer ces montants":
            page.keyboard.press("Enter")
            break
    assert explication.get_attribute("open") is not None
    assert "8 mois sur douze" in explication.inner_text().replace("\u00a0", " ")


def test_tout_se_lit_sans_javascript(chromium, site, editions):
    contexte = chromium.new_context(base_url=site, java_script_enabled=False)
    page = contexte.new_page()
    se_connecter(page, "maire-quetigny")
    page.get_by_text("12 services à rejoindre").click()
    assert page.get_by_role("link", name="Ressources humaines").is_visible()

    page.get_by_label("État au").fill("2019-06-30")
    page.get_by_role("button", name="Voir l’état à cette date").click()
    assert titre(page) == "Quetigny au 30 juin 2019"
    page.get_by_role("link", name="2020", exact=True).click()

    page.get_by_role("link", name="Rapport annuel 2020", exact=True).click()
    assert "2020" in titre(page)
    contexte.close()


@pytest.mark.parametrize("page", [1280], indirect=True)
@pytest.mark.parametrize("nom", CODES)
def test_la_page_s_imprime_en_deux_feuilles_au_plus(page, nom):
    se_connecter(page, f"maire-{nom}")
    page.goto(adresse(nom))
    papier = page.pdf(prefer_css_page_size=True)

    assert 1 <= len(re.findall(rb"/Type /Page\b", papier)) <= 2
