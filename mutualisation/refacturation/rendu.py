"""État de refacturation mis en forme : un document à imprimer, complet en lui-même."""

from datetime import date

from django.template.loader import render_to_string

from finances.refacturation import EtatRefacturation
from gouvernance.models import Collectivite
from mutualisation.rapport.rendu import feuille_de_style

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
