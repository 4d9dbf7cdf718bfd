"""Une édition publiée et ses fichiers ne se modifient ni ne se suppriment."""

from django.db import migrations

from gouvernance.declencheurs import poser
from mutualisation.gel import GEL


class Migration(migrations.Migration):
    dependencies = [("mutualisation", "0002_publier_des_editions")]

    operations = [poser(GEL)]
