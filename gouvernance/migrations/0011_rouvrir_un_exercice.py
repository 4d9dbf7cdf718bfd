from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gouvernance", "0010_clore_les_exercices")]

    operations = [
        migrations.AlterModelOptions(
            name="cloture",
            options={
                "ordering": ["-annee", "-close_le", "-pk"],
                "permissions": [("rouvrir_exercice", "Peut rouvrir et refermer un exercice")],
                "verbose_name": "clôture d’un exercice",
                "verbose_name_plural": "clôtures des exercices",
            },
        ),
    ]
