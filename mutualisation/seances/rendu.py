"""Convocation et procès-verbal d'une séance : des documents à imprimer, complets en eux-mêmes."""

from datetime import date

from django.template.loader import render_to_string

from gouvernance.seances.contenu import PageSeance
from mutualisation.rapport.rendu import feuille_de_style

FEUILLES = ["css/polices.css", "css/etat.css"]


def rendre_convocation(page: PageSeance, jour: date) -> str:
    return rendre("gouvernance/seances/convocation.html", page, jour)


def rendre_proces_verbal(page: PageSeance, jour: date) -> str:
    return rendre("gouvernance/seances/proces_verbal.html", page, jour)


def rendre(gabarit: str, page: PageSeance, jour: date) -> str:
    contexte = {"page": page, "jour": jour, "styles": feuille_de_style(FEUILLES)}
    return render_to_string(gabarit, contexte)
