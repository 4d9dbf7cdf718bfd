from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from gouvernance.models import Document
from gouvernance.seances.forms import DocumentForm
from gouvernance.seances.operations import joindre_document, retirer_document
from gouvernance.seances.views import chercher_seance


@permission_required("gouvernance.change_seance", raise_exception=True)
def document_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    seance = chercher_seance(request, pk)
    formulaire = DocumentForm(
        request.POST or None,
        request.FILES or None,
        seance=seance,
        initial={"date": seance.jour, "deliberation": request.GET.get("deliberation")},
    )
    if request.method == "POST" and formulaire.is_valid():
        saisie = formulaire.cleaned_data
        document = joindre_document(
            seance,
            titre=saisie["titre"],
            jour=saisie["date"],
            fichier=saisie["fichier"],
            examen=formulaire.examen,
            ajoute_par=request.user,
            deliberation=saisie["deliberation"],
        )
        messages.success(request, f"« {document} » est joint à la séance.")
        return redirect(seance)
    contexte = {"seance": seance, "formulaire": formulaire}
    return render(request, "gouvernance/seances/document.html", contexte)


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
    seance = document.seance
    retirer_document(document)
    messages.success(request, f"« {document} » est retiré.")
    return redirect(seance or "seance_liste")
