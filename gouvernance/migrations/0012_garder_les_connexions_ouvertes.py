import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gouvernance", "0011_rouvrir_un_exercice"),
    ]

    operations = [
        migrations.CreateModel(
            name="SessionOuverte",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("ouverte_le", models.DateTimeField(verbose_name="ouverte le")),
                ("vue_le", models.DateTimeField(verbose_name="dernière activité")),
                (
                    "compte",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "connexion ouverte",
                "verbose_name_plural": "connexions ouvertes",
                "ordering": ["-vue_le", "pk"],
                "default_permissions": (),
            },
        ),
    ]
