"""Une édition ne se remplace pas non plus (`INSERT OR REPLACE`, `TRUNCATE`)."""

from django.db import migrations

from gouvernance.declencheurs import poser
from mutualisation.gel import GEL_DES_AUTRES_PORTES


class Migration(migrations.Migration):
    dependencies = [("mutualisation", "0005_reprendre_les_productions")]

    operations = [poser(GEL_DES_AUTRES_PORTES)]
