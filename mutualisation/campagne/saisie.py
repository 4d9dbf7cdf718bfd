"""La page de saisie d'une fiche, avec le jour où le rapport relève les effectifs."""

from datetime import date

from django.http import HttpRequest, HttpResponse

from mutualisation.models import Rapport
from services_communs.saisie import views


def fiche_saisir(request: HttpRequest, annee: int, code: str) -> HttpResponse:
    return views.fiche_saisir(request, annee, code, jour_d_observation(annee))


def fiche_soumettre(request: HttpRequest, annee: int, code: str) -> HttpResponse:
    return views.fiche_soumettre(request, annee, code, jour_d_observation(annee))


def jour_d_observation(annee: int) -> date | None:
    return Rapport.objects.filter(annee=annee).values_list("date_observation", flat=True).first()
