"""Une page gardée ne ressert plus dès que l'on écrit dans une table qu'elle a lue."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from gouvernance.memoire import pages
from gouvernance.memoire.declencheurs import (
    declencheurs_manquants,
    declencheurs_poses,
    retirer_les_declencheurs,
    tables_marquees,
)
from gouvernance.memoire.pages import lire_marques
from gouvernance.models import Collectivite, Deliberation
from mutualisation.verrous import controler_les_verrous, modeles_en_place
from services_communs.models import Adhesion, ServiceCommun
from tests.fabriques import creer_adhesion, creer_agent, creer_commune, creer_service
from tests.severite import connecter

# Une transaction ne change chaque marque qu'une fois : chaque écriture a la sienne.
pytestmark = pytest.mark.django_db(transaction=True)


def en_sql(service) -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE services_communs_servicecommun SET nom = 'Renommé' WHERE id = %s", [service.pk]
        )


def en_enregistrant(service) -> None:
    service.nom = "Renommé"
    service.save()


def par_lot(service) -> None:
    service.nom = "Renommé"
    ServiceCommun.objects.bulk_update([service], ["nom"])


def par_requete(service) -> None:
    ServiceCommun.objects.filter(pk=service.pk).update(nom="Renommé")


@pytest.mark.parametrize("renommer", [en_enregistrant, par_lot, par_requete, en_sql])
def test_ce_qui_change_se_voit_a_la_page_suivante(gardees, client_agent, renommer):
    service = creer_service(nom="Assurances")
    adresse = reverse("service_detail", args=[service.code])
    assert "Assurances" in client_agent.get(adresse).content.decode()

    renommer(service)

    lue = client_agent.get(adresse).content.decode()
    assert "Renommé" in lue
    assert "Assurances" not in lue


def test_ce_qui_s_ajoute_ou_s_efface_se_voit(gardees, client_agent):
    adresse = reverse("adhesion_liste")
    creer_adhesion(collectivite=creer_commune(nom="Ahuy"))
    client_agent.get(adresse)

    adhesion = creer_adhesion(collectivite=creer_commune(nom="Talant"))
    assert "Talant" in client_agent.get(adresse).content.decode()

    Adhesion.objects.filter(pk=adhesion.pk).delete()
    assert 'href="/communes/' in client_agent.get(adresse).content.decode()
    assert Adhesion.objects.count() == 1


def test_une_table_qu_elle_ne_lit_pas_la_laisse_resservir(relues, client_agent):
    adresse = reverse("service_detail", args=[creer_service().code])
    assert relues(client_agent, adresse)
    marques = lire_marques()

    Deliberation.objects.all().update(objet="Autre")
    creer_agent()

    assert lire_marques() != marques
    assert relues(client_agent, adresse) == set()


def test_se_connecter_ne_perime_rien():
    agent = creer_agent()
    marques = lire_marques()

    connecter(agent)

    agent.refresh_from_db()
    assert agent.last_login
    assert lire_marques() == marques


def test_un_droit_donne_ou_repris_change_les_pages_aussitot(gardees, commune):
    agent = creer_agent()
    client = connecter(agent)
    adresse = reverse("commune_detail", args=[commune.code_insee])
    historique = reverse("admin:gouvernance_commune_history", args=[commune.pk])
    assert historique not in client.get(adresse).content.decode()

    agent.user_permissions.add(Permission.objects.get(codename="view_commune"))
    assert historique in client.get(adresse).content.decode()

    agent.user_permissions.clear()
    assert historique not in client.get(adresse).content.decode()


def test_une_commune_confiee_change_les_pages_aussitot(gardees, client_maire, commune):
    autre = creer_commune(nom="Talant")
    adresse = reverse("commune_detail", args=[autre.code_insee])
    assert client_maire.get(adresse).status_code == 404

    commune.utilisateurs.get().collectivites.add(autre)
    assert client_maire.get(adresse).status_code == 200

    commune.utilisateurs.get().collectivites.remove(autre)
    assert client_maire.get(adresse).status_code == 404


def test_le_lendemain_la_page_se_recompose(relues, client_agent, monkeypatch):
    adresse = reverse("service_detail", args=[creer_service().code])
    relues(client_agent, adresse)
    assert relues(client_agent, adresse) == set()

    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2031, 5, 4))

    assert relues(client_agent, adresse)


def test_ce_qui_s_ecrit_pendant_qu_elle_se_compose_la_perime(relues, client_agent, monkeypatch):
    service = creer_service()
    adresse = reverse("service_detail", args=[service.code])

    def lire_puis_laisser_ecrire():
        monkeypatch.undo()
        marques = lire_marques()
        par_requete(service)
        return marques

    monkeypatch.setattr(pages, "lire_marques", lire_puis_laisser_ecrire)
    assert relues(client_agent, adresse)

    assert relues(client_agent, adresse)
    assert relues(client_agent, adresse) == set()


def test_chaque_table_porte_sa_marque_et_la_change_a_toute_ecriture():
    modeles = modeles_en_place(connection)

    assert declencheurs_manquants(connection, modeles) == []
    assert lire_marques().keys() == tables_marquees(modeles)


def test_une_migration_les_repose_et_change_toutes_les_marques():
    poses, avant = declencheurs_poses(connection), lire_marques()

    retirer_les_declencheurs(connection)

    assert lire_marques() == {}
    [alerte] = controler_les_verrous(databases=["default"])
    assert alerte.id == "mutualisation.W003"
    assert f": {len(poses)}, dont {min(poses)}" in alerte.msg

    call_command("migrate", verbosity=0)

    assert declencheurs_poses(connection) == poses
    assert controler_les_verrous(databases=["default"]) == []
    apres = lire_marques()
    assert all(apres[table] != avant[table] for table in avant)


def test_sans_declencheurs_rien_ne_se_garde(relues, client_agent):
    adresse = reverse("service_detail", args=[creer_service().code])
    relues(client_agent, adresse)

    retirer_les_declencheurs(connection)
    try:
        assert relues(client_agent, adresse)
        assert relues(client_agent, adresse)
    finally:
        call_command("migrate", verbosity=0)


@pytest.mark.postgresql
def test_une_transaction_change_chaque_marque_une_fois():
    with transaction.atomic():
        Collectivite.objects.update(nom="Ahuy")
        une = lire_marques()
        Collectivite.objects.update(nom="Talant")
        assert lire_marques() == une

    Collectivite.objects.update(nom="Daix")
    assert lire_marques()["gouvernance_collectivite"] != une["gouvernance_collectivite"]
