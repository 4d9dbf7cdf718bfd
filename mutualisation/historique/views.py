from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gouvernance.models import Utilisateur
from mutualisation.historique.contenu import lire_historique
from mutualisation.historique.forms import CriteresDeLHistoriqueForm


@require_safe
def historique(request: HttpRequest) -> HttpResponse:
    """Toutes les modifications."""
    return _afficher(request, {}, "Historique des modifications")


@require_safe
def historique_personne(request: HttpRequest, pk: int) -> HttpResponse:
    personne = get_object_or_404(Utilisateur, pk=pk)
    return _afficher(request, {"personne": personne.pk}, f"Modifications faites par {personne}")


@require_safe
def historique_exercice(request: HttpRequest, annee: int) -> HttpResponse:
    return _afficher(request, {"exercice": annee}, f"Modifications des données de {annee}")


def _afficher(request: HttpRequest, imposes: dict, titre: str) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    demande = request.GET.copy()
    for nom, valeur in imposes.items():
        demande[nom] = str(valeur)
    formulaire = CriteresDeLHistoriqueForm(demande, lecteur=request.user)
    criteres = formulaire.criteres
    if imposes.keys() & formulaire.errors.keys():
        raise Http404
    for nom in imposes:
        del formulaire.fields[nom]
    contexte = {
        "titre": titre,
        "formulaire": formulaire,
        "est_restreint": criteres.sont_choisis,
        "historique": lire_historique(criteres, request.GET.get("page")),
    }
    return render(request, "historique/ensemble.html", contexte)
