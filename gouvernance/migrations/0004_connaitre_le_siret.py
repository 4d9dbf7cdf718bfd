import django.core.validators
import django.db.models.functions.text
from django.db import migrations, models

import gouvernance.models.collectivites


def tolerer_les_declencheurs(valeur):
    """Sous SQLite, la table est refaite : un déclencheur qui la nomme n'arrête pas l'opération."""

    def executer(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"PRAGMA legacy_alter_table = {valeur}")

    return executer


class Migration(migrations.Migration):
    dependencies = [
        ("gouvernance", "0003_rattacher_aux_consultations"),
    ]

    operations = [
        migrations.RunPython(tolerer_les_declencheurs("ON"), tolerer_les_declencheurs("OFF")),
        migrations.AddField(
            model_name="collectivite",
            name="siret",
            field=models.CharField(
                blank=True,
                help_text="Demandé par les données ouvertes des délibérations. Vide : inconnu.",
                max_length=14,
                validators=[gouvernance.models.collectivites.verifier_siret],
                verbose_name="SIRET du siège",
            ),
        ),
        migrations.AlterField(
            model_name="deliberation",
            name="matiere_code",
            field=models.CharField(
                blank=True,
                help_text="Nomenclature ACTES, « 5.7 ».",
                max_length=6,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[1-9](\\.\\d{1,2}){1,4}$",
                        "Un code de matière s’écrit « 5.7 » : des nombres séparés par des points.",
                    )
                ],
                verbose_name="code de la matière",
            ),
        ),
        migrations.AlterField(
            model_name="deliberation",
            name="matiere_nom",
            field=models.CharField(
                blank=True,
                help_text="Vide : l’intitulé de la nomenclature.",
                max_length=120,
                verbose_name="matière",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectivite",
            constraint=models.CheckConstraint(
                condition=models.Q(("siret__regex", "^(\\d{14})?$")),
                name="gouvernance_collectivite_siret",
                violation_error_message="Un SIRET a quatorze chiffres.",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectivite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("siret", ""),
                    ("siren", ""),
                    ("siren", django.db.models.functions.text.Left("siret", 9)),
                    _connector="OR",
                ),
                name="gouvernance_collectivite_siret_et_siren",
                violation_error_message="Un SIRET commence par le SIREN de la collectivité.",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectivite",
            constraint=models.UniqueConstraint(
                condition=models.Q(("siret", ""), _negated=True),
                fields=("siret",),
                name="gouvernance_collectivite_siret_unique",
                violation_error_message="Une autre collectivité a déjà ce SIRET.",
            ),
        ),
        migrations.RunPython(tolerer_les_declencheurs("OFF"), tolerer_les_declencheurs("ON")),
    ]
