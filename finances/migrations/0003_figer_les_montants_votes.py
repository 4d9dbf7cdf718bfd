"""Une fois l'évaluation adoptée, ses montants ne se modifient ni ne se suppriment."""

from django.db import migrations

from finances.gel import figer_les_montants_votes


class Migration(migrations.Migration):
    dependencies = [("finances", "0002_exclure_les_chevauchements")]

    operations = [figer_les_montants_votes()]
