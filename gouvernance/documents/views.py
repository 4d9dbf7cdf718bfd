from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from gouvernance.documents.filters import DocumentFilterSet
from gouvernance.documents.forms import DocumentDeSeanceForm, DocumentForm
from gouvernance.documents.operations import joindre_document, retirer_document
from gouvernance.documents.tables import DocumentTable
from gouvernance.francais import date_en_lettres
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Consultation, Document, Seance
from gouvernance.seances.views import chercher_seance


@require_safe
@page_gardee
def document_liste(request: HttpRequest) -> HttpResponse:
    documents = Document.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        documents.select_related("seance__instance", "deliberation", "consultation").order_by(
            "-date", "titre", "pk"
        ),
        DocumentFilterSet,
        DocumentTable,
        titre="Documents",
        chapeau="Ce qui est joint aux séances, aux délibérations et aux consultations.",
        gabarit="gouvernance/liste.html",
    )


@permission_required("gouvernance.change_seance", raise_exception=True)
def document_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    seance = chercher_seance(request, pk)
    formulaire = DocumentDeSeanceForm(
        request.POST or None,
        request.FILES or None,
        porteur=seance,
        initial={"date": seance.jour, "deliberation": request.GET.get("deliberation")},
    )
    contexte = {
        "surtitre": f"{seance.instance}, {date_en_lettres(seance.jour)}",
        "lecteurs": "Toute personne connectée qui lit cette séance pourra le télécharger.",
    }
    return joindre(request, formulaire, contexte, seance=seance)


@permission_required("gouvernance.change_consultation", raise_exception=True)
def consultation_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Joint un document à une consultation."""
    consultation = get_object_or_404(Consultation.objects.visibles_par(request.user), pk=pk)
    formulaire = DocumentForm(
        request.POST or None,
        request.FILES or None,
        porteur=consultation,
        initial={"date": timezone.localdate()},
    )
    contexte = {
        "surtitre": consultation.objet,
        "lecteurs": "Les communes consultées et les agents pourront le télécharger.",
    }
    return joindre(request, formulaire, contexte, consultation=consultation)


def joindre(
    request: HttpRequest,
    formulaire: DocumentForm,
    contexte: dict[str, str],
    **porteur: Seance | Consultation,
) -> HttpResponse:
    if request.method == "POST" and formulaire.is_valid():
        document = joindre_document(
            **formulaire.cleaned_data,
            **porteur,
            examen=formulaire.examen,
            ajoute_par=request.user,
        )
        messages.success(request, f"« {document} » est joint.")
        return redirect(formulaire.porteur)
    contexte |= {"porteur": formulaire.porteur, "formulaire": formulaire}
    return render(request, "gouvernance/documents/ajouter.html", contexte)


@require_safe
@cache_control(private=True, no_cache=True)
def document_fichier(request: HttpRequest, pk: int) -> FileResponse:
    """Le fichier, en pièce jointe, à qui peut lire ce à quoi il est joint."""
    document = get_object_or_404(Document.objects.visibles_par(request.user), pk=pk)
    try:
        contenu = document.fichier.open("rb")
    except FileNotFoundError as erreur:
        raise Http404("Le fichier de ce document est introuvable sur le serveur.") from erreur
    nom = (slugify(document.titre)[:80] or "document") + PurePath(document.fichier.name).suffix
    return FileResponse(contenu, as_attachment=True, filename=nom, content_type=document.type_mime)


@require_POST
@permission_required("gouvernance.delete_document", raise_exception=True)
def document_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.visibles_par(request.user), pk=pk)
    porteur = document.seance or document.consultation or document.deliberation
    retirer_document(document)
    messages.success(request, f"« {document} » est retiré.")
    return redirect(porteur)
