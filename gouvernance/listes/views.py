"""Ce qu'une personne fait garder d'une liste ; elle en revient à la page d'où elle vient."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gouvernance.exports.feuille import INTERDITS
from gouvernance.francais import insecables
from gouvernance.listes.preferences import criteres_de, nommer_la_liste
from gouvernance.models import PreferenceDeListe

COLONNES_AU_PLUS = 100
ADRESSE_LA_PLUS_LONGUE = 2_000


@dataclass(frozen=True, slots=True)
class Retour:
    """La liste d'où l'on vient : son nom, son adresse et ses critères."""

    liste: str
    adresse: str
    criteres: str


def lire_retour(request: HttpRequest) -> Retour:
    """Lève `Http404` si ce n'est pas une page de ce site."""
    adresse = request.POST.get("retour", "")
    if len(adresse) > ADRESSE_LA_PLUS_LONGUE:
        raise Http404("Adresse trop longue.")
    if not adresse.startswith("/") or not url_has_allowed_host_and_scheme(adresse, None):
        raise Http404("La page d’où vous venez n’est pas de ce site.")
    parties = urlsplit(adresse)
    try:
        resolue = resolve(parties.path)
    except Resolver404 as erreur:
        raise Http404("La page d’où vous venez n’existe pas.") from erreur
    if not resolue.view_name:
        raise Http404("La page d’où vous venez n’est pas une liste.")
    return Retour(nommer_la_liste(resolue), adresse, criteres_de(QueryDict(parties.query)))


@require_POST
def colonnes_choisir(request: HttpRequest) -> HttpResponse:
    retour = lire_retour(request)
    proposees = set(filter(str.isidentifier, request.POST.getlist("proposee")[:COLONNES_AU_PLUS]))
    masquees = sorted(proposees - set(request.POST.getlist("colonne")))
    request.user.preferences_de_listes.update_or_create(
        liste=retour.liste, nom="", defaults={"masquees": masquees}
    )
    messages.success(request, "Vos colonnes sont retenues pour cette liste.")
    return redirect(retour.adresse)


@require_POST
def filtre_enregistrer(request: HttpRequest) -> HttpResponse:
    retour = lire_retour(request)
    nom = INTERDITS.sub("", " ".join(request.POST.get("nom", "").split()))
    filtre = PreferenceDeListe(
        utilisateur=request.user, liste=retour.liste, nom=nom, criteres=retour.criteres
    )
    try:
        filtre.full_clean()
    except ValidationError as erreur:
        for phrase in erreur.messages:
            messages.error(request, insecables(f"« {nom[:60]} » n’est pas enregistré. {phrase}"))
    else:
        filtre.save()
        messages.success(request, insecables(f"Filtre « {nom} » enregistré."))
    return redirect(retour.adresse)


@require_POST
def filtre_supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    retour = lire_retour(request)
    filtre = get_object_or_404(request.user.preferences_de_listes.exclude(nom=""), pk=pk)
    filtre.delete()
    messages.success(request, insecables(f"Filtre « {filtre.nom} » supprimé."))
    return redirect(retour.adresse)
