"""La direction du numérique écrit sa fiche de 2021, de la première lettre à la remise."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from services_communs.models import Domaine, Fiche
from tests.navigateur.test_parcours import deborde, se_connecter

FICHE = reverse("fiche_saisir", args=[2021, "numerique"])


@pytest.fixture
def fiche(donnees):
    return Fiche.objects.create(domaine=Domaine.objects.get(code="numerique"), annee=2021)


def etat(page):
    return page.locator(".garde__etat")


def test_ce_qui_s_ecrit_est_garde_et_se_retrouve(page, fiche, fautes_d_accessibilite):
    se_connecter(page, "contributeur-numerique")
    page.goto(FICHE)
    for mode in ["dark", "light"]:
        page.emulate_media(color_scheme=mode)
        assert fautes_d_accessibilite(page) == []
        assert not deborde(page)

    page.get_by_label("À étudier").fill("Ouvrir la téléphonie aux communes.")
    postes = page.get_by_role("group", name="Postes de travail", exact=True)
    assert "5 000 postes" in postes.inner_text().replace("\u00a0", " ")
    postes.get_by_label("Valeur 2021").fill("5 120")
    page.get_by_role("button", name="Ajouter une réalisation").click()
    nouvelle = page.locator("#realisations-1")
    nouvelle.get_by_label("Titre").fill("Guichet de proximité")
    nouvelle.locator("summary", has_text="Collectivités bénéficiaires").click()
    nouvelle.get_by_label("Quetigny", exact=True).check()
    nouvelle.get_by_label("Titre").press("Enter")
    expect(etat(page)).to_contain_text("Brouillon gardé à")
    assert page.url.endswith(FICHE)

    page.reload()
    expect(page.get_by_text("est rétabli")).to_be_visible()
    expect(page.get_by_label("À étudier")).to_have_value("Ouvrir la téléphonie aux communes.")
    assert fautes_d_accessibilite(page) == []

    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Fiche enregistrée.")).to_be_visible()
    fiche.refresh_from_db()
    realisation = fiche.realisations.get()
    assert (fiche.etat, fiche.a_etudier) == ("en_cours", "Ouvrir la téléphonie aux communes.")
    assert realisation.beneficiaires.get().nom == "Quetigny"
    assert (
        fiche.domaine.indicateurs.get(libelle="Postes de travail").mesures.get(annee=2021).valeur
        == 5120
    )


def test_une_faute_se_corrige_puis_la_fiche_se_soumet(page, fiche, fautes_d_accessibilite):
    se_connecter(page, "contributeur-numerique")
    page.goto(FICHE)
    page.get_by_label("Agents", exact=True).fill("cinquante")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("1 champ est à corriger")
    assert fautes_d_accessibilite(page) == []
    page.get_by_role("link", name="Effectif, Agents").click()
    expect(page.get_by_label("Agents", exact=True)).to_be_focused()
    page.get_by_label("Agents", exact=True).fill("50")
    page.get_by_role("button", name="Soumettre à la direction").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Soumettre la fiche")
    expect(page.get_by_text("Aucun objectif")).to_be_visible()
    assert fautes_d_accessibilite(page) == []
    page.get_by_role("button", name="Soumettre à la direction").click()
    expect(page.get_by_text("Fiche remise à la direction.")).to_be_visible()
    assert fautes_d_accessibilite(page) == []
    assert not deborde(page)
    fiche.refresh_from_db()
    assert fiche.etat == "a_valider"


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_le_texte_de_l_an_dernier_se_reprend_d_un_bouton(page, fiche):
    se_connecter(page, "contributeur-numerique")
    page.goto(FICHE)

    page.get_by_role("button", name="Reprendre ce texte").click()

    recit = page.get_by_role("textbox", name="Faits marquants")
    expect(recit).to_have_value(re.compile("Année très particulière"))
    expect(page.get_by_role("button", name="Reprendre ce texte")).to_be_hidden()
    expect(etat(page)).to_contain_text("Brouillon gardé à")


def test_une_connexion_perdue_ou_une_session_expiree_ne_perdent_rien(chromium, site, fiche):
    contexte = chromium.new_context(base_url=site, locale="fr-FR")
    page = contexte.new_page()
    se_connecter(page, "contributeur-numerique")
    page.goto(FICHE)

    contexte.set_offline(True)
    page.get_by_label("À étudier").fill("Rien ne se perd.")
    expect(etat(page)).to_contain_text("connexion perdue, ne fermez pas la page")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_label("À étudier")).to_have_value("Rien ne se perd.")

    contexte.clear_cookies(name="sessionid")
    contexte.set_offline(False)
    expect(etat(page)).to_contain_text("votre session a expiré", timeout=15_000)
    with contexte.expect_page() as ouverture:
        page.get_by_role("link", name="Se reconnecter dans un nouvel onglet").click()
    onglet = ouverture.value
    se_connecter(onglet, "contributeur-numerique")
    onglet.wait_for_url(re.compile("tableau-de-bord|campagne|accueil|/$"))
    onglet.close()
    expect(etat(page)).to_contain_text("Brouillon gardé à", timeout=15_000)

    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Fiche enregistrée.")).to_be_visible()
    contexte.close()
    fiche.refresh_from_db()
    assert fiche.a_etudier == "Rien ne se perd."


def test_sans_javascript_les_boutons_suffisent(chromium, site, fiche):
    contexte = chromium.new_context(base_url=site, java_script_enabled=False)
    page = contexte.new_page()
    se_connecter(page, "contributeur-numerique")
    page.goto(FICHE)

    page.locator("#objectifs-0").get_by_role("textbox").fill("Partager")
    page.get_by_role("button", name="Ajouter un objectif").click()
    page.locator("#objectifs-1").get_by_role("textbox").first.fill("Sécuriser")
    page.locator(".garde__brouillon").click()
    expect(page.get_by_text("est rétabli")).to_be_visible()
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(page.get_by_text("Fiche enregistrée.")).to_be_visible()
    assert [objectif.texte for objectif in fiche.objectifs.all()] == ["Partager", "Sécuriser"]
    contexte.close()
