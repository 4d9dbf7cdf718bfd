"""Les verrous pendant une migration : elle les retire, la suivante les repose quoi qu'il arrive."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from gouvernance.exercices.declencheurs import retirer_les_verrous, verrous_poses
from mutualisation.verrous import controler_les_verrous, modeles_en_place

pytestmark = pytest.mark.django_db


def alertes() -> list[str]:
    alertes = controler_les_verrous(databases=["default"])
    return [alerte.msg for alerte in alertes if alerte.id == "mutualisation.W001"]


def migrer_en_echouant(monkeypatch) -> None:
    """Lance `migrate` quand il lui reste une migration à passer, et qu'elle échoue."""
    journal = MigrationRecorder(connection)
    derniere = max(numero for app, numero in journal.applied_migrations() if app == "mutualisation")
    journal.record_unapplied("mutualisation", derniere)

    def echouer(*args, **options):
        raise RuntimeError("panne")

    with monkeypatch.context() as patch:
        patch.setattr(MigrationExecutor, "migrate", echouer)
        with pytest.raises(RuntimeError, match="panne"):
            call_command("migrate", verbosity=0)
    journal.record_applied("mutualisation", derniere)


def test_une_migration_qui_echoue_les_laisse_a_reposer(monkeypatch):
    avant = verrous_poses(connection)
    assert avant
    assert alertes() == []

    migrer_en_echouant(monkeypatch)

    assert verrous_poses(connection) == {}
    [alerte] = alertes()
    assert f"« default » : {len(avant)}, dont clos_" in alerte

    call_command("migrate", verbosity=0)

    assert verrous_poses(connection) == avant
    assert alertes() == []


def test_un_verrou_absent_ou_d_une_autre_regle_est_dit_puis_repose():
    avant = verrous_poses(connection)
    absent, *_, fausse = sorted(avant)
    retirer_les_verrous(connection, [absent])
    if connection.vendor == "sqlite":
        retirer_les_verrous(connection, [fausse])
        table = fausse.removeprefix("clos_").rpartition("_")[0]
        with connection.cursor() as curseur:
            curseur.execute(
                f"CREATE TRIGGER {fausse} BEFORE UPDATE ON {table} WHEN 0 BEGIN SELECT 1; END"
            )

    attendus = 2 if connection.vendor == "sqlite" else 1
    assert f": {attendus}, dont {absent}" in alertes()[0]

    call_command("migrate", verbosity=0)

    assert verrous_poses(connection) == avant


def test_une_base_sans_tables_n_attend_aucun_verrou(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args: [])

    assert modeles_en_place(connection) == []
    assert alertes() == []
