"""« État au » : le jour qu'une page montre, lu dans son adresse (`?au=2019-06-30`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.shortcuts import redirect
from django.utils.dateparse import parse_date

from gouvernance.francais import date_en_lettres
from gouvernance.periodes import DERNIERE_ANNEE, PREMIERE_ANNEE

PREMIER_JOUR, DERNIER_JOUR = date(PREMIERE_ANNEE, 1, 1), date(DERNIERE_ANNEE, 12, 31)
ANCIEN_NOM = "en_cours_le"
JOUR_IMPOSSIBLE = "Choisissez un jour de 1950 à 2100."


class JourField(forms.DateField):
    """Jour de 1950 à 2100, choisi dans un calendrier."""

    default_validators = [
        MinValueValidator(PREMIER_JOUR, JOUR_IMPOSSIBLE),
        MaxValueValidator(DERNIER_JOUR, JOUR_IMPOSSIBLE),
    ]

    def __init__(self, **options):
        saisie = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(**{"widget": saisie} | options)


@dataclass(frozen=True, slots=True)
class EtatAu:
    """Le jour montré ; `message` dit pourquoi ce n'est pas celui que l'adresse demandait."""

    jour: date
    est_choisi: bool = False
    message: str = ""


def lire_etat_au(demande: str, defaut: date, aujourd_hui: date) -> EtatAu:
    """Le jour demandé, écrit AAAA-MM-JJ ; à défaut d'un jour lisible et plausible, `defaut`."""
    demande = demande.strip()
    if not demande:
        return EtatAu(defaut)
    try:
        jour = parse_date(demande)
    except ValueError:
        jour = None
    if jour is None:
        cite = f"« {demande[:20]}… »" if len(demande) > 20 else f"« {demande} »"
        return EtatAu(defaut, message=f"{cite} n’est pas une date{_voici(defaut)}")
    if not PREMIER_JOUR <= jour <= DERNIER_JOUR:
        return EtatAu(
            defaut, message=f"Rien n’est connu au {date_en_lettres(jour)}{_voici(defaut)}"
        )
    if jour > aujourd_hui:
        return EtatAu(jour, True, "Ce jour est à venir : voici ce qui en est déjà décidé.")
    return EtatAu(jour, True)


def _voici(defaut: date) -> str:
    return f" : voici l’état au {date_en_lettres(defaut)}."


def suivre_l_ancienne_adresse(vue: Callable) -> Callable:
    """Mène à `?au=` une adresse gardée du temps où le jour s'y demandait par `en_cours_le`."""

    @wraps(vue)
    def menee(request, *args, **kwargs):
        if ANCIEN_NOM not in request.GET:
            return vue(request, *args, **kwargs)
        parametres = request.GET.copy()
        jour = parametres.pop(ANCIEN_NOM)[-1]
        parametres.setdefault("au", jour)
        return redirect(f"{request.path}?{parametres.urlencode()}", permanent=True)

    return menee
