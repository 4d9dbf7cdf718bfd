"""Un exercice publié : sa donnée se lit, se refuse, se rouvre, se corrige, se referme."""

import pytest
from django.urls import reverse

from gouvernance.exercices.operations import clore
from gouvernance.models import Cloture, Utilisateur
from services_communs.models import Effectif
from tests.navigateur.test_parcours import deborde, se_connecter, titre

MOTIF = "Un effectif a été mal recopié."


@pytest.fixture
def effectif(donnees):
    """Compté au rapport de 2020, dont la publication a clos l'exercice."""
    clore(annee=2020, par=Utilisateur.objects.get(username="administrateur"))
    return Effectif.objects.filter(date__year=2020).order_by("pk").first()


def lire(page) -> str:
    return page.locator("body").inner_text().replace("\u00a0", " ")


def test_corriger_un_exercice_clos(page, effectif, fautes_d_accessibilite):
    adresse = reverse("admin:services_communs_effectif_change", args=[effectif.pk])
    se_connecter(page, "administrateur")
    page.goto(adresse)
    assert "L’exercice 2020, dont le rapport est publié, est clos" in lire(page)
    assert page.locator("[name=_save]").count() == 0

    page.get_by_role("link", name="Rouvrir l’exercice 2020").click()
    assert titre(page) == "Rouvrir l’exercice 2020"
    page.get_by_role("button", name="Rouvrir l’exercice 2020").click()
    assert "Dites pourquoi l’exercice est rouvert." in lire(page)
    eprouver(page, fautes_d_accessibilite)
    page.get_by_label("Motif de la réouverture").fill(MOTIF)
    page.get_by_role("button", name="Rouvrir l’exercice 2020").click()
    assert MOTIF in lire(page)
    eprouver(page, fautes_d_accessibilite)

    page.goto(adresse)
    assert "Exercice 2020 rouvert depuis le" in lire(page)
    page.locator("[name=agents]").fill(str(effectif.agents + 1))
    page.locator("[name=_save]").last.click()
    assert "Dites pourquoi vous changez cette donnée." in lire(page)
    page.get_by_label("Motif de la modification").fill("Selon l’état signé.")
    page.locator("[name=_save]").last.click()
    assert Effectif.objects.get(pk=effectif.pk).agents == effectif.agents + 1

    page.goto(reverse("exercice_liste"))
    page.get_by_role("button", name="Refermer sans publier").click()
    assert "L’exercice 2020 est clos." in lire(page)
    assert Cloture.objects.filter(annee=2020, rouverte_le=None).exists()
    page.get_by_text("Historique de l’exercice 2020").click()
    assert MOTIF in lire(page)
    eprouver(page, fautes_d_accessibilite)
    page.goto(adresse)
    assert page.locator("[name=_save]").count() == 0


def eprouver(page, fautes_d_accessibilite):
    for mode in ["dark", "light"]:
        page.emulate_media(color_scheme=mode)
        assert fautes_d_accessibilite(page) == []
    assert not deborde(page)
