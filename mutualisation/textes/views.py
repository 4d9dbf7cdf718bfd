from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gouvernance.avertissements import avertir_des_noms
from gouvernance.francais import insecables
from gouvernance.historique.formulaires import CHAMP_DU_MOTIF
from gouvernance.historique.suivi import pour_motif
from mutualisation.models import Rapport, TexteChapitre
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.textes.contenu import composer_apercu, lire_page
from mutualisation.textes.forms import RecitForm

DROIT = "mutualisation.change_textechapitre"


def texte_saisir(request: HttpRequest, annee: int, chapitre: str) -> HttpResponse:
    """Récit d'un chapitre et son aperçu ; sans script, l'aperçu est un bouton."""
    if not request.user.has_perm(DROIT) or chapitre not in TexteChapitre.Chapitre:
        raise Http404
    rapport = get_object_or_404(Rapport, annee=annee)
    if request.method != "POST":
        return afficher(request, RecitForm(instance=rapport.recit(chapitre)))
    action = request.POST.get("action", "enregistrer")
    if action == "fragment":
        apercu = composer_apercu(request.POST.get("texte", ""), construire_rapport(annee))
        return render(request, "rapport/textes/_apercu.html", {"apercu": apercu})
    return recevoir(request, rapport, chapitre, action)


def recevoir(request: HttpRequest, rapport: Rapport, chapitre: str, action: str) -> HttpResponse:
    """Enregistre le récit s'il est juste, ou le montre avec ses fautes, rien n'étant perdu."""
    saisie = request.POST.copy()
    if action == "reprendre":
        precedent = rapport.recit_precedent(chapitre)
        saisie["texte"] = f"{saisie.get('texte', '').strip()}\n\n{precedent}".strip()
    with transaction.atomic():
        # Deux personnes n'enregistrent pas en même temps : la seconde voit le texte de l'autre.
        Rapport.objects.select_for_update().get(pk=rapport.pk)
        formulaire = RecitForm(saisie, instance=rapport.recit(chapitre))
        fait = insecables(f"Récit « {formulaire.instance.get_chapitre_display()} » enregistré.")
        est_a_enregistrer = formulaire.is_valid() and action == "enregistrer"
        if est_a_enregistrer:
            with pour_motif(formulaire.motif):
                formulaire.save()
            LogEntry.objects.log_actions(request.user.pk, [rapport], CHANGE, fait)
    if action != "enregistrer":
        # Un aperçu ne change rien : il ne demande pas pourquoi.
        formulaire.errors.pop(CHAMP_DU_MOTIF, None)
    if not est_a_enregistrer:
        return afficher(request, formulaire)
    messages.success(request, fait)
    avertir_des_noms(request, [formulaire])
    return redirect("texte_saisir", rapport.annee, chapitre)


def afficher(request: HttpRequest, formulaire: RecitForm) -> HttpResponse:
    page = lire_page(formulaire.instance)
    if page.refus_de_cloture and not formulaire.is_bound:
        formulaire.fields["texte"].disabled = True
    apercu = composer_apercu(formulaire["texte"].value() or "", page.contenu)
    contexte = {"page": page, "formulaire": formulaire, "apercu": apercu}
    return render(request, "rapport/textes/saisie.html", contexte)
