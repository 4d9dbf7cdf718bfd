"""Les faits de la gouvernance : délibérations, consultations des communes, exercices clos."""

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from gouvernance.francais import insecables
from gouvernance.journal.faits import Recit, Sorte
from gouvernance.models import Cloture, Consultation, Deliberation, ReponseCommune


def raconter_la_deliberation(lignes: list[Deliberation]) -> Recit:
    """« Conseil municipal de Talant : adhésion aux services communs, à l'unanimité. »."""
    [acte] = lignes
    assemblee = acte.assemblee[:1].upper() + acte.assemblee[1:]
    vote = f", {acte.sens_du_vote}" if acte.sens_du_vote else ""
    phrase = insecables(f"{assemblee} : {acte.objet}{vote}.")
    return Recit(phrase, acte.get_absolute_url())


def raconter_l_ouverture(lignes: list[Consultation]) -> Recit:
    [consultation] = lignes
    phrase = insecables(f"Les communes ont été consultées : {consultation.objet}.")
    return Recit(phrase, consultation.get_absolute_url())


def raconter_la_cloture(lignes: list[Consultation]) -> Recit:
    [consultation] = lignes
    phrase = insecables(f"La consultation des communes a été close : {consultation.objet}.")
    return Recit(phrase, consultation.get_absolute_url())


def raconter_la_reponse(lignes: list[ReponseCommune]) -> Recit:
    """« Talant a répondu favorablement : pacte de gouvernance. »."""
    [reponse] = lignes
    est_favorable = reponse.sens == ReponseCommune.Sens.FAVORABLE
    comment = "favorablement" if est_favorable else "défavorablement"
    objet = reponse.consultation.objet
    phrase = insecables(f"{reponse.commune} a répondu {comment} : {objet}.")
    return Recit(phrase, reponse.consultation.get_absolute_url())


def raconter_l_exercice_clos(lignes: list[Cloture]) -> Recit:
    [cloture] = lignes
    phrase = f"L’exercice {cloture.annee} a été clos : ses données ne changent plus."
    return Recit(insecables(phrase), reverse("rapport_detail", args=[cloture.annee]))


def raconter_la_reouverture(lignes: list[Cloture]) -> Recit:
    [cloture] = lignes
    phrase = insecables(f"L’exercice {cloture.annee} a été rouvert : {cloture.motif}")
    return Recit(f"{phrase.rstrip('.')}.", reverse("rapport_detail", args=[cloture.annee]))


SORTES = (
    Sorte(
        "deliberation",
        "Délibérations",
        F("date"),
        lambda utilisateur: Deliberation.objects.visibles_par(utilisateur),
        lambda lignes, commune: lignes.filter(
            Q(collectivite=commune) | Q(collectivite__commune=commune)
        ),
        raconter_la_deliberation,
        precision="precision",
    ),
    Sorte(
        "consultation",
        "Consultations ouvertes",
        F("transmise_le"),
        lambda utilisateur: Consultation.objects.visibles_par(utilisateur),
        lambda lignes, commune: lignes.filter(reponses__commune=commune),
        raconter_l_ouverture,
    ),
    Sorte(
        "consultation_close",
        "Consultations closes",
        F("close_le"),
        lambda utilisateur: Consultation.objects.visibles_par(utilisateur),
        lambda lignes, commune: lignes.filter(reponses__commune=commune),
        raconter_la_cloture,
    ),
    Sorte(
        "reponse",
        "Réponses des communes",
        F("rendue_le"),
        lambda utilisateur: ReponseCommune.objects.visibles_par(utilisateur).select_related(
            "commune", "consultation"
        ),
        lambda lignes, commune: lignes.filter(commune=commune),
        raconter_la_reponse,
    ),
    Sorte(
        "exercice_clos",
        "Exercices clos",
        TruncDate("close_le"),
        lambda utilisateur: Cloture.objects.all(),
        lambda lignes, commune: lignes,
        raconter_l_exercice_clos,
    ),
    Sorte(
        "exercice_rouvert",
        "Exercices rouverts",
        TruncDate("rouverte_le"),
        lambda utilisateur: Cloture.objects.all(),
        lambda lignes, commune: lignes,
        raconter_la_reouverture,
    ),
)
