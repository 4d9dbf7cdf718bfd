from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from gouvernance.conflits.confrontation import Confrontation, garder, signer_le_formulaire
from gouvernance.conflits.jetons import NOM_DU_JETON
from gouvernance.conflits.suppression import changements_depuis
from gouvernance.conflits.versions import verrouiller
from gouvernance.consultations.contenu import avec_reponses
from gouvernance.consultations.filters import ConsultationFilterSet, ReponseFilterSet
from gouvernance.consultations.forms import (
    ConclusionForm,
    JourForm,
    OuvertureForm,
    ReponseForm,
    TransmissionForm,
    reporter,
)
from gouvernance.consultations.operations import (
    clore_consultation,
    conclure_consultation,
    dater_transmission,
    effacer_reponse,
    noter_reponse,
    ouvrir_consultation,
)
from gouvernance.consultations.ouverture import lire_apercu
from gouvernance.consultations.page import construire_page
from gouvernance.consultations.relances import relancer
from gouvernance.consultations.tables import ConsultationTable, ReponseTable
from gouvernance.francais import date_en_lettres, insecables
from gouvernance.listes import afficher_liste
from gouvernance.models import Consultation, ReponseCommune
from gouvernance.regles import REGLES

peut_ouvrir = permission_required("gouvernance.add_consultation", raise_exception=True)
peut_ecrire = permission_required("gouvernance.change_consultation", raise_exception=True)


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


def consultation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = Consultation.objects.visibles_par(request.user)
    consultation = get_object_or_404(
        visibles.select_related("schema", "pacte", "deliberation"), pk=pk
    )
    aujourd_hui = timezone.localdate()
    formulaire = JourForm(request.GET if "au" in request.GET else None, initial={"au": aujourd_hui})
    jour = formulaire.cleaned_data["au"] if formulaire.is_valid() else aujourd_hui
    page = construire_page(consultation, request.user, jour, request.GET.get("position", ""))
    contexte = {"page": page, "formulaire": formulaire}
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
def consultation_reponse(request: HttpRequest, pk: int, reponse: int) -> HttpResponse:
    """Une commune consultée : noter sa réponse ou l'effacer, corriger sa transmission."""
    ligne = get_object_or_404(
        ReponseCommune.objects.visibles_par(request.user).select_related(
            "consultation", "commune", "deliberation"
        ),
        pk=reponse,
        consultation=pk,
    )
    verbe = request.POST.get("verbe", "")
    changements = lire_changements(request, ligne) if verbe in {"noter", "effacer"} else ()
    noter = ReponseForm(request.POST if verbe == "noter" else None, reponse=ligne)
    dater, garde = lire_la_transmission(request, ligne, verbe)
    ecrire = {"noter": noter_la_reponse, "dater": corriger_la_transmission}
    formulaire = {"noter": noter, "dater": dater}.get(verbe)
    est_libre = not changements and garde.conflit is None
    if verbe == "effacer" and est_libre and effacer_la_reponse(request, ligne):
        return redirect(ligne.consultation)
    est_juste = formulaire and formulaire.is_valid() and est_libre
    if est_juste and ecrire[verbe](request, ligne, formulaire):
        return redirect(ligne.consultation)
    # Un formulaire refusé a pu changer la ligne en mémoire, non dans la base.
    ligne.refresh_from_db(fields=["transmise_le", "sens", "rendue_le"])
    contexte = {
        "reponse": ligne,
        "noter": noter,
        "dater": dater,
        "garde": garde,
        "changements": changements,
    }
    return render(request, "gouvernance/consultations/reponse.html", contexte)


def lire_changements(request: HttpRequest, ligne: ReponseCommune) -> tuple[str, ...]:
    """Ce qu'un autre a écrit de cette commune depuis que la page a été ouverte."""
    verrouiller(ReponseCommune, [ligne.pk])
    ligne.refresh_from_db()
    jeton = request.POST.get(NOM_DU_JETON, "")
    return changements_depuis(jeton, ligne, moi=request.user)


def lire_la_transmission(
    request: HttpRequest, ligne: ReponseCommune, verbe: str
) -> tuple[TransmissionForm, Confrontation]:
    def construire(donnees):
        return TransmissionForm(donnees, instance=ligne), []

    if verbe == "dater":
        formulaire, _, garde = garder(request, construire)
        return formulaire, garde
    formulaire, _ = construire(None)
    return formulaire, Confrontation(signer_le_formulaire(formulaire), None)


def noter_la_reponse(request: HttpRequest, ligne: ReponseCommune, formulaire: ReponseForm) -> bool:
    """Vrai si la réponse est notée ; sinon le formulaire dit pourquoi."""
    try:
        notee = noter_reponse(
            ligne,
            sens=formulaire.cleaned_data["sens"],
            rendue_le=formulaire.cleaned_data["rendue_le"],
            deliberation=formulaire.lire_deliberation(),
            observations=formulaire.cleaned_data["observations"],
        )
    except ValidationError as erreur:
        reporter(formulaire, erreur)
        return False
    if notee.est_tardive:
        echeance = date_en_lettres(notee.echeance)
        tardive = f"{notee.commune} : réponse reçue après l’échéance du {echeance}, sans effet."
        messages.warning(request, insecables(tardive))
    else:
        notee_le = f"{notee.commune} : réponse {notee.get_sens_display()} notée."
        messages.success(request, insecables(notee_le))
    return True


def corriger_la_transmission(
    request: HttpRequest, ligne: ReponseCommune, formulaire: TransmissionForm
) -> bool:
    """Vrai si la date est corrigée ; sinon le formulaire dit pourquoi."""
    try:
        datee = dater_transmission(ligne, formulaire.cleaned_data["transmise_le"])
    except ValidationError as erreur:
        reporter(formulaire, erreur)
        return False
    jour = date_en_lettres(datee.transmise_le)
    messages.success(request, insecables(f"{datee.commune} : transmission datée du {jour}."))
    return True


def effacer_la_reponse(request: HttpRequest, ligne: ReponseCommune) -> bool:
    try:
        effacer_reponse(ligne)
    except ValidationError as erreur:
        dire_les_fautes(request, erreur)
        return False
    effacee = f"{ligne.commune} : réponse effacée, la commune est de nouveau attendue."
    messages.success(request, insecables(effacee))
    return True


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
    try:
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
