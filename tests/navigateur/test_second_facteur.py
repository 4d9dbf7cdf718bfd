"""Enregistrer son téléphone à la connexion, puis entrer : large, étroit, clair, sombre."""

import base64

from django.urls import reverse
from django_otp.oath import TOTP
from playwright.sync_api import expect


def verifier(page, fautes_d_accessibilite):
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        assert fautes_d_accessibilite(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def passer_le_mot_de_passe(page):
    page.goto(f"{reverse('connexion')}?next={reverse('service_liste')}")
    page.get_by_label("Nom d’utilisateur").fill("agent")
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()


def test_un_agent_enregistre_son_telephone_puis_entre(page, settings, fautes_d_accessibilite):
    settings.SECOND_FACTEUR_EXIGE = True
    passer_le_mot_de_passe(page)
    expect(page.get_by_role("img", name="QR à viser")).to_be_visible()
    verifier(page, fautes_d_accessibilite)
    cle = base64.b32decode(page.locator(".cle").inner_text().replace(" ", ""))
    page.get_by_label("Code à six chiffres").fill(f"{TOTP(cle).token():06}")
    page.get_by_role("button", name="Enregistrer ce téléphone").click()

    expect(page.locator(".codes li")).to_have_count(10)
    verifier(page, fautes_d_accessibilite)
    secours = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="Je les ai gardés").click()
    expect(page.get_by_role("heading", level=1, name="Services communs")).to_be_visible()

    page.context.clear_cookies()
    passer_le_mot_de_passe(page)
    page.get_by_text("Sans votre téléphone").click()
    page.get_by_label("Code de secours").fill(secours)
    verifier(page, fautes_d_accessibilite)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1, name="Services communs")).to_be_visible()
