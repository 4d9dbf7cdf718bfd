"""Ni deux présidents, ni deux fois le même mandat ou la même place à la fois (PostgreSQL)."""

from django.db import migrations

from gouvernance.exclusions import exclure_chevauchements

PERIODE = "daterange(date_debut, date_fin, '[]')"


class Migration(migrations.Migration):
    dependencies = [("gouvernance", "0004_connaitre_le_siret")]

    operations = [
        exclure_chevauchements(
            "gouvernance_mandat",
            memes=["elu_id", "fonction", "delegation"],
            intervalle=PERIODE,
        ),
        exclure_chevauchements(
            "gouvernance_mandat",
            memes=["fonction"],
            intervalle=PERIODE,
            condition="fonction = 'president'",
            regle="un_president_a_la_fois",
        ),
        exclure_chevauchements(
            "gouvernance_membreinstance",
            memes=["instance_id", "mandat_id"],
            intervalle=PERIODE,
        ),
        exclure_chevauchements(
            "gouvernance_membreinstance",
            memes=["instance_id"],
            intervalle=PERIODE,
            condition="qualite = 'president'",
            regle="un_president_a_la_fois",
        ),
    ]
