"""Où s'importe ce que montre une liste."""

from django import template
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.urls import reverse
from django_tables2 import Table

from gouvernance.models import Utilisateur
from mutualisation.imports.registre import ressource_de

register = template.Library()


@register.simple_tag(takes_context=True)
def import_de_la_table(context, table: Table) -> str:
    """Adresse de l'import, ou rien si la personne n'en a pas le droit."""
    return _adresse(table._meta.model, context.request.user)


@register.simple_tag(takes_context=True)
def import_de_l_administration(context, liste: ChangeList) -> str:
    """Sa liste, non son modèle : un gabarit en ferait un objet."""
    return _adresse(liste.model, context.request.user)


def _adresse(modele: type[Model] | None, utilisateur: Utilisateur) -> str:
    ressource = ressource_de(modele, utilisateur)
    return reverse("import_envoyer", args=[ressource.code]) if ressource else ""
