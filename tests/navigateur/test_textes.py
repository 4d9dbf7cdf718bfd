"""Écrire un récit : l'aperçu suit la frappe, un chiffre s'insère au clavier, rien ne se perd."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mutualisation.models import TexteChapitre
from tests.navigateur.test_parcours import deborde, se_connecter

PERSPECTIVES = reverse("texte_saisir", args=[2020, "perspectives"])


@pytest.fixture
def recit(page):
    se_connecter(page, "agent")
    page.goto(PERSPECTIVES)
    return page.get_by_label("Texte du récit")


def apercu(page):
    return page.get_by_role("region", name="Aperçu")


def enregistrer(page):
    page.get_by_role("button", name="Enregistrer").click()


def test_un_chiffre_s_insere_et_l_apercu_le_montre(page, recit, fautes_d_accessibilite):
    recit.fill("Le coût : ")
    bouton = page.get_by_role("button", name="{{ cout_total }}", exact=True)
    bouton.focus()
    page.keyboard.press("Enter")

    expect(recit).to_be_focused()
    expect(recit).to_have_value("Le coût : {{ cout_total }}")
    expect(apercu(page)).to_contain_text("Le coût\u00a0: 12\u00a0921\u00a0681\u00a0€")
    expect(apercu(page).get_by_role("status")).to_have_text("Aperçu à jour.")
    enregistrer(page)
    expect(page.get_by_text("Récit «\u00a0Perspectives\u00a0» enregistré.")).to_be_visible()
    assert recit.input_value() == "Le coût : {{ cout_total }}"
    assert fautes_d_accessibilite(page) == []


def test_une_faute_se_voit_en_ecrivant_puis_a_l_enregistrement(page, recit, fautes_d_accessibilite):
    recit.fill("Un\n\n{{ cout_totale }} <b>gras</b>")

    expect(apercu(page)).to_contain_text("vouliez-vous écrire «\u00a0cout_total\u00a0»\u00a0?")
    enregistrer(page)
    expect(recit).to_have_value("Un\n\n{{ cout_totale }} <b>gras</b>")
    expect(page.get_by_role("alert")).to_contain_text("votre saisie est conservée")
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        assert not deborde(page)
        assert fautes_d_accessibilite(page) == []


def test_le_texte_et_son_apercu_sont_cote_a_cote_ou_l_un_sous_l_autre(page, recit):
    texte, vue = recit.bounding_box(), apercu(page).bounding_box()

    if page.viewport_size["width"] > 1000:
        assert vue["x"] > texte["x"] + texte["width"]
    else:
        assert vue["y"] > texte["y"] + texte["height"]
    assert not deborde(page)


def test_quitter_un_texte_non_enregistre_se_confirme(page, recit):
    recit.press_sequentially("Encore. ")
    questions = []
    page.on("dialog", lambda question: (questions.append(question.type), question.accept()))

    page.get_by_role("link", name="Précédent").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Les autres mutualisations")
    assert questions == ["beforeunload"]
    assert "Encore." not in TexteChapitre.objects.get(chapitre="perspectives").texte


@pytest.mark.navigateur
def test_sans_script_l_apercu_est_un_bouton(chromium, site, donnees):
    contexte = chromium.new_context(base_url=site, java_script_enabled=False)
    page = contexte.new_page()
    se_connecter(page, "agent")
    page.goto(PERSPECTIVES)

    page.get_by_label("Texte du récit").fill("**{{ nombre_services }}** services")
    page.get_by_role("button", name="Aperçu").click()

    expect(apercu(page)).to_contain_text("20 services")
    assert page.get_by_label("Texte du récit").input_value() == "**{{ nombre_services }}** services"
    contexte.close()
