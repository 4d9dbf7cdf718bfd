"""La direction ouvre l'année, relit une fiche et la renvoie, à la souris et sans débordement."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gouvernance.models import Utilisateur
from mutualisation.campagne.operations import ouvrir_campagne
from services_communs.models import Fiche
from tests.navigateur.test_parcours import deborde, se_connecter, titre


@pytest.fixture
def fiche_soumise(donnees):
    ouvrir_campagne(2021, timezone.localdate() + timedelta(days=30))
    fiche = Fiche.objects.get(domaine__code="numerique", annee=2021)
    contributeur = Utilisateur.objects.get(username="contributeur-numerique")
    fiche.commencer(contributeur)
    fiche.soumettre(contributeur, "Tout y est.")
    return fiche


def test_la_direction_ouvre_la_campagne(page, donnees, fautes_d_accessibilite):
    se_connecter(page, "agent")
    page.get_by_role("link", name="Ouvrir la campagne 2021").click()
    assert fautes_d_accessibilite(page) == []

    page.get_by_label("Fiches attendues le").fill("2021-03-01")
    page.get_by_role("button", name="Ouvrir la campagne").click()
    assert "déjà passée" in page.locator(".errorlist").inner_text()
    assert fautes_d_accessibilite(page) == []

    echeance = timezone.localdate() + timedelta(days=30)
    page.get_by_label("Fiches attendues le").fill(echeance.isoformat())
    page.get_by_role("button", name="Ouvrir la campagne").click()
    assert titre(page) == "Campagne 2021"
    assert page.locator("tbody tr").count() == 16


def test_la_direction_renvoie_puis_retrouve_une_fiche(page, fiche_soumise, fautes_d_accessibilite):
    se_connecter(page, "agent")
    page.goto("/campagne/2021/?montrer=a_valider")
    page.get_by_role("link", name=f"Suivre la fiche {fiche_soumise.domaine}").click()
    page.get_by_role("button", name="Renvoyer à compléter").click()
    assert page.locator(".errorlist").inner_text() == "Dites ce qu’il faut reprendre."
    assert fautes_d_accessibilite(page) == []

    page.get_by_label("Votre mot").fill("Précisez les sites raccordés.")
    page.get_by_role("button", name="Renvoyer à compléter").click()
    assert "renvoyée à compléter" in page.get_by_role("status").inner_text()
    assert page.get_by_text("Précisez les sites raccordés.").is_visible()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_le_suivi_est_accessible_et_tient_dans_l_ecran(
    page, fiche_soumise, fautes_d_accessibilite, mode
):
    page.emulate_media(color_scheme=mode)
    se_connecter(page, "agent")
    for adresse in ["/campagne/2021/", "/campagne/2021/domaines/numerique/suivi/"]:
        page.goto(adresse)

        assert not deborde(page)
        assert fautes_d_accessibilite(page) == []
