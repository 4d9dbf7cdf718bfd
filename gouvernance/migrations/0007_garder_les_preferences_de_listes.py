"""Ce que chacun garde d’une liste : ses colonnes et ses filtres."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gouvernance", "0006_chercher_sans_accent"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreferenceDeListe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("liste", models.CharField(max_length=100, verbose_name="nom de la liste")),
                ("nom", models.CharField(blank=True, max_length=60, verbose_name="nom du filtre")),
                (
                    "criteres",
                    models.TextField(
                        blank=True, verbose_name="critères et tri, comme dans l’adresse"
                    ),
                ),
                (
                    "masquees",
                    models.JSONField(blank=True, default=list, verbose_name="colonnes masquées"),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences_de_listes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="utilisateur",
                    ),
                ),
            ],
            options={
                "verbose_name": "préférence de liste",
                "verbose_name_plural": "préférences de listes",
                "ordering": ["liste", "nom", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("utilisateur", "liste", "nom"),
                        name="gouvernance_preferencedeliste_unique",
                        violation_error_message="Vous avez déjà un filtre de ce nom pour cette liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("criteres", ""), ("nom", "")),
                            models.Q(
                                models.Q(("nom", ""), _negated=True),
                                models.Q(("criteres", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="gouvernance_preferencedeliste_criteres_nommes",
                        violation_error_message="Un filtre enregistré a un nom et des critères.",
                    ),
                ],
            },
        ),
    ]
