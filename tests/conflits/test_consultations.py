"""Les consultations : une réponse, une transmission, une conclusion ne s'écrasent pas."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.models import Consultation, ReponseCommune
from tests.conflits.formulaires import lire_formulaire
from tests.fabriques import creer_deliberation, metropole
from tests.fabriques_gouvernance import creer_consultation, creer_reponse

pytestmark = pytest.mark.django_db
RECUE = date(2021, 1, 15)


@pytest.fixture
def reponse():
    consultation = creer_consultation(nature="attribution_libre", transmise_le=RECUE)
    return creer_reponse(consultation=consultation, transmise_le=RECUE)


@pytest.fixture
def adresse(reponse):
    return reverse("consultation_reponse", args=[reponse.consultation_id, reponse.pk])


def texte(page):
    return page.content.decode().replace("\xa0", " ")


def lire(client, adresse, champ):
    return lire_formulaire(client.get(adresse), champ)


def test_deux_dates_de_transmission_se_choisissent(claire, paul, adresse):
    vue = lire(claire, adresse, "transmise_le")
    dater = {"verbe": "dater"}
    paul.post(adresse, lire(paul, adresse, "transmise_le") | dater | {"transmise_le": "2021-01-20"})

    refus = claire.post(adresse, vue | dater | {"transmise_le": "2021-01-18"})
    (champ,) = refus.context["garde"].conflit.champs
    assert (champ.depart, champ.mienne, champ.leur) == ("15/01/2021", "18/01/2021", "20/01/2021")
    assert ReponseCommune.objects.get().transmise_le == date(2021, 1, 20)
    assert "Celle enregistrée par Paul Petit" in texte(refus)
    claire.post(adresse, lire_formulaire(refus, "transmise_le") | dater | {champ.nom: "mienne"})

    assert ReponseCommune.objects.get().transmise_le == date(2021, 1, 18)


@pytest.mark.parametrize("verbe", ["noter", "effacer"])
def test_une_reponse_changee_depuis_se_relit(claire, paul, reponse, adresse, verbe):
    if verbe == "effacer":
        reponse.sens, reponse.rendue_le = "favorable", date(2021, 2, 10)
        reponse.save()
    vue = lire(claire, adresse, "version")
    recue = lire(paul, adresse, "transmise_le") | {"transmise_le": "2021-01-20"}
    paul.post(adresse, recue | {"verbe": "dater"})
    avant = ReponseCommune.objects.get().sens
    saisie = {"verbe": verbe, "sens": "defavorable", "rendue_le": "2021-02-12"}

    refus = claire.post(adresse, vue | saisie)

    assert "15/01/2021 → 20/01/2021, par Paul Petit le" in texte(refus)
    assert ReponseCommune.objects.get().sens == avant
    claire.post(adresse, lire_formulaire(refus, "version") | saisie)
    assert ReponseCommune.objects.get().sens != avant


def test_deux_conclusions_se_choisissent(claire, paul, reponse):
    du_conseil = [
        creer_deliberation(collectivite=metropole(), date=date(2021, 5, jour)) for jour in (20, 27)
    ]
    adresse = reverse("consultation_conclure", args=[reponse.consultation_id])
    vue = lire(claire, adresse, "deliberation")
    paul.post(adresse, lire(paul, adresse, "deliberation") | {"deliberation": du_conseil[0].pk})

    refus = claire.post(adresse, vue | {"deliberation": du_conseil[1].pk})
    (champ,) = refus.context["garde"].conflit.champs
    assert Consultation.objects.get().deliberation == du_conseil[0]
    claire.post(adresse, lire_formulaire(refus, "deliberation") | {champ.nom: "leur"})

    assert Consultation.objects.get().deliberation == du_conseil[0]
