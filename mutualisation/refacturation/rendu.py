"""État de refacturation mis en forme : document complet en lui-même, et PDF gardé."""

from datetime import date
from pathlib import Path

from django.template.loader import render_to_string

from finances.refacturation import EtatRefacturation
from gouvernance.models import Collectivite
from mutualisation.rapport.rendu import feuille_de_style, garder

FEUILLES = ["css/polices.css", "css/etat.css"]


def rendre_html(etat: EtatRefacturation, jour: date) -> str:
    metropole = Collectivite.objects.metropole().values_list("nom", flat=True).first()
    contexte = {
        "etat": etat,
        "metropole": metropole or "",
        "jour": jour,
        "styles": feuille_de_style(FEUILLES),
    }
    return render_to_string("refacturation/etat.html", contexte)


def chemin_du_pdf(etat: EtatRefacturation, jour: date) -> Path:
    """PDF de l'état, rendu une seule fois par contenu et par jour.

    Lève `pdf.ErreurDeRendu` s'il ne peut pas l'être.
    """
    return garder(rendre_html(etat, jour))
