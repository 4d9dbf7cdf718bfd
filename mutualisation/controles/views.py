"""Les écarts relevés dans les données, et leur explication : aux agents seulement."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.conflits.jetons import NOM_DU_JETON
from gouvernance.conflits.suppression import changements_depuis, signer_l_objet
from mutualisation.controles.comptes import oublier_le_compte
from mutualisation.controles.contenu import annees, construire_page
from mutualisation.controles.forms import CriteresForm, ExplicationForm
from mutualisation.controles.lecture import ConstatLu, lire_constats
from mutualisation.controles.registre import CONTROLES
from mutualisation.models import ConstatExplique

DROIT = "mutualisation.add_constatexplique"


@require_safe
def controles(request: HttpRequest) -> HttpResponse:
    _reserver_aux_agents(request)
    constats = lire_constats()
    criteres = CriteresForm(request.GET or None, annees=annees(constats))
    lus = criteres.cleaned_data if criteres.is_valid() else {}
    contexte = {
        "criteres": criteres,
        "page": construire_page(constats, lus),
        "filtre": any(lus.values()),
        "peut_expliquer": request.user.has_perm(DROIT),
    }
    return render(request, "controles/liste.html", contexte)


def constat_expliquer(request: HttpRequest, code: str) -> HttpResponse:
    """Un constat, ses lignes et son explication, pour qui a le droit de l'écrire."""
    _reserver_aux_agents(request)
    if not request.user.has_perm(DROIT):
        raise PermissionDenied
    lu = _chercher(code, request.GET.get("cle", ""))
    gardee = ConstatExplique.objects.filter(controle=code, cle=lu.constat.cle).first()
    formulaire = ExplicationForm(
        request.POST or None, instance=gardee or ConstatExplique(controle=code, cle=lu.constat.cle)
    )
    if formulaire.is_valid() and _est_a_jour(request, gardee, formulaire):
        _enregistrer(request, lu, formulaire)
        oublier_le_compte(lu.constat.annee)
        return redirect(f"{reverse('controles')}#{code}")
    version = signer_l_objet(gardee) if gardee else ""
    contexte = {"lu": lu, "form": formulaire, "version": version}
    return render(request, "controles/expliquer.html", contexte)


def _est_a_jour(
    request: HttpRequest, gardee: ConstatExplique | None, formulaire: ExplicationForm
) -> bool:
    """Faux si quelqu'un a expliqué le même constat depuis : la page le dit et garde la saisie."""
    if gardee is None:
        return True
    jeton = request.POST.get(NOM_DU_JETON, "")
    # Le formulaire a déjà changé l'objet lu : l'autre version est dans la base.
    enregistree = ConstatExplique.objects.get(pk=gardee.pk)
    for phrase in changements_depuis(jeton, enregistree, moi=request.user):
        formulaire.add_error(None, phrase)
    return not formulaire.errors


def _reserver_aux_agents(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise Http404("Les contrôles sont réservés aux agents de la métropole.")


def _chercher(code: str, cle: str) -> ConstatLu:
    siens = [controle for controle in CONTROLES if controle.code == code]
    for lu in lire_constats(siens):
        if lu.constat.cle == cle:
            return lu
    raise Http404("Cet écart n’existe pas, ou n’existe plus : il a été corrigé.")


@transaction.atomic
def _enregistrer(request: HttpRequest, lu: ConstatLu, formulaire: ExplicationForm) -> None:
    explique = formulaire.save(commit=False)
    if not explique.texte:
        if explique.pk:
            explique.delete()
        messages.success(request, "L’explication est retirée : ce constat est à traiter.")
        return
    explique.empreinte = lu.constat.empreinte
    explique.auteur = request.user
    explique.explique_le = timezone.now()
    explique.save()
    messages.success(request, "L’explication est enregistrée.")
