"""Un agent importe : des fautes, une question, un aperçu, un accord, un bilan."""

import pytest
from django.urls import reverse

from gouvernance.models import Sieges
from tests.imports.envois import fichier_de_sieges
from tests.navigateur.test_parcours import deborde, se_connecter


@pytest.fixture
def agent(page):
    se_connecter(page, "agent")
    return page


def verifier(page, fautes_d_accessibilite):
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        assert fautes_d_accessibilite(page) == []
        assert not deborde(page)


def envoyer(page, *lignes: str):
    depot = {"name": "sieges.csv", "mimeType": "text/csv", "buffer": fichier_de_sieges(*lignes)}
    page.get_by_label("Fichier", exact=True).set_input_files(depot)
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("nom", ["import_liste", "journal_import_liste"])
def test_chaque_page_est_accessible_dans_les_deux_modes(agent, fautes_d_accessibilite, nom):
    agent.goto(reverse(nom))

    verifier(agent, fautes_d_accessibilite)


@pytest.fixture
def sieges(donnees):
    return Sieges.objects.select_related("mandature").get(commune__nom="Neuilly-Crimolois")


def ligne(sieges, commune, nombre, acte="arrêté du préfet") -> str:
    return f"{sieges.mandature.nom};{commune};{nombre};{acte}"


def test_un_agent_lit_toutes_les_fautes_de_son_fichier(agent, sieges, fautes_d_accessibilite):
    agent.goto(reverse("admin:index"))
    agent.get_by_role("link", name="sièges des communes").click()
    verifier(agent, fautes_d_accessibilite)

    envoyer(agent, ligne(sieges, "Quetigni", "x", ""), ligne(sieges, "Neuilly-Crimolois", 9))

    fautes = agent.get_by_role("region", name="Valeurs à corriger")
    assert fautes.get_by_role("row").count() == 4
    assert "est-ce « Quetigny »" in fautes.inner_text().replace("\u00a0", " ")
    assert agent.get_by_role("button", name="Tout enregistrer").count() == 0
    verifier(agent, fautes_d_accessibilite)
    agent.get_by_role("link", name="envoyez-le à nouveau").click()
    assert agent.get_by_label("Fichier", exact=True).is_visible()


def test_un_agent_repond_confirme_et_lit_le_bilan(agent, sieges, fautes_d_accessibilite):
    agent.goto(reverse("siege_liste"))
    agent.get_by_role("link", name="Importer un fichier").click()
    envoyer(agent, ligne(sieges, "Neuilly", sieges.nombre + 1))
    question = agent.get_by_role("combobox", name="Commune « Neuilly »")
    verifier(agent, fautes_d_accessibilite)

    question.select_option("Neuilly-Crimolois")
    agent.get_by_role("button", name="Refaire l’aperçu").click()
    assert agent.locator("ins").first.inner_text() == str(sieges.nombre + 1)
    verifier(agent, fautes_d_accessibilite)
    agent.get_by_label("Motif").fill("Recensement des sièges")
    agent.get_by_role("button", name="Tout enregistrer").click()

    assert agent.get_by_role("heading", name="Ce qui a changé").is_visible()
    verifier(agent, fautes_d_accessibilite)
    ecrites = Sieges.objects.get(pk=sieges.pk)
    assert ecrites.nombre == sieges.nombre + 1
    agent.get_by_role("link", name="Voir ces modifications dans l’historique").click()
    assert agent.get_by_text("Recensement des sièges").first.is_visible()
    verifier(agent, fautes_d_accessibilite)
