from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gouvernance.conflits.confrontation import garder
from gouvernance.consultations.contenu import avec_reponses
from gouvernance.consultations.filters import ConsultationFilterSet, ReponseFilterSet
from gouvernance.consultations.forms import (
    ConclusionForm,
    JourForm,
    MotifSeulForm,
    OuvertureForm,
    reporter,
)
from gouvernance.consultations.operations import (
    clore_consultation,
    conclure_consultation,
    ouvrir_consultation,
)
from gouvernance.consultations.ouverture import lire_apercu
from gouvernance.consultations.page import construire_page
from gouvernance.consultations.relances import relancer
from gouvernance.consultations.tables import ConsultationTable, ReponseTable
from gouvernance.francais import date_en_lettres, insecables
from gouvernance.historique.suivi import pour_motif
from gouvernance.listes import afficher_liste
from gouvernance.memoire.pages import page_gardee
from gouvernance.models import Consultation, ReponseCommune
from gouvernance.regles import REGLES

peut_ouvrir = permission_required("gouvernance.add_consultation", raise_exception=True)
peut_ecrire = permission_required("gouvernance.change_consultation", raise_exception=True)


@require_safe
@page_gardee
def consultation_liste(request: HttpRequest) -> HttpResponse:
    visibles = Consultation.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        avec_reponses(visibles.order_by("-transmise_le", "objet", "pk")),
        ConsultationFilterSet,
        ConsultationTable,
        titre="Consultations",
        chapeau="Ce qui est demandé aux communes, jusqu’à quand, et ce que vaudra leur silence.",
        gabarit="gouvernance/consultations/liste.html",
    )


@require_safe
@page_gardee
def reponse_liste(request: HttpRequest) -> HttpResponse:
    reponses = ReponseCommune.objects.visibles_par(request.user)
    return afficher_liste(
        request,
        reponses.select_related("consultation", "commune", "deliberation").order_by(
            "-transmise_le", "consultation__objet", "commune__nom_de_tri", "pk"
        ),
        ReponseFilterSet,
        ReponseTable,
        titre="Réponses des communes",
        chapeau="Ce que chaque commune a répondu, ce qu’on attend d’elle, ce que vaut son silence.",
        gabarit="gouvernance/liste.html",
    )


@require_safe
def consultation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = Consultation.objects.visibles_par(request.user)
    consultation = get_object_or_404(
        visibles.select_related("schema", "pacte", "deliberation"), pk=pk
    )
    aujourd_hui = timezone.localdate()
    formulaire = JourForm(request.GET if "au" in request.GET else None, initial={"au": aujourd_hui})
    jour = formulaire.cleaned_data["au"] if formulaire.is_valid() else aujourd_hui
    page = construire_page(consultation, request.user, jour, request.GET.get("position", ""))
    clore = MotifSeulForm(objet=consultation)
    contexte = {"page": page, "formulaire": formulaire, "clore": clore}
    return render(request, "gouvernance/consultations/detail.html", contexte)


@peut_ouvrir
def consultation_ouvrir(request: HttpRequest) -> HttpResponse:
    nature = request.GET.get("nature", "")
    if nature not in REGLES:
        contexte = {"regles": REGLES.values()}
        return render(request, "gouvernance/consultations/natures.html", contexte)
    return ouvrir(request, nature)


def ouvrir(
    request: HttpRequest,
    nature: str,
    *,
    initial: dict | None = None,
    apres: Callable[[Consultation], None] = lambda consultation: None,
) -> HttpResponse:
    """Formulaire, aperçu, puis ouverture ; `apres` rattache la consultation à son objet."""
    formulaire = OuvertureForm(request.POST or None, nature=nature, initial=initial)
    apercu = None
    if request.method == "POST" and formulaire.is_valid():
        communes = formulaire.cleaned_data["communes"]
        apercu = lire_apercu(formulaire.instance, communes)
        if request.POST.get("cachet") == apercu.cachet:
            try:
                with transaction.atomic():
                    consultation = ouvrir_consultation(nature=nature, **formulaire.cleaned_data)
                    apres(consultation)
            except ValidationError as erreur:
                reporter(formulaire, erreur)
            else:
                messages.success(request, phrase_d_ouverture(consultation))
                return redirect(consultation)
    contexte = {"regle": REGLES[nature], "formulaire": formulaire, "apercu": apercu}
    return render(request, "gouvernance/consultations/ouvrir.html", contexte)


def phrase_d_ouverture(consultation: Consultation) -> str:
    if consultation.echeance is None:
        return "La consultation est ouverte. La loi ne fixe pas de délai pour répondre."
    jour = date_en_lettres(consultation.echeance)
    return f"La consultation est ouverte : les communes répondent jusqu’au {jour}."


@peut_ecrire
@transaction.atomic
def consultation_conclure(request: HttpRequest, pk: int) -> HttpResponse:
    """Rattache la délibération du conseil métropolitain qui a suivi."""
    consultation = get_object_or_404(Consultation.objects.visibles_par(request.user), pk=pk)

    def construire(donnees):
        return ConclusionForm(donnees, instance=consultation), []

    formulaire, _, garde = garder(request, construire)
    if request.method == "POST" and formulaire.is_valid() and garde.conflit is None:
        try:
            with pour_motif(formulaire.motif):
                conclure_consultation(consultation, formulaire.cleaned_data["deliberation"])
        except ValidationError as erreur:
            reporter(formulaire, erreur)
        else:
            messages.success(request, "La délibération qui suit la consultation est enregistrée.")
            return redirect(consultation)
    page = construire_page(consultation, request.user, timezone.localdate())
    contexte = {"page": page, "formulaire": formulaire, "garde": garde}
    return render(request, "gouvernance/consultations/conclure.html", contexte)


@require_POST
@peut_ecrire
def consultation_clore(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visibles_par(request.user), pk=pk)
    formulaire = MotifSeulForm(request.POST, objet=consultation)
    try:
        with pour_motif(formulaire.lire()):
            clore_consultation(consultation, timezone.localdate())
    except ValidationError as erreur:
        dire_les_fautes(request, erreur)
    else:
        messages.success(request, "La consultation est close : ses réponses ne changent plus.")
    return redirect(consultation)


@require_POST
@peut_ecrire
def consultation_relancer(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = Consultation.objects.visibles_par(request.user).filter(pk=pk)
    consultation = get_object_or_404(visibles)
    bilan = relancer(visibles, request.build_absolute_uri("/"))
    for niveau, phrase in bilan.phrases:
        messages.add_message(request, getattr(messages, niveau.upper()), phrase)
    return redirect(consultation)


def dire_les_fautes(request: HttpRequest, erreur: ValidationError) -> None:
    for phrase in erreur.messages:
        messages.error(request, insecables(phrase))
