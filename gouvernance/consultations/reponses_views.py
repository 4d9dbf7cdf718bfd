"""La page d'une commune consultée : sa réponse, sa transmission."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gouvernance.conflits.confrontation import Confrontation, garder, signer_le_formulaire
from gouvernance.conflits.jetons import NOM_DU_JETON
from gouvernance.conflits.suppression import changements_depuis
from gouvernance.conflits.versions import verrouiller
from gouvernance.consultations.forms import (
    MotifSeulForm,
    ReponseForm,
    TransmissionForm,
    reporter,
)
from gouvernance.consultations.operations import (
    dater_transmission,
    effacer_reponse,
    noter_reponse,
)
from gouvernance.francais import date_en_lettres, insecables
from gouvernance.historique.suivi import pour_motif
from gouvernance.models import ReponseCommune


@permission_required("gouvernance.change_consultation", raise_exception=True)
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
    effacer = MotifSeulForm(request.POST if verbe == "effacer" else None, objet=ligne)
    dater, garde = lire_la_transmission(request, ligne, verbe)
    formulaire, ecrire = {
        "noter": (noter, noter_la_reponse),
        "effacer": (effacer, effacer_la_reponse),
        "dater": (dater, corriger_la_transmission),
    }.get(verbe, (None, None))
    est_libre = not changements and garde.conflit is None
    if formulaire and formulaire.is_valid() and est_libre:
        with pour_motif(formulaire.motif):
            if ecrire(request, ligne, formulaire):
                return redirect(ligne.consultation)
    # Un formulaire refusé a pu changer la ligne en mémoire, non dans la base.
    ligne.refresh_from_db(fields=["transmise_le", "sens", "rendue_le"])
    contexte = {
        "reponse": ligne,
        "noter": noter,
        "effacer": effacer,
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
        # Trois formulaires sur la page, et un motif à chacun : leurs noms ne se confondent pas.
        return TransmissionForm(donnees, instance=ligne, auto_id="dater_%s"), []

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


def effacer_la_reponse(
    request: HttpRequest, ligne: ReponseCommune, formulaire: MotifSeulForm
) -> bool:
    """Vrai si la réponse est effacée ; sinon le formulaire dit pourquoi."""
    try:
        effacer_reponse(ligne)
    except ValidationError as erreur:
        reporter(formulaire, erreur)
        return False
    effacee = f"{ligne.commune} : réponse effacée, la commune est de nouveau attendue."
    messages.success(request, insecables(effacee))
    return True
