"""Tenir une séance, large et étroit, clair et sombre : noter un envoi, joindre un document."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.models import Collectivite, Instance
from tests.fabriques_gouvernance import (
    creer_elu_metropolitain,
    creer_mandat,
    creer_membre,
    creer_point,
    creer_presence,
    creer_seance,
)


@pytest.fixture
def seance(donnees):
    """Convoquée un jour trop tard, un pouvoir donné à un absent."""
    conseil = Instance.objects.get(nature="conseil")
    seance = creer_seance(
        instance=conseil,
        convoquee_le=date(2021, 3, 20),
        membres_en_exercice=86,
        lieu="Siège de la métropole",
    )
    creer_point(seance=seance, ordre=1, objet="Rapport de mutualisation")
    talant = Collectivite.objects.get(nom="Talant")
    mandats = [creer_mandat(elu=creer_elu_metropolitain(commune=talant)) for _ in range(2)]
    membres = [creer_membre(instance=conseil, mandat=mandat) for mandat in mandats]
    creer_presence(seance=seance, membre=membres[0], etat="absent")
    creer_presence(seance=seance, membre=membres[1], etat="represente", pouvoir_a=membres[0])
    return seance


def se_connecter(page, compte):
    page.goto(reverse("connexion"))
    page.get_by_label("Nom d’utilisateur").fill(compte)
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()


def test_chaque_page_est_accessible_dans_les_deux_modes(page, fautes_d_accessibilite, seance):
    se_connecter(page, "agent")
    for nom, arguments in [
        ("seance_liste", []),
        ("seance_detail", [seance.pk]),
        ("seance_envois", [seance.pk]),
        ("document_ajouter", [seance.pk]),
    ]:
        for mode in ["light", "dark"]:
            page.emulate_media(color_scheme=mode)
            page.goto(reverse(nom, args=arguments))

            assert fautes_d_accessibilite(page) == []
            assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_un_agent_note_un_envoi_a_toutes_et_joint_un_document(page, seance, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    se_connecter(page, "agent")
    page.goto(seance.get_absolute_url())
    page.get_by_text("Convocation en retard de 1 jour").wait_for()

    page.get_by_role("link", name="Noter l’envoi : Compte rendu").click()
    page.get_by_label("Fait le").fill("2021-04-02")
    page.get_by_label("Talant").uncheck()
    page.get_by_role("button", name="Noter l’envoi").click()
    page.get_by_text("Compte rendu : noté pour 22 communes").wait_for()
    page.get_by_text("Rien n’est noté pour Talant.").wait_for()

    page.get_by_role("link", name="Joindre un document").click()
    page.get_by_label("Titre").fill("Note de synthèse")
    page.get_by_label("Fichier").set_input_files(
        {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"MZ faux"}
    )
    page.get_by_role("button", name="Joindre").click()
    page.get_by_text("n’est pas un PDF").wait_for()
    assert page.get_by_label("Titre").input_value() == "Note de synthèse"
    page.get_by_label("Fichier").set_input_files(
        {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 vrai"}
    )
    page.get_by_role("button", name="Joindre").click()

    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Note de synthèse", exact=True).click()
    assert telechargement.value.suggested_filename == "note-de-synthese.pdf"
    assert telechargement.value.path().read_bytes() == b"%PDF-1.7 vrai"
