"""Décomptes et factures, larges et étroits, clairs et sombres."""

import pytest
from django.urls import reverse

PAGES = {
    "attributions": reverse("attribution_liste", query={"exercice": 2020}),
    "décompte": reverse("attribution_detail", args=["21231", 2020]),
    "refacturation": reverse("refacturation_liste", query={"exercice": 2020}),
    "état": reverse("refacturation_detail", args=["21452", 2020]),
    "rien à facturer": reverse("refacturation_detail", args=["21231", 2020]),
}


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_est_accessible_dans_les_deux_modes(page, fautes_d_accessibilite, nom):
    page.goto(reverse("connexion"))
    page.get_by_label("Nom d’utilisateur").fill("agent")
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        page.goto(PAGES[nom])

        assert fautes_d_accessibilite(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
