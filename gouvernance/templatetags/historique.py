from datetime import datetime

from django import template
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone

from gouvernance.historique.changements import Changement
from gouvernance.historique.valeurs import ecrire_moment

register = template.Library()
register.filter("moment", ecrire_moment)


@register.filter
def instant(moment: datetime) -> str:
    """L'instant exact, pour une adresse."""
    return timezone.localtime(moment).replace(tzinfo=None).isoformat()


@register.simple_tag
def adresse_historique(changement: Changement, user) -> str:
    """Page d'historique de l'objet changé, pour qui peut la lire ; rien sinon."""
    return adresse_lisible(changement.modele, changement.numero, user)


@register.inclusion_tag("historique/_lien.html")
def lien_historique(objet: models.Model, user) -> dict:
    return {"adresse": adresse_lisible(type(objet), objet.pk, user)}


def adresse_lisible(modele: type[models.Model], numero: int, user) -> str:
    meta = modele._meta
    est_lisible = user.is_staff and user.has_perm(f"{meta.app_label}.view_{meta.model_name}")
    if not est_lisible or modele not in admin.site._registry:
        return ""
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[numero])
