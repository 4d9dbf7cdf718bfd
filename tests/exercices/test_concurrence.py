"""Clore attend les écritures commencées ; celles qui suivent voient la clôture."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, connections, transaction

from gouvernance.exercices.operations import clore
from gouvernance.models import Cloture
from services_communs.models import Mesure
from tests.fabriques import creer_mesure

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_une_ecriture_commencee_avant_la_cloture_finit_avant_elle():
    mesure = creer_mesure(annee=2020, valeur=1)
    moments = {}

    def clore_ailleurs():
        clore(annee=2020, par=None)
        moments["close"] = time.monotonic()
        connections["default"].close()

    with transaction.atomic():
        Mesure.objects.filter(pk=mesure.pk).update(valeur=2)
        fil = threading.Thread(target=clore_ailleurs)
        fil.start()
        fil.join(0.5)
        assert fil.is_alive()
        moments["écrite"] = time.monotonic()
    fil.join(10)

    assert moments["écrite"] < moments["close"]
    assert Mesure.objects.get(pk=mesure.pk).valeur == 2
    Cloture.objects.all().delete()


def test_une_ecriture_commencee_pendant_la_cloture_est_refusee():
    mesure = creer_mesure(annee=2020, valeur=1)
    refus = []

    def ecrire_ailleurs():
        try:
            Mesure.objects.filter(pk=mesure.pk).update(valeur=2)
        except IntegrityError as erreur:
            refus.append(str(erreur))
        connections["default"].close()

    with transaction.atomic():
        clore(annee=2020, par=None)
        fil = threading.Thread(target=ecrire_ailleurs)
        fil.start()
        fil.join(0.5)
        assert fil.is_alive()
    fil.join(10)

    assert "clos_services_communs_mesure" in refus[0]
    assert Mesure.objects.get(pk=mesure.pk).valeur == 1
    assert connection.vendor == "postgresql"
    Cloture.objects.all().delete()
