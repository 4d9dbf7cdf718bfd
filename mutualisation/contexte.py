from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gouvernance.models import Collectivite

CINQ_MINUTES = 300


def metropole(request: HttpRequest) -> dict:
    """`nom_metropole`, écrit en tête de chaque page ; un changement s'y voit en cinq minutes."""
    return {
        "nom_metropole": SimpleLazyObject(
            lambda: cache.get_or_set("nom_metropole", lire_nom, CINQ_MINUTES)
        )
    }


def fournisseur(request: HttpRequest) -> dict:
    """`fournisseur`, par qui la page de connexion propose aussi d'entrer, ou rien."""
    return {"fournisseur": settings.FOURNISSEUR}


def lire_nom() -> str:
    return Collectivite.objects.metropole().values_list("nom", flat=True).first() or ""
