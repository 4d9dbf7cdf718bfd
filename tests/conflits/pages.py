"""Ouvrir et envoyer la page d'administration d'un objet."""

import re

from django.urls import reverse

from tests.conflits.formulaires import lire_formulaire


def page(objet, nom="change"):
    meta = objet._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{nom}", args=[objet.pk])


def ouvrir(client, objet, nom="change"):
    return lire_formulaire(client.get(page(objet, nom)))


def envoyer(client, objet, champs, **changes):
    return client.post(page(objet), champs | changes)


def envoyer_a_jour(client, adresse, champs, repere="version", **options):
    """Ces champs, avec la version que la page montre à l'instant."""
    lue = re.search(rf'name="{repere}" value="([^"]*)"', client.get(adresse).content.decode())
    return client.post(adresse, {repere: lue[1] if lue else ""} | champs, **options)
