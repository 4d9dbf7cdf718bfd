"""Payeur, adhésion, exercice, pourcentages et parts : la base refuse ce qui ne va pas ensemble."""

from django.db import migrations

from finances.coherence import COHERENCE
from gouvernance.declencheurs import poser


class Migration(migrations.Migration):
    dependencies = [
        ("finances", "0003_figer_les_montants_votes"),
        ("services_communs", "0002_exclure_les_chevauchements"),
    ]

    operations = [poser(COHERENCE)]
