"""L'état du service, tel que le lisent une supervision et un agent."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mutualisation.models import Production
from mutualisation.sante import contenu, taches
from mutualisation.sante.contenu import Point, mesurer_la_place
from tests.fabriques_rapport import creer_production

pytestmark = pytest.mark.django_db


@pytest.fixture
def en_file(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def vieillir(temoins, **delai):
    il_y_a = timezone.now() - timedelta(**delai)
    temoins.update(enqueued_at=il_y_a)


def test_un_service_sain_repond_vrai_partout_sans_un_mot(client):
    reponse = client.get("/sante/")

    assert reponse.status_code == 200
    assert reponse.json() == {
        "etat": "bon",
        "base": True,
        "migrations": True,
        "taches": True,
        "documents": True,
    }
    assert "no-store" in reponse["Cache-Control"]


def test_un_agent_lit_chaque_point_en_mots(client_agent):
    assert client_agent.get("/sante/").json()["migrations"] == "à jour"


def test_un_elu_n_en_lit_pas_plus_qu_un_anonyme(client_maire):
    assert client_maire.get("/sante/").json()["migrations"] is True


def test_une_base_injoignable_donne_503_sans_dire_pourquoi(client, monkeypatch):
    def refuser():
        raise OperationalError("connexion refusée à secret@hote")

    monkeypatch.setattr(connection, "ensure_connection", refuser)
    reponse = client.get("/sante/")

    assert reponse.status_code == 503
    assert reponse.json()["base"] is False
    assert b"secret" not in reponse.content


def test_une_migration_en_attente_donne_503(client_agent):
    derniere = MigrationRecorder.Migration.objects.filter(app="mutualisation").latest("pk")
    derniere.delete()
    reponse = client_agent.get("/sante/")

    assert reponse.status_code == 503
    assert reponse.json()["migrations"] == "applications à migrer : 1"


def test_un_disque_presque_plein_se_voit(monkeypatch, tmp_path):
    monkeypatch.setattr(contenu, "PLACE_MINIMALE", 2**63)

    assert not mesurer_la_place(tmp_path).est_bon


def test_un_dossier_a_naitre_est_mesure_sur_son_parent(tmp_path):
    assert mesurer_la_place(tmp_path / "documents" / "2020").est_bon


def test_un_dossier_ferme_a_l_ecriture_se_voit(monkeypatch, tmp_path):
    monkeypatch.setattr(contenu.os, "access", lambda *_: False)

    assert mesurer_la_place(tmp_path) == Point(False, "écriture refusée")


@pytest.mark.usefixtures("en_file")
class TestExecutant:
    def test_un_temoin_par_minute_au_plus(self, client):
        for _ in range(3):
            client.get("/sante/")

        assert taches.temoins().count() == 1

    def test_un_temoin_que_personne_ne_prend_denonce_l_absence_d_executant(self, client_agent):
        client_agent.get("/sante/")
        vieillir(taches.temoins(), minutes=3)
        reponse = client_agent.get("/sante/")

        assert reponse.status_code == 503
        assert reponse.json()["taches"] == "en attente, sans exécutant : 1"

    def test_un_long_travail_n_est_pas_une_absence(self, client_agent):
        creer_production(etat=Production.Etat.EN_COURS, battement=timezone.now())
        client_agent.get("/sante/")
        vieillir(taches.temoins(), minutes=3)

        assert client_agent.get("/sante/").status_code == 200

    def test_un_long_travail_abandonne_ne_cache_pas_l_absence(self, client):
        delaissee = timezone.now() - timedelta(minutes=5)
        creer_production(etat=Production.Etat.EN_COURS, battement=delaissee)
        client.get("/sante/")
        vieillir(taches.temoins(), minutes=3)

        assert client.get("/sante/").status_code == 503

    def test_une_tache_differee_n_est_pas_en_retard(self):
        plus_tard = timezone.now() + timedelta(hours=1)
        taches.temoigner.using(run_after=plus_tard).enqueue()
        vieillir(DBTaskResult.objects.all(), hours=1)

        assert taches.en_retard(timedelta(minutes=2)) == 0

    def test_les_temoins_passes_ne_s_amassent_pas(self):
        for _ in range(3):
            taches.temoigner.enqueue()
        taches.temoins().update(status="SUCCESSFUL")
        taches.temoigner.call()

        assert not taches.temoins().exists()


def test_sans_executant_aucun_temoin_n_est_demande(client, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client.get("/sante/")

    assert not taches.temoins().exists()


def test_cinq_requetes_au_plus(client, en_file, requetes):
    assert requetes(lambda: client.get("/sante/")) <= 5


def test_les_metriques_demandent_le_jeton(client, settings):
    settings.JETON_DES_METRIQUES = "jeton-de-la-supervision"
    refusee = client.get("/metriques/", headers={"Authorization": "Bearer autre"})
    rendue = client.get("/metriques/", headers={"Authorization": "Bearer jeton-de-la-supervision"})

    assert refusee.status_code == 404
    assert 'mutualisation_sante{point="base"} 1.0' in rendue.text
    assert 'mutualisation_productions{etat="echouee"} 0.0' in rendue.text


def test_sans_jeton_regle_un_jeton_vide_n_ouvre_rien(client):
    assert client.get("/metriques/", headers={"Authorization": "Bearer "}).status_code == 404
