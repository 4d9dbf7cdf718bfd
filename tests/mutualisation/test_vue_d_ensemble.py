"""Vue d'ensemble des agents : consultations en cours et leur issue, prochaines échéances."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.fabriques import creer_commune, creer_deliberation, creer_rapport
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_envoi,
    creer_instance,
    creer_reponse,
    creer_seance,
)

pytestmark = pytest.mark.django_db

ADRESSE = "tableau_de_bord"


def lire(client):
    reponse = client.get(reverse(ADRESSE))
    return reponse.context["vue"], reponse.content.decode().replace("\u00a0", " ")


def consulter(**champs):
    hier = timezone.localdate() - timedelta(days=1)
    consultation = creer_consultation(**{"transmise_le": hier} | champs)
    creer_reponse(
        consultation=consultation,
        transmise_le=consultation.transmise_le,
        sens="favorable",
        rendue_le=consultation.transmise_le,
        deliberation=creer_deliberation(),
    )
    creer_reponse(consultation=consultation, transmise_le=consultation.transmise_le)
    return consultation


def test_une_consultation_en_cours_dit_ses_reponses_et_son_issue(client_agent):
    consulter(objet="Schéma 2026-2032")

    vue, html = lire(client_agent)

    assert [consultation.objet for consultation in vue.consultations] == ["Schéma 2026-2032"]
    assert "1 réponse reçue sur 2." in html
    assert "issue encore possible" in html


def test_une_consultation_dont_le_delai_est_passe_est_a_clore(client_agent):
    consulter(transmise_le=timezone.localdate() - timedelta(days=200))

    _, html = lire(client_agent)

    assert "1 réponse reçue sur 2, à clore." in html
    assert "issue acquise" in html


def test_une_consultation_close_ou_a_venir_ne_se_montre_pas(client_agent):
    consulter(close_le=timezone.localdate())
    consulter(transmise_le=timezone.localdate() + timedelta(days=5))

    vue, html = lire(client_agent)

    assert vue.consultations == ()
    assert "Consultations en cours" not in html


def test_un_retard_vient_avant_ce_qui_vient(client_agent):
    demain = timezone.localdate() + timedelta(days=1)
    conseil = creer_instance(nature="conseil", nom="Conseil métropolitain")
    creer_seance(instance=conseil, jour=demain, convoquee_le=None)

    vue, html = lire(client_agent)

    assert vue.echeances[0].titre == "Convocation des membres"
    assert "5 jours de retard" in html
    assert vue.echeances[1].titre == "Conseil métropolitain"


def test_le_nombre_de_requetes_ne_depend_pas_des_donnees(client_agent, requetes):
    def remplir():
        consulter(nature="rapport_clect")
        seance = creer_seance(jour=timezone.localdate() + timedelta(days=9), convoquee_le=None)
        creer_envoi(seance=seance, commune=creer_commune(), fait_le=timezone.localdate())

    creer_rapport()
    remplir()
    avant = requetes(lambda: client_agent.get(reverse(ADRESSE)))
    for _ in range(4):
        remplir()

    assert requetes(lambda: client_agent.get(reverse(ADRESSE))) == avant <= 15
