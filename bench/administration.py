"""L'administration et la saisie d'une grande métropole : listes, formulaires, grilles, journaux."""

from collections.abc import Iterator

from django.contrib import admin
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from bench.metropole import (
    agrandir,
    historier,
    le_temps_de_mesurer,
    multiplier_les_services,
    prolonger,
    valoriser,
)
from bench.pages import ANNEE, Mesure, durer, ecrire_mesure, mesurer, mesurer_les_tailles
from finances.models import CleRepartition, EvaluationCLECT
from gouvernance.models import Utilisateur
from services_communs.models import ServiceCommun

# Ce que l'on saisit en série, ce que l'on suit, et l'index des tâches.
SAISIE = ["grille_mesures", "grille_effectifs", "historique", "journal", "controles"]
SAISIE += ["exercice_liste", "admin:index"]
GRILLES = {
    "grille_adhesions": ServiceCommun,
    "grille_participations": EvaluationCLECT,
    "grille_couts": EvaluationCLECT,
    "grille_cle": CleRepartition,
}

# Trois cents adresses : chacune se mesure moins souvent que les pages du site.
TOURS = 5


def liste(modele: type[models.Model]) -> str:
    return reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_changelist")


def pages_d_un_modele(agent: Utilisateur, modele: type[models.Model]) -> Iterator[str]:
    """Sa liste : entière, cherchée, à sa dernière page, filtrée ; puis un objet, puis un ajout."""
    adresse = liste(modele)
    yield from [adresse, f"{adresse}?q=e"]
    demande = RequestFactory().get(adresse)
    demande.user = agent
    lignes = admin.site._registry[modele].get_changelist_instance(demande)
    if lignes.paginator.num_pages > 1:
        yield f"{adresse}?p={lignes.paginator.num_pages}"
    for filtre in lignes.filter_specs:
        # Le dernier choix de chaque filtre : les premiers ne filtrent rien.
        yield adresse + list(filtre.choices(lignes))[-1]["query_string"]
    if premier := lignes.queryset.order_by("pk").first():
        yield f"{adresse}{premier.pk}/change/"
        yield f"{adresse}{premier.pk}/history/"
    yield f"{adresse}add/"


def adresses(agent: Utilisateur) -> Iterator[str]:
    yield from map(reverse, SAISIE)
    for nom, modele in GRILLES.items():
        if premier := modele.objects.order_by("pk").first():
            yield reverse(nom, args=[premier.pk])
    for modele in admin.site._registry:
        yield from pages_d_un_modele(agent, modele)


def mesurer_taille(communes: int, services: int, exercices: int) -> list[Mesure]:
    with le_temps_de_mesurer():
        agrandir(communes, ANNEE)
        multiplier_les_services(services, ANNEE)
        prolonger(exercices, ANNEE)
        valoriser(exercices, ANNEE)
        historier()
        client = Client()
        agent = Utilisateur.objects.filter(is_superuser=True).earliest("pk")
        client.force_login(agent)
        durer(client, reverse("triviale"))
        mesures = []
        for adresse in adresses(agent):
            if mesure := mesurer(client, adresse, TOURS):
                ecrire_mesure(mesure)
                mesures.append(mesure)
    return mesures


def main() -> None:
    mesurer_les_tailles("administration", mesurer_taille)
