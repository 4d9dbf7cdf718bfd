"""Ni deux clés d'un service, ni deux participations de même objet à la fois (PostgreSQL)."""

from django.db import migrations

from gouvernance.exclusions import exclure_chevauchements


class Migration(migrations.Migration):
    dependencies = [("finances", "0001_initial")]

    operations = [
        exclure_chevauchements(
            "finances_clerepartition",
            memes=["service_id"],
            intervalle="daterange(date_debut, date_fin, '[]')",
        ),
        exclure_chevauchements(
            "finances_participation",
            memes=[
                "payeur_id",
                "mode",
                "COALESCE(service_id, 0)",
                # Une évaluation en préparation recouvre celle qu'elle remplacera.
                "COALESCE(evaluation_id, 0)",
            ],
            intervalle="int4range(exercice_debut, exercice_fin, '[]')",
        ),
        exclure_chevauchements(
            "finances_trancheforfait",
            memes=["cle_id"],
            intervalle="int4range(population_min, population_max, '[]')",
        ),
        exclure_chevauchements(
            "finances_totalvote",
            memes=["evaluation_id"],
            intervalle="int4range(exercice_debut, exercice_fin, '[]')",
        ),
    ]
