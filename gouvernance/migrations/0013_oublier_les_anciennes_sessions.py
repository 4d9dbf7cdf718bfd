from django.db import migrations


def oublier(apps, schema_editor):
    """Plus rien ne lirait ni ne nettoierait cette table : chacun se reconnecte une fois."""
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("gouvernance", "0012_garder_les_connexions_ouvertes"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(oublier, migrations.RunPython.noop, elidable=True)]
