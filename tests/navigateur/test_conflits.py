"""Deux personnes, deux navigateurs, un même objet : conflit, fusion, enregistrement, reprise."""

import pytest
from django.urls import reverse

from services_communs.models import ServiceCommun
from tests.navigateur.test_parcours import deborde, se_connecter


@pytest.fixture
def seconde_page(chromium, site, donnees):
    """Celle d'une autre personne, dans son propre navigateur."""
    contexte = chromium.new_context(base_url=site, locale="fr-FR")
    yield contexte.new_page()
    contexte.close()


def fautes_du_conflit(page, fautes_d_accessibilite):
    """Celles de notre part de la page : l'admin de Django a les siennes."""
    return [faute for faute in fautes_d_accessibilite(page) if "conflit" in faute]


def test_deux_personnes_reunissent_leurs_versions(page, seconde_page, fautes_d_accessibilite):
    service = ServiceCommun.objects.order_by("pk").first()
    adresse = reverse("admin:services_communs_servicecommun_change", args=[service.pk])
    for chacune, compte in [(page, "agent"), (seconde_page, "administrateur")]:
        se_connecter(chacune, compte)
        chacune.goto(adresse)
    seconde_page.locator("[name=nom]").fill("Le nom de l’autre")
    seconde_page.locator("[name=courriel]").fill("autre@metropole.test")
    seconde_page.locator("[name=_save]").last.click()
    page.locator("[name=nom]").fill("Mon nom")
    page.locator("[name=_save]").last.click()

    bandeau = page.locator(".conflit")
    assert "Le nom de l’autre" in bandeau.inner_text()
    assert bandeau.locator(":checked").count() == 0
    assert page.locator("[name=courriel]").input_value() == "autre@metropole.test"
    assert fautes_du_conflit(page, fautes_d_accessibilite) == []
    # La session expire juste avant de choisir : rien ne se perd.
    page.context.clear_cookies(name="sessionid")
    bandeau.get_by_label("La vôtre").check()
    page.locator("[name=_save]").last.click()
    assert "Votre saisie est conservée" in page.locator("main").inner_text()
    assert fautes_d_accessibilite(page) == []
    page.get_by_label("Nom d’utilisateur").fill("agent")
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()
    assert fautes_d_accessibilite(page) == []
    assert not deborde(page)
    page.get_by_role("button", name="Envoyer ma saisie").click()

    service.refresh_from_db()
    assert (service.nom, service.courriel) == ("Mon nom", "autre@metropole.test")
