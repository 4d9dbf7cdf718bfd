"""Mandats et places à enregistrer ou à refuser."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gouvernance.models import Collectivite, Mandat, Mandature, MembreInstance
from tests.fabriques import creer_commune, creer_mandature, creer_sieges
from tests.fabriques_gouvernance import creer_elu_metropolitain, creer_instance, creer_mandat

DEBUT = date(2020, 7, 16)


def mandature() -> Mandature:
    return Mandature.objects.first() or creer_mandature()


def commune_a_sieges(nombre, **valeurs) -> Collectivite:
    """Commune qui a ce nombre de sièges."""
    commune = creer_commune(**valeurs)
    creer_sieges(mandature=mandature(), nombre=nombre, commune=commune)
    return commune


def elu_de(commune):
    return creer_elu_metropolitain(commune=commune)


def conseiller_de(commune, **valeurs):
    return creer_mandat(elu=elu_de(commune), **valeurs)


def nouveau_mandat(elu=None, fonction="conseiller", date_debut=DEBUT, **valeurs):
    elu = elu or creer_elu_metropolitain()
    return Mandat(elu=elu, fonction=fonction, date_debut=date_debut, **valeurs)


def nouvelle_place(instance, mandat, qualite="membre", date_debut=DEBUT, **valeurs):
    return MembreInstance(
        instance=instance, mandat=mandat, qualite=qualite, date_debut=date_debut, **valeurs
    )


def commission(nom):
    return creer_instance(nature="commission", nom=nom)


def refuser(ligne, champ, *phrases):
    with pytest.raises(ValidationError) as refus:
        ligne.full_clean()
    message = " ".join(refus.value.message_dict[champ])
    for phrase in phrases:
        assert re.search(phrase, message), message
