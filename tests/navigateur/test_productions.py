"""L'avancement d'un document : une page qui s'actualise et annonce la fin d'elle-même."""

from datetime import timedelta

from django.urls import reverse

from mutualisation.productions import querysets, taches
from mutualisation.rapport import pdf
from tests.navigateur.test_parcours import CODES, deborde, se_connecter

# Une commune par largeur : le document d'une autre épreuve serait déjà prêt.
COMMUNES = {1280: "quetigny", 360: "ahuy"}


def test_la_page_d_avancement_annonce_la_fin_d_elle_meme(page, monkeypatch, fautes_d_accessibilite):
    monkeypatch.setattr(pdf, "rendre_pdf", lambda html, annexes, signe_de_vie: b"%PDF-1.7")
    commune = CODES[COMMUNES[page.viewport_size["width"]]]
    se_connecter(page, "agent")

    with monkeypatch.context() as sans_executant:
        sans_executant.setattr(taches, "enfiler", lambda production: None)
        page.goto(reverse("refacturation_pdf", args=[commune, 2020]))
        page.get_by_text("Cette page s’actualise seule.").wait_for()
        assert "En attente" in page.title()
        assert fautes_d_accessibilite(page) == []
        assert not deborde(page)

    # Personne ne s'en occupe plus : le prochain regard sur la page le reprend.
    monkeypatch.setattr(querysets, "PEREMPTION", timedelta(0))
    page.get_by_role("link", name="Ouvrir le PDF").wait_for()
    assert "Prêt" in page.title()
    assert page.locator("#annonce").inner_text() == "Le document est prêt."
    assert fautes_d_accessibilite(page) == []
