"""La page d'une commune, construite comme la vue la construit."""

from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Collectivite, Commune
from mutualisation.tableau_de_bord.contenu import PageCommune, choisir_commune, construire_page
from mutualisation.tableau_de_bord.exercices import lire_etat, lire_exercices

AGENT = SimpleNamespace(is_staff=True)
MAIRE = SimpleNamespace(is_staff=False)


def adresse(commune: Collectivite, **demande) -> str:
    return reverse("commune_detail", args=[commune.code_insee], query=demande or None)


def construire(commune: Collectivite, annee="", au="", lecteur=AGENT) -> PageCommune:
    code, aujourd_hui = commune.code_insee, timezone.localdate()
    etat = lire_etat(lire_exercices(code, aujourd_hui), annee, au, aujourd_hui)
    return construire_page(choisir_commune(Commune.objects.all(), code, etat), etat, lecteur)


def page_de(nom: str, annee="2020", **demande) -> PageCommune:
    communes = Collectivite.objects.filter(nom=nom, successeur=None)
    return construire(communes.get(), annee, **demande)
