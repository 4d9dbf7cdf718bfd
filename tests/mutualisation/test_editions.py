"""Une édition publiée : relue telle quelle, figée par toutes les portes."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from mutualisation.models import Edition, FichierEdition
from mutualisation.rapport.editions import derniere_edition, fichier, lire_edition
from tests.fabriques import creer_rapport, creer_utilisateur
from tests.fabriques_rapport import creer_edition, creer_fichier_edition

pytestmark = pytest.mark.django_db

FIGEES = [
    ("mutualisation_edition", creer_edition),
    ("mutualisation_fichieredition", creer_fichier_edition),
]
chaque_table = pytest.mark.parametrize(("table", "creer"), FIGEES, ids=["édition", "fichier"])


def test_la_derniere_edition_est_la_plus_recente():
    rapport = creer_rapport(annee=2031)
    creer_edition(rapport=rapport)
    seconde = creer_edition(rapport=rapport, numero=2, motif="Effectif corrigé")
    creer_edition(rapport=creer_rapport(annee=2032))

    assert derniere_edition(2031) == lire_edition(2031) == seconde
    assert lire_edition(2031, 1).numero == 1
    assert derniere_edition(1999) is None


def test_une_edition_absente_se_dit():
    creer_edition(rapport=creer_rapport(annee=2031))

    for arguments in [(2031, 2), (1999, 1), (1999,)]:
        with pytest.raises(Edition.DoesNotExist):
            lire_edition(*arguments)


def test_un_fichier_se_lit_par_son_nom():
    edition = creer_fichier_edition(contenu=b"%PDF-2").edition

    assert fichier(edition, "rapport.pdf").octets == b"%PDF-2"
    with pytest.raises(FichierEdition.DoesNotExist):
        fichier(edition, "absent.csv")


@chaque_table
def test_ni_l_objet_ni_sa_selection_ne_se_modifient(table, creer):
    objet = creer()
    selection = type(objet).objects.all()

    for tentative in [objet.save, objet.delete]:
        with pytest.raises(ValidationError, match="ne se modifie pas"):
            tentative()
    objet.empreinte = "f" * 64
    for tentative in [
        lambda: selection.update(empreinte="f" * 64),
        lambda: selection.bulk_update([objet], ["empreinte"]),
        lambda: selection.bulk_create(
            [objet], update_conflicts=True, unique_fields=["id"], update_fields=["empreinte"]
        ),
        lambda: selection._raw_delete(selection.db),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            tentative()

    assert type(objet).objects.get().empreinte == "0" * 64


def test_une_selection_ne_se_supprime_pas():
    edition = creer_fichier_edition().edition

    with pytest.raises(ProtectedError):
        Edition.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        FichierEdition.objects.all().delete()

    assert edition.fichiers.count() == 1


@chaque_table
@pytest.mark.parametrize(
    "ordre",
    ["UPDATE {} SET empreinte = 'f'", "DELETE FROM {}", "UPDATE {} SET id = id + 1"],
)
def test_un_ordre_sql_est_refuse(table, creer, ordre):
    creer()

    with pytest.raises(IntegrityError, match="figee"), transaction.atomic():
        connection.cursor().execute(ordre.format(table))


@chaque_table
def test_une_ligne_ne_se_remplace_pas(table, creer):
    """SQLite l'effacerait sans appeler le déclencheur de suppression."""
    creer()
    ordre = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"

    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(f"{ordre} INTO {table} SELECT * FROM {table}")


@pytest.mark.postgresql
@chaque_table
def test_une_table_ne_se_vide_pas(table, creer):
    creer()
    connection.check_constraints()

    with pytest.raises(IntegrityError, match="figee"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


def test_l_administration_ne_la_modifie_ni_ne_la_supprime(client_administrateur):
    edition = creer_fichier_edition().edition
    liste = client_administrateur.get(reverse("admin:mutualisation_edition_changelist"))
    page = client_administrateur.get(
        reverse("admin:mutualisation_edition_change", args=[edition.pk])
    )

    for nom, arguments in [("add", []), ("delete", [edition.pk])]:
        adresse = reverse(f"admin:mutualisation_edition_{nom}", args=arguments)
        assert client_administrateur.get(adresse).status_code == 403
    assert "delete_selected" not in liste.content.decode()
    assert "_save" not in page.content.decode()
    assert reverse("edition_fichier", args=[edition.rapport.annee, 1, "rapport.pdf"]) in (
        page.content.decode()
    )


def test_l_administration_refuse_de_supprimer_un_rapport_publie(client_administrateur):
    edition = creer_edition(rapport=creer_rapport(annee=2031))
    adresse = reverse("admin:mutualisation_rapport_delete", args=[edition.rapport_id])

    page = client_administrateur.get(adresse).content.decode()
    client_administrateur.post(adresse, {"post": "yes"})

    assert "protégé" in page
    assert "Rapport 2031, édition 1" in page
    assert Edition.objects.filter(rapport__annee=2031).exists()


def test_l_administration_refuse_de_supprimer_qui_a_publie(client_administrateur):
    auteur = creer_utilisateur()
    creer_edition(rapport=creer_rapport(annee=2031), publiee_par=auteur)
    adresse = reverse("admin:gouvernance_utilisateur_delete", args=[auteur.pk])

    page = client_administrateur.get(adresse).content.decode()
    client_administrateur.post(adresse, {"post": "yes"})

    assert "Rapport 2031, édition 1" in page
    assert type(auteur).objects.filter(pk=auteur.pk).exists()
    assert not LogEntry.objects.exists()
