"""Changer un objet, lire ce qui était avant et après, revenir à l'état d'avant."""

import re

import pytest
from django.urls import reverse

from services_communs.models import ServiceCommun
from tests.navigateur.test_parcours import deborde, se_connecter


@pytest.fixture
def service(donnees):
    return ServiceCommun.objects.order_by("pk").first()


def test_changer_lire_avant_et_apres_puis_retablir(page, service, fautes_d_accessibilite):
    avant = service.nom
    se_connecter(page, "administrateur")
    page.goto(reverse("admin:services_communs_servicecommun_change", args=[service.pk]))
    page.locator("[name=nom]").fill("Un nom mal choisi")
    page.locator("[name=_save]").last.click()

    page.goto(service.get_absolute_url())
    page.get_by_role("link", name="Historique", exact=True).click()
    dernier = page.locator(".ecart").first.inner_text()
    assert avant in dernier
    assert "Un nom mal choisi" in dernier
    eprouver(page, fautes_d_accessibilite)

    page.get_by_role("link", name=re.compile("état à ce moment")).nth(1).click()
    eprouver(page, fautes_d_accessibilite)
    page.get_by_role("link", name="Rétablir cet état…").click()
    eprouver(page, fautes_d_accessibilite)
    page.get_by_label("Motif").fill("Le nom voté était le bon.")
    page.get_by_role("button", name="Rétablir").click()
    service.refresh_from_db()
    assert service.nom == avant
    assert service.historique.latest().history_change_reason == "Le nom voté était le bon."

    page.goto(reverse("historique"))
    assert "Le nom voté était le bon." in page.locator("main").inner_text()
    eprouver(page, fautes_d_accessibilite)


def eprouver(page, fautes_d_accessibilite):
    for mode in ["dark", "light"]:
        page.emulate_media(color_scheme=mode)
        assert fautes_d_accessibilite(page) == []
    assert not deborde(page)
