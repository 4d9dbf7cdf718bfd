"""Deux adhésions d'une collectivité au même service ne se chevauchent pas (PostgreSQL)."""

from django.db import migrations

from gouvernance.exclusions import exclure_chevauchements


class Migration(migrations.Migration):
    dependencies = [("services_communs", "0001_initial")]

    operations = [
        exclure_chevauchements(
            "services_communs_adhesion",
            memes=["service_id", "collectivite_id"],
            intervalle="daterange(date_debut, date_fin, '[]')",
        ),
    ]
