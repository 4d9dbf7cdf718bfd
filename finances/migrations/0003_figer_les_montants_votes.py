"""Une fois l'évaluation adoptée, ses montants ne se modifient ni ne se suppriment."""

from django.db import migrations

from finances.gel import GEL
from gouvernance.declencheurs import poser


class Migration(migrations.Migration):
    dependencies = [("finances", "0002_exclure_les_chevauchements")]

    operations = [poser(GEL)]
