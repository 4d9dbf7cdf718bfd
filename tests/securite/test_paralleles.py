"""Le même formulaire envoyé quatre fois au même instant : un seul effet, et jamais une panne."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gouvernance.models import Consultation, Sieges
from mutualisation.models import Production
from mutualisation.productions.taches import produire
from services_communs.models import Adhesion
from tests.conflits.formulaires import lire_formulaire
from tests.fabriques import (
    creer_administrateur,
    creer_commune,
    creer_service,
    creer_sieges,
)
from tests.fabriques_gouvernance import creer_consultation, creer_reponse
from tests.fabriques_rapport import creer_rapport_publiable
from tests.imports.envois import dernier, envoyer, fichier_de_sieges
from tests.severite import connecter

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
FOIS = 4


@pytest.fixture
def client():
    return connecter(creer_administrateur())


def ensemble(client: Client, envoi: Callable[[Client], object]) -> list[int]:
    """Le statut de chaque réponse ; chaque envoi a sa connexion, tous la même session."""
    depart, statuts = Barrier(FOIS, timeout=60), []

    def partir():
        navigateur = Client(raise_request_exception=False)
        navigateur.cookies = client.cookies
        depart.wait()
        try:
            statuts.append(envoi(navigateur).status_code)
        finally:
            connections.close_all()

    fils = [Thread(target=partir) for _ in range(FOIS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=90)
    assert len(statuts) == FOIS
    assert max(statuts) < 500
    return sorted(statuts)


def test_une_adhesion(client):
    adresse = reverse("admin:services_communs_adhesion_add")
    champs = lire_formulaire(client.get(adresse), "precision_debut") | {
        "service": creer_service().pk,
        "collectivite": creer_commune(date_debut=date(2000, 1, 1)).pk,
        "date_debut": "01/01/2020",
    }

    statuts = ensemble(client, lambda navigateur: navigateur.post(adresse, champs))

    assert statuts.count(302) == 1
    assert Adhesion.objects.count() == 1


def test_un_import(client):
    sieges = creer_sieges(commune=creer_commune(nom="Ahuy"), nombre=1)
    envoyer(client, fichier_de_sieges(f"{sieges.mandature.nom};Ahuy;2;arrêté"))
    recu, traces = dernier(), sieges.historique.count()
    champs = {"empreinte": recu.apercu["empreinte"], "motif": ""}
    adresse = reverse("import_confirmer", args=[recu.pk])

    ensemble(client, lambda navigateur: navigateur.post(adresse, champs))

    assert Sieges.objects.get().nombre == 2
    assert sieges.historique.count() == traces + 1


def test_une_publication(client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    creer_rapport_publiable(annee=2031)
    adresse = reverse("rapport_publier", args=[2031])
    vue = client.get(adresse).context["preparation"].empreinte
    champs = {"publier": "1", "empreinte": vue}

    ensemble(client, lambda navigateur: navigateur.post(adresse, champs))

    assert Production.objects.count() == 1
    assert DBTaskResult.objects.filter(task_path=produire.module_path).count() == 1


def test_une_consultation(client):
    commune = creer_commune(date_debut=date(2000, 1, 1))
    adresse = f"{reverse('consultation_ouvrir')}?nature=commune_seule"
    champs = {"objet": "Zone", "transmise_le": "2021-01-15", "communes": commune.pk}
    champs["cachet"] = client.post(adresse, champs).context["apercu"].cachet

    ensemble(client, lambda navigateur: navigateur.post(adresse, champs))

    assert Consultation.objects.count() == 1


def test_la_reponse_d_une_commune(client):
    consultation = creer_consultation(nature="rapport_clect", millesime=2018)
    reponse = creer_reponse(consultation=consultation, commune=creer_commune())
    adresse = reverse("consultation_reponse", args=[consultation.pk, reponse.pk])
    champs = lire_formulaire(client.get(adresse)) | {
        "verbe": "noter",
        "sens": "favorable",
        "rendue_le": "2021-02-10",
        "numero": "2021-12",
    }
    traces = reponse.historique.count()

    ensemble(client, lambda navigateur: navigateur.post(adresse, champs))

    reponse.refresh_from_db()
    assert reponse.sens == "favorable"
    assert reponse.historique.count() == traces + 1
