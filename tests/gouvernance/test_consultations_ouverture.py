"""Ouvrir une consultation : ses champs, ses communes, son échéance montrée avant d'écrire."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.models import Consultation, ReponseCommune
from gouvernance.regles import REGLES
from tests.fabriques import creer_population

pytestmark = pytest.mark.django_db

OUVRIR = reverse("consultation_ouvrir")


def test_chaque_nature_s_ouvre_avec_ses_champs(redacteur, communes):
    for nature in REGLES:
        formulaire = redacteur.get(OUVRIR, {"nature": nature}).context["formulaire"]

        assert ("millesime" in formulaire.fields) is (nature == "rapport_clect")
        assert ("schema" in formulaire.fields) is (nature == "schema")


@pytest.mark.parametrize(
    ("nature", "cochees"), [("rapport_clect", 3), ("schema", 3), ("pacte", 3), ("adhesion", 0)]
)
def test_toutes_les_communes_sont_cochees_quand_la_loi_le_veut(
    redacteur, communes, nature, cochees
):
    page = redacteur.get(OUVRIR, {"nature": nature}).content.decode()

    assert page.count(" checked") == cochees


def test_l_echeance_se_lit_avant_d_ouvrir(redacteur, communes):
    adresse = f"{OUVRIR}?nature=commune_seule"
    saisie = {"objet": "Zone de Talant", "transmise_le": "2021-01-31", "communes": communes[1].pk}

    avant = redacteur.post(adresse, saisie)
    apercu = avant.context["apercu"]
    assert (apercu.echeance, apercu.silence_le) == (date(2021, 4, 30), date(2021, 5, 1))
    assert "30\u00a0avril 2021" in avant.content.decode()
    assert not Consultation.objects.exists()

    redacteur.post(adresse, saisie | {"cachet": apercu.cachet})
    assert ReponseCommune.objects.get().commune == communes[1]


def test_un_autre_delai_que_celui_qui_est_montre_se_relit(redacteur, communes):
    adresse = f"{OUVRIR}?nature=commune_seule"
    saisie = {"objet": "Zone", "transmise_le": "2021-01-31", "communes": communes[1].pk}
    cachet = redacteur.post(adresse, saisie).context["apercu"].cachet

    reponse = redacteur.post(adresse, saisie | {"transmise_le": "2021-02-28", "cachet": cachet})

    assert reponse.context["apercu"].echeance == date(2021, 5, 28)
    assert not Consultation.objects.exists()


def test_une_ouverture_fautive_garde_la_saisie(redacteur, communes):
    saisie = {
        "objet": "Rapport de la CLECT du 11 avril",
        "transmise_le": "2021-01-15",
        "population": "totale",
        "communes": [communes[0].pk],
        "commentaire": "Transmis par courrier.",
    }

    page = redacteur.post(f"{OUVRIR}?nature=rapport_clect", saisie).content.decode()

    assert "La majorité se compte sur toutes les communes" in page
    assert "Rapport de la CLECT du 11 avril" in page
    assert "Transmis par courrier." in page
    assert page.count(" checked") == 1
    assert not Consultation.objects.exists()


def test_une_nature_inconnue_mene_au_choix(redacteur):
    page = redacteur.get(OUVRIR, {"nature": "sondage"}).content.decode()

    assert all(f"?nature={nature}" in page for nature in REGLES)


def test_un_millesime_inconnu_se_dit_avant_d_ouvrir(redacteur, communes):
    creer_population(collectivite=communes[0], millesime=2016, en_vigueur=2019)
    saisie = {
        "objet": "CLECT",
        "transmise_le": "2021-01-15",
        "population": "totale",
        "millesime": "2016",
        "communes": [commune.pk for commune in communes],
    }

    apercu = redacteur.post(f"{OUVRIR}?nature=rapport_clect", saisie).context["apercu"]

    assert "n’est pas connue de toutes les communes" in apercu.base
