"""Convocation et procès-verbal : demandés à la file, rendus comme tout document."""

import shutil
import subprocess
from datetime import date, time

import pytest
from django.urls import reverse

from gouvernance.seances.contenu import lire_page
from mutualisation.models import Production
from mutualisation.rapport import pdf
from mutualisation.seances.rendu import rendre_convocation, rendre_proces_verbal
from tests.fabriques import creer_agent, creer_deliberation
from tests.fabriques_gouvernance import creer_instance, creer_membre, creer_point, creer_presence
from tests.fabriques_gouvernance import creer_seance as creer

JOUR = date(2021, 3, 26)


@pytest.fixture
def seance(db):
    conseil = creer_instance(nature="conseil", nom="Conseil métropolitain")
    seance = creer(
        instance=conseil,
        heure=time(18, 30),
        lieu="Siège de la métropole",
        convoquee_le=date(2021, 3, 19),
        membres_en_exercice=86,
        proces_verbal="Le rapport est présenté.\n\nIl est débattu.",
    )
    creer_point(seance=seance, ordre=1, objet="Rapport de mutualisation")
    creer_presence(seance=seance, membre=creer_membre(instance=conseil))
    creer_deliberation(
        seance=seance,
        instance=conseil,
        date=seance.jour,
        numero="2021-12",
        objet="Rapport 2020",
        pour=70,
        contre=3,
        abstentions=1,
        resultat="adoptee",
    )
    return seance


@pytest.fixture
def rendu_immediat(monkeypatch):
    monkeypatch.setattr(pdf, "rendre_pdf", lambda html, annexes, signe_de_vie: b"%PDF-1.7")


@pytest.mark.parametrize(
    ("adresse", "nom"),
    [
        ("seance_convocation_pdf", "convocation-2021-03-25.pdf"),
        ("seance_proces_verbal_pdf", "proces-verbal-2021-03-25.pdf"),
    ],
)
def test_un_agent_demande_un_document_et_l_obtient(
    client_agent, seance, rendu_immediat, adresse, nom
):
    for _ in range(2):
        page = client_agent.get(reverse(adresse, args=[seance.pk]), follow=True)

    production = Production.objects.get()
    assert page.redirect_chain == [(production.get_absolute_url(), 302)]
    assert production.nom == nom


def test_un_maire_lit_la_convocation_mais_pas_un_projet_de_proces_verbal(
    client_maire, seance, rendu_immediat
):
    convocation = client_maire.get(reverse("seance_convocation_pdf", args=[seance.pk]))
    adresse = reverse("seance_proces_verbal_pdf", args=[seance.pk])
    projet = client_maire.get(adresse)
    seance.proces_verbal_arrete_le = date(2021, 6, 24)
    seance.save()

    assert convocation.status_code == 302
    assert projet.status_code == 404
    assert client_maire.get(adresse).status_code == 302


def test_le_proces_verbal_d_une_seance_inconnue_est_introuvable(client_agent):
    for nom in ["seance_convocation_pdf", "seance_proces_verbal_pdf"]:
        assert client_agent.get(reverse(nom, args=[0])).status_code == 404


def lire_pdf(html, dossier):
    fichier = dossier / "seance.pdf"
    fichier.write_bytes(pdf.rendre_pdf(html))
    texte = subprocess.run(
        ["pdftotext", "-layout", fichier, "-"], capture_output=True, text=True, check=True
    ).stdout
    return " ".join(texte.split())


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext introuvable")
def test_les_deux_documents_disent_la_seance(seance, tmp_path):
    page = lire_page(seance, creer_agent(), JOUR)

    convocation = lire_pdf(rendre_convocation(page, JOUR), tmp_path)
    proces_verbal = lire_pdf(rendre_proces_verbal(page, JOUR), tmp_path)

    assert "La réunion se tient le jeudi 25 mars 2021 à 18 h 30." in convocation
    assert "1. Rapport de mutualisation" in convocation
    assert "Convocation adressée le 19 mars 2021." in convocation
    assert "Projet : ce procès-verbal n’est pas arrêté." in proces_verbal
    assert "Quorum non atteint : 1 présent, il en faut 44" in proces_verbal
    assert "2021-12, Rapport 2020 : adoptée (70 pour, 3 contre, 1 abstention)" in proces_verbal
    assert "Il est débattu." in proces_verbal
