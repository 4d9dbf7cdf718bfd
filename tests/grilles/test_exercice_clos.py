"""Un exercice clos et les grilles : le refus va à sa cellule, et tout se lit encore."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from finances.models import ValeurCle
from gouvernance.models import Cloture, Presence
from services_communs.models import Adhesion
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_cle,
    creer_commune,
    creer_service,
    creer_valeur,
)
from tests.fabriques_gouvernance import creer_instance, creer_membre, creer_seance
from tests.grilles.gestes import en_faute, envoyer, nom, ouvrir
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return connecter(creer_administrateur())


def test_une_adhesion_d_un_exercice_clos_est_refusee_a_sa_cellule(client):
    service, ahuy = creer_service(), creer_commune(nom="Ahuy")
    creer_commune(nom="Talant")
    creer_adhesion(service=service, collectivite=ahuy, date_debut=date(2019, 1, 1))
    Cloture.objects.create(annee=2020)
    adresse = reverse("grille_adhesions", args=[service.code])
    saisies = {
        ("Ahuy", "fin"): "30/06/2020",
        ("Talant", "debut"): "01/05/2020",
    }

    refus = envoyer(client, adresse, ouvrir(client, adresse), saisies)

    dites = en_faute(refus.context["tableau"])
    assert dites.keys() == saisies.keys()
    assert all("2020" in phrase and "clos" in phrase for phrase in dites.values())
    assert [adhesion.date_fin for adhesion in Adhesion.objects.all()] == [None]
    ouverte = {("Ahuy", "fin"): "30/06/2021"}
    motif = {"motif_du_changement": "Départ délibéré"}
    assert envoyer(client, adresse, ouvrir(client, adresse), ouverte, **motif).status_code == 302


def test_la_valeur_d_une_cle_d_un_exercice_clos_est_refusee_a_sa_cellule(client):
    cle = creer_cle(date_debut=date(2019, 1, 1))
    ahuy = creer_adhesion(service=cle.service, collectivite=creer_commune(nom="Ahuy")).collectivite
    creer_valeur(cle=cle, collectivite=ahuy, valeur=Decimal(12))
    Cloture.objects.create(annee=2020)
    adresse = reverse("grille_cle", args=[cle.pk])
    tableau = ouvrir(client, adresse)

    refus = envoyer(client, adresse, tableau, {("Ahuy", "valeur"): "15"})

    assert "clos" in en_faute(refus.context["tableau"])["Ahuy", "valeur"]
    assert ValeurCle.objects.get().valeur == 12


def test_les_presences_d_un_exercice_clos_se_lisent(client):
    instance = creer_instance()
    seance = creer_seance(instance=instance)
    membre = creer_membre(instance=instance)
    adresse = reverse("grille_presences", args=[seance.pk])
    tableau = ouvrir(client, adresse)
    Cloture.objects.create(annee=seance.jour.year)

    page = client.get(adresse).content.decode()
    refus = envoyer(client, adresse, tableau, {(str(membre.mandat.elu), "etat"): "présent"})

    assert f"L’exercice {seance.jour.year} est clos" in page
    assert str(membre.mandat.elu) in page
    assert "data-grille" not in page
    assert nom(tableau, str(membre.mandat.elu), "etat")
    assert "clos" in refus.context["tableau"].generales[0]
    assert not Presence.objects.exists()
