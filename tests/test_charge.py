"""Le banc de charge : ses relevés, et les pages que ses personnes ouvrent."""

import os

import pytest
from django.conf import settings
from django.test import Client

from bench.charge import personnes, releves
from mutualisation.campagne.operations import ouvrir_campagne

# Le rapport 2020 n’est pas publié dans les données livrées.
A_PUBLIER = {"/rapports/2020/", "/rapports/2020/rapport.pdf"}


def reponses(*durees: float, pdf: bool = False, page: str = "commune_detail"):
    return [(0.0, page, duree, "", pdf) for duree in durees]


def test_une_page_dit_sa_mediane_et_ses_centiles():
    lue = releves.attente("commune_detail", reponses(*range(1, 101)))

    assert (lue.reponses, lue.p50, lue.p95, lue.p99) == (100, 50, 96, 100)


def test_une_seule_reponse_est_tous_ses_centiles():
    lue = releves.attente("commune_detail", reponses(42))

    assert (lue.p50, lue.p95, lue.p99) == (42, 42, 42)


def test_les_pages_viennent_de_la_plus_lente_a_la_plus_rapide():
    lues = releves.attentes([*reponses(1, page="aide"), *reponses(9, page="journal")])

    assert [ligne.page for ligne in lues] == ["journal", "aide"]


def test_un_pdf_ralentit_dans_le_rapport_des_medianes():
    melees = reponses(*[10] * 200) + reponses(*[13] * 200, pdf=True)

    assert releves.ralentissement(melees) == 1.3


def test_une_page_trop_peu_vue_ne_dit_pas_si_elle_est_ralentie():
    assert releves.ralentissement(reponses(*[10] * 200) + reponses(13, pdf=True)) is None


def test_chaque_erreur_est_comptee_avec_sa_page():
    fautives = [(0.0, "journal", 1.0, "statut 500", False)] * 2 + reponses(1)

    assert releves.erreurs(fautives) == {"journal : statut 500": 2}


def test_la_memoire_se_suit_processus_par_processus():
    assert releves.memoire_de(os.getpid()) > 10
    assert releves.suivre({1: [90, 95, 92], 2: []}) == [releves.Memoire(90, 95, 92, 95)]


@pytest.fixture
def soiree(donnees, monkeypatch):
    monkeypatch.setattr(personnes, "PERSONNES", 2)
    monkeypatch.setattr(personnes, "AGENTS", 1)
    ouvrir_campagne(2021, None)
    return personnes.reunir()


def refusees(personne: dict, adresses: list[str]) -> set[str]:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = personne["session"]
    refus = set()
    for adresse in adresses:
        reponse = client.get(adresse)
        # Un export se lit jusqu'au bout, ce qui ferme son fichier.
        reponse.getvalue()
        if reponse.status_code != 200:
            refus.add(reponse.request["PATH_INFO"])
    return refus


def test_chaque_page_de_la_soiree_s_ouvre(soiree):
    agent, elu = soiree["personnes"]
    assert (agent["agent"], elu["agent"]) == (True, False)
    for personne in [agent, elu]:
        assert refusees(personne, [adresse for _, adresse in personne["pages"]]) <= A_PUBLIER

    adresses = soiree["adresses"]
    assert not refusees(agent, [adresses["texte"], adresses["import"], *adresses["exports"]])
