"""Une liste dans un vrai navigateur : sur place avec htmx, page entière sans script, au clavier."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

CSP = "default-src 'self'; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'"


def connecter(page):
    page.goto(reverse("connexion"))
    page.get_by_label("Nom d’utilisateur").fill("agent")
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**{reverse('tableau_de_bord')}**")


@pytest.fixture
def liste(page):
    """La liste des adhésions, sous une politique de sécurité du contenu stricte."""

    def servir(route):
        reponse = route.fetch()
        route.fulfill(response=reponse, headers=reponse.headers | {"Content-Security-Policy": CSP})

    connecter(page)
    page.route("**/services-communs/adhesions/**", servir)
    page.goto(reverse("adhesion_liste"))
    page.evaluate("window.temoin = true")
    return page


def presser(page, identifiant):
    """Au clavier."""
    page.focus(f"#{identifiant}")
    page.keyboard.press("Enter")


def finit_par(suite):
    return re.compile(f"{re.escape(suite)}$")


def test_trier_paginer_et_filtrer_sans_quitter_la_page(liste):
    annonce = liste.locator("#annonce")
    presser(liste, "tri-service")

    expect(annonce).to_contain_text("résultats, page 1 sur")
    expect(liste).to_have_url(finit_par("?sort=service"))
    expect(liste.locator("#tri-service")).to_be_focused()

    presser(liste, "page-suivante")

    expect(annonce).to_contain_text("page 2 sur")
    expect(liste).to_have_url(finit_par("?sort=service&page=2"))

    liste.locator("#id_service").select_option(index=1)
    presser(liste, "filtrer")

    expect(liste.locator(".puces")).to_be_visible()
    expect(liste.locator("#filtrer")).to_be_focused()

    presser(liste, "puce-1")

    # La dernière puce partie, le focus reste auprès du nombre de résultats.
    expect(liste.locator(".puces")).to_have_count(0)
    expect(liste.locator("#puce-1.resultats__nombre")).to_be_focused()
    assert liste.evaluate("window.temoin")
    assert liste.locator("main").count() == 1


def test_revenir_en_arriere_rend_la_page_entiere(liste):
    presser(liste, "tri-service")
    expect(liste.locator("#tri-service .tri__sens")).to_be_visible()
    presser(liste, "tri-collectivite")
    expect(liste.locator("#tri-collectivite .tri__sens")).to_be_visible()

    liste.go_back()

    expect(liste.locator("#tri-service .tri__sens")).to_be_visible()
    expect(liste).to_have_url(finit_par("?sort=service"))
    expect(liste.locator("header.entete")).to_have_count(1)


def test_la_session_perdue_mene_a_la_connexion(liste):
    liste.context.clear_cookies()

    presser(liste, "tri-service")

    expect(liste.get_by_role("heading", name="Connexion")).to_be_visible()


def test_la_liste_ouverte_est_accessible_clair_et_sombre(liste, fautes_d_accessibilite):
    liste.unroute_all()
    for mode in ["light", "dark"]:
        liste.emulate_media(color_scheme=mode)
        for volet in ["Colonnes", "Filtres enregistrés"]:
            liste.goto(reverse("adhesion_liste", query={"sort": "rien", "page": "99"}))
            liste.locator(f"summary:has-text('{volet}')").click()

            assert fautes_d_accessibilite(liste) == []
            assert liste.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_sans_script_tout_se_fait_par_des_pages_entieres(chromium, site, donnees):
    contexte = chromium.new_context(base_url=site, locale="fr-FR", java_script_enabled=False)
    page = contexte.new_page()
    connecter(page)
    page.goto(reverse("adhesion_liste"))

    page.locator("#tri-service").click()
    page.locator("summary:has-text('Colonnes')").click()
    page.locator("input[name=colonne][value=domaine]").uncheck()
    page.get_by_role("button", name="Retenir ces colonnes").click()

    assert page.url.endswith("?sort=service")
    assert page.locator("#tri-domaine").count() == 0

    page.locator("summary:has-text('Filtres enregistrés')").click()
    page.get_by_label("Nom du filtre").fill("Par service")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.goto(reverse("adhesion_liste"))
    page.locator("summary:has-text('Filtres enregistrés')").click()
    page.get_by_role("link", name="Par service").click()

    assert page.url.endswith("?sort=service")
    contexte.close()
