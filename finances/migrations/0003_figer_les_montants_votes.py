"""Une fois l'évaluation adoptée, ses montants ne se modifient ni ne se suppriment."""

from django.db import migrations

from finances.declencheurs import poser
from finances.gel import GEL


class Migration(migrations.Migration):
    dependencies = [("finances", "0002_exclure_les_chevauchements")]

    operations = [poser(GEL)]
