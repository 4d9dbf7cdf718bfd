"""La file et ses exécutants : rien ne s'y perd, rien ne s'y fait deux fois."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mutualisation.models import Production
from mutualisation.productions import taches
from mutualisation.productions.operations import demander_document, reprendre
from mutualisation.rapport import pdf
from tests.fabriques_rapport import creer_production

pytestmark = pytest.mark.django_db

LONGTEMPS = timedelta(hours=2)


@pytest.fixture
def en_base(settings):
    """Tâches mises en file dans la base, sans exécutant."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def demander_un(html="<p>État</p>", **champs):
    champs = {"titre": "État", "nom": "etat.pdf", "demandee_par": None} | champs
    return demander_document(html, **champs)


def vieillir(production, **champs):
    Production.objects.filter(pk=production.pk).update(
        battement=timezone.now() - LONGTEMPS, **champs
    )


def executer_la_file():
    """Accomplit, une fois, toutes les tâches en attente, même différées."""
    for tache in DBTaskResult.objects.filter(status="READY"):
        tache.claim("essai")
        tache.task.call(*tache.args_kwargs["args"])
        tache.set_successful(None)


def test_un_contenu_en_file_n_est_pas_demande_deux_fois(rendus, en_base):
    production = demander_un()
    file_d_attente = DBTaskResult.objects.count()

    assert demander_un() == production
    assert DBTaskResult.objects.count() == file_d_attente

    executer_la_file()
    production.refresh_from_db()
    assert production.etat == "faite"
    assert len(rendus) == 1


def test_une_production_laissee_est_reprise_par_la_surveillance(rendus, en_base):
    production = demander_un()
    vieillir(production, etat="en_cours", prises=1)

    executer_la_file()

    production.refresh_from_db()
    assert (production.etat, production.prises) == ("faite", 2)
    assert len(rendus) == 1


def test_une_production_vivante_n_est_pas_reprise_mais_reste_surveillee(rendus, en_base):
    production = demander_un()
    Production.objects.update(etat="en_cours", prises=1)

    executer_la_file()

    assert rendus == []
    assert taches.est_en_file(production.pk)


def test_la_surveillance_cesse_une_fois_le_travail_fini(rendus, en_base):
    production = demander_un()
    executer_la_file()
    executer_la_file()

    assert not taches.est_en_file(production.pk)
    assert len(rendus) == 1


@pytest.mark.parametrize("etat", ["en_attente", "en_cours"])
def test_une_tache_disparue_de_la_file_y_revient(etat, rendus, en_base):
    production = demander_un()
    DBTaskResult.objects.all().delete()
    vieillir(production, etat=etat)

    reprendre(production)
    reprendre(production)
    assert DBTaskResult.objects.count() == 2

    executer_la_file()
    production.refresh_from_db()
    assert production.etat == "faite"
    assert len(rendus) == 1


def test_une_tache_en_file_n_y_est_pas_remise(rendus, en_base):
    production = demander_un()
    vieillir(production)
    en_file = DBTaskResult.objects.count()

    reprendre(production)

    assert DBTaskResult.objects.count() == en_file


def test_un_executant_depasse_n_ecrit_plus_rien(monkeypatch):
    """Il s'était arrêté assez longtemps pour qu'un autre reprenne son travail."""

    def rendre(html, annexes=(), *, signe_de_vie=None):
        Production.objects.update(etape="Chez un autre", prises=2)
        signe_de_vie()
        raise AssertionError("le signe de vie devait arrêter ce rendu")

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    production = demander_un()

    assert (production.etat, production.etape) == ("en_cours", "Chez un autre")
    assert production.resultat is None


def test_un_travail_qui_tue_ses_executants_finit_par_echouer(rendus):
    production = creer_production(battement=timezone.now(), prises=taches.PRISES)

    taches.produire.call(str(production.pk))

    production.refresh_from_db()
    assert production.etat == "echouee"
    assert "s’est arrêté 3 fois" in production.raison
    assert rendus == []


def test_la_tache_d_un_executant_tue_se_dit_echouee_une_fois_le_travail_fini(rendus, en_base):
    production = demander_un()
    tuee = DBTaskResult.objects.get(task_path=taches.produire.module_path)
    tuee.claim("tué")
    DBTaskResult.objects.filter(pk=tuee.pk).update(started_at=timezone.now() - LONGTEMPS)
    vieillir(production, etat="en_cours", prises=1)

    executer_la_file()
    tuee.refresh_from_db()
    assert tuee.status == "RUNNING"
    executer_la_file()

    tuee.refresh_from_db()
    production.refresh_from_db()
    assert (production.etat, tuee.status) == ("faite", "FAILED")
    [erreur] = tuee.task_result.errors
    assert erreur.exception_class is taches.ProductionReprise
    assert not DBTaskResult.objects.running().exists()
