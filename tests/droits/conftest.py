from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.droits.preparation import (
    arguments_des_adresses,
    creer_les_groupes,
    creer_les_personnes,
)
from tests.fabriques import creer_commune, creer_fiche
from tests.severite import ClientSevere, connecter


@dataclass(frozen=True)
class Monde:
    """Une personne par rôle, connectée, et de quoi nommer chaque adresse."""

    cookies: dict[str, object]
    arguments: dict[str, list]
    personnes: dict[str, object]

    def repondre(self, role: str, methode: str, adresse: str, client: Client) -> int:
        """Le statut ; ce que la requête a écrit est défait."""
        client.cookies = self.cookies[role].copy()
        client.raise_request_exception = True
        formulaire = "application/x-www-form-urlencoded"
        with transaction.atomic():
            reponse = client.generic(methode, adresse, content_type=formulaire)
            transaction.set_rollback(True)
        return reponse.status_code

    def adresse(self, nom: str) -> str:
        return reverse(nom, args=self.arguments.get(nom))


def preparer() -> Monde:
    creer_les_groupes()
    commune = creer_commune(nom="Ahuy")
    fiche = creer_fiche(annee=2020)
    personnes = creer_les_personnes(commune, fiche.domaine)
    arguments = arguments_des_adresses(commune, fiche, auteur=personnes["gestionnaire"])
    cookies = {role: connecter(personne).cookies for role, personne in personnes.items()}
    desactive = personnes["compte désactivé"]
    desactive.is_active = False
    desactive.save()
    return Monde(cookies, arguments, personnes)


@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker):
    """Préparé une fois, défait à la fin du fichier."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield preparer()
        transaction.set_rollback(True)


@pytest.fixture
def visiteur():
    return ClientSevere()
