"""Ce qui se corrompt dans les données livrées : chaque nombre, chaque date, et comment."""

import calendar
from datetime import date, timedelta
from decimal import Decimal

from django.apps import apps
from django.db import models
from hypothesis import strategies as st

from gouvernance.historique.suivi import est_un_historique
from mutualisation.controles.dates import dates_connues
from mutualisation.controles.noms import APPLICATIONS
from mutualisation.models import ChiffreAnnonce, DateAnnoncee

NOMBRES = (models.IntegerField, models.DecimalField)
# Champs qu'aucun contrôle n'a à voir, et pourquoi.
SANS_CONTROLE = {
    "ordre": "rang d'affichage : aucun document ne l'énonce",
    "gouvernance.Utilisateur.date_joined": "date du compte de démonstration",
    "gouvernance.Utilisateur.last_login": "idem",
    "mutualisation.Rapport.effectif_minimal": "réglage de ce qui se publie, non un chiffre",
    "mutualisation.ChiffreAnnonce.annee": "l'année où le chiffre se confronte : 23 communes en "
    "2020 comme en 2021",
}
# Une carte schématique : seule une commune envoyée ailleurs est une faute.
DEGRES = {"latitude", "longitude"}
# Le jour n'est écrit que pour deux d'entre elles : c'est l'année qui se confronte.
A_L_ANNEE = {"services_communs.Adhesion"}


def modeles_suivis() -> list[type[models.Model]]:
    return [
        modele
        for application in APPLICATIONS
        for modele in apps.get_app_config(application).get_models()
        if not modele._meta.proxy and not est_un_historique(modele) and champs_corrompus(modele)
    ]


def champs_corrompus(modele: type[models.Model]) -> list[models.Field]:
    return [
        champ
        for champ in modele._meta.concrete_fields
        if isinstance(champ, (*NOMBRES, models.DateField))
        and not champ.primary_key
        and champ.name not in SANS_CONTROLE
        and f"{modele._meta.label}.{champ.name}" not in SANS_CONTROLE
    ]


def lignes_corrompues(modele: type[models.Model], champ: models.Field) -> models.QuerySet:
    """Lignes où le champ est rempli ; d'un chiffre annoncé, celles qu'une donnée peut démentir."""
    lignes = modele._base_manager.exclude(**{champ.name: None}).order_by("pk")
    if modele is ChiffreAnnonce:
        return lignes.exclude(grandeur="")
    if modele is DateAnnoncee:
        return lignes.filter(fait__in=dates_connues()) | lignes.exclude(deliberation=None)
    return lignes


def valeurs_fausses(ligne: models.Model, champ: models.Field) -> st.SearchStrategy:
    valeur = getattr(ligne, champ.name)
    if isinstance(champ, models.DateField):
        return dates_fausses(ligne, valeur)
    if champ.name in DEGRES:
        return st.integers(1, 20).flatmap(lambda n: st.sampled_from([valeur + n, valeur - n]))
    pas = Decimal(10) ** -getattr(champ, "decimal_places", 0)
    # Une faute de frappe : de l'unité à dix fois la valeur.
    ampleur = max(10, int(abs(valeur) / pas) * 10)
    fausses = st.integers(-ampleur, ampleur).filter(bool).map(lambda n: valeur + n * pas)
    if not isinstance(champ, models.DecimalField):
        return fausses.map(int).filter(lambda fausse: 0 <= fausse <= 2_000_000_000)
    plafond = Decimal(10) ** (champ.max_digits - champ.decimal_places)
    return fausses.filter(lambda fausse: abs(fausse) < plafond)


def dates_fausses(ligne: models.Model, valeur: date) -> st.SearchStrategy:
    """D'autres jours, mois ou années, selon la précision que la ligne donne à sa date."""
    precision = getattr(ligne, "precision", getattr(ligne, "precision_debut", "jour"))
    if ligne._meta.label in A_L_ANNEE:
        precision = "annee"
    decalages = st.integers(-40, 40).filter(bool)
    match precision:
        case "annee":
            return decalages.map(lambda n: _au_mois(valeur, 12 * n))
        case "mois":
            return decalages.map(lambda n: _au_mois(valeur, n))
    return decalages.map(lambda n: valeur + timedelta(days=n))


def _au_mois(valeur: date, mois: int) -> date:
    rang = valeur.year * 12 + valeur.month - 1 + mois
    annee, mois = divmod(rang, 12)
    dernier = calendar.monthrange(annee, mois + 1)[1]
    return date(annee, mois + 1, min(valeur.day, dernier))
