"""Ouvrir une consultation, noter ce que répondent les communes, en tirer les conséquences."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gouvernance.francais import date_en_lettres, enumerer
from gouvernance.historique import ecriture
from gouvernance.models import Collectivite, Consultation, Deliberation, ReponseCommune
from gouvernance.regles import REGLES, Attente


@transaction.atomic
def ouvrir_consultation(
    *, nature: str, objet: str, transmise_le: date, communes: Sequence[Collectivite], **valeurs
) -> Consultation:
    """Ouvre la consultation et y inscrit chaque commune, qui la reçoit ce jour-là.

    Lève `ValidationError`, par champ, et n'écrit alors rien.
    """
    consultation = Consultation(nature=nature, objet=objet, transmise_le=transmise_le, **valeurs)
    consultation.full_clean()
    if fautes := fautes_d_ouverture(nature, transmise_le, communes):
        raise ValidationError(fautes)
    consultation.save()
    ecriture.creer(
        ReponseCommune(consultation=consultation, commune=commune, transmise_le=transmise_le)
        for commune in communes
    )
    return consultation


def fautes_d_ouverture(
    nature: str, transmise_le: date, communes: Sequence[Collectivite]
) -> dict[str, str]:
    """Ce qui empêche d'ouvrir, par champ du formulaire."""
    regle = REGLES[nature]
    if transmise_le > timezone.localdate():
        return {"transmise_le": "Le délai court de la transmission : elle a déjà eu lieu."}
    if not communes:
        return {"communes": "Choisissez les communes consultées."}
    if nature == "commune_seule" and len(communes) > 1:
        return {"communes": f"Une seule commune est concernée ({regle.reference})."}
    if etrangeres := [c.nom for c in communes if not c.est_en_cours_le(transmise_le)]:
        jour = date_en_lettres(transmise_le)
        return {"communes": f"Pas membres de la métropole le {jour} : {enumerer(etrangeres)}."}
    membres = Collectivite.objects.membres_le(transmise_le)
    if regle.attente == Attente.MAJORITE_QUALIFIEE and membres.count() != len(communes):
        return {"communes": f"La majorité se compte sur toutes les communes ({regle.reference})."}
    return {}


@transaction.atomic
def noter_reponse(
    reponse: ReponseCommune,
    *,
    sens: str,
    rendue_le: date,
    deliberation: Deliberation | None = None,
    observations: str = "",
) -> ReponseCommune:
    """Note la délibération d'une commune, tardive ou non : elle ne répond qu'une fois.

    Une délibération nouvelle est enregistrée avec elle. Lève `ValidationError` si la
    consultation est close, si la commune a déjà répondu ou si la date ne se peut pas.
    """
    notee = _reponse_modifiable(reponse)
    if notee.sens:
        raise ValidationError(
            f"{notee.commune} a déjà répondu le {date_en_lettres(notee.rendue_le)} "
            f"({notee.get_sens_display()}) : une commune répond une fois."
        )
    if rendue_le > timezone.localdate():
        raise ValidationError({"rendue_le": "Cette délibération n’a pas encore eu lieu."})
    notee.sens, notee.rendue_le = sens, rendue_le
    notee.full_clean()
    if deliberation and deliberation.pk is None:
        deliberation.full_clean()
        deliberation.save()
    notee.deliberation, notee.observations = deliberation, observations
    notee.save()
    return notee


@transaction.atomic
def effacer_reponse(reponse: ReponseCommune) -> None:
    """Retire une réponse notée par erreur ; la commune est de nouveau attendue."""
    notee = _reponse_modifiable(reponse)
    notee.sens, notee.rendue_le, notee.deliberation = "", None, None
    notee.save(update_fields=["sens", "rendue_le", "deliberation"])


@transaction.atomic
def dater_transmission(reponse: ReponseCommune, transmise_le: date) -> ReponseCommune:
    """Corrige le jour où une commune a reçu la question : son délai court de ce jour-là.

    Lève `ValidationError` si la consultation est close ou si la date ne se peut pas.
    """
    datee = _reponse_modifiable(reponse)
    if transmise_le > timezone.localdate():
        raise ValidationError({"transmise_le": "Cette transmission n’a pas encore eu lieu."})
    datee.transmise_le = transmise_le
    datee.full_clean()
    # La relance suit le délai : changé, il se rappelle de nouveau.
    datee.relancee_le = None
    datee.save(update_fields=["transmise_le", "relancee_le"])
    return datee


def _reponse_modifiable(reponse: ReponseCommune) -> ReponseCommune:
    """La réponse et sa consultation, verrouillées ; lève `ValidationError` si elle est close."""
    verrouillables = ReponseCommune.objects.select_related("consultation").select_for_update()
    verrouillee = verrouillables.get(pk=reponse.pk)
    if close_le := verrouillee.consultation.close_le:
        jour = date_en_lettres(close_le)
        raise ValidationError(f"La consultation est close depuis le {jour}.")
    return verrouillee


@transaction.atomic
def clore_consultation(consultation: Consultation, jour: date) -> Consultation:
    """Constate que plus rien n'est attendu : toutes ont répondu, ou le délai est passé.

    Lève `ValidationError` tant qu'une commune peut encore répondre.
    """
    close = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if close.close_le:
        raise ValidationError(f"Déjà close le {date_en_lettres(close.close_le)}.")
    attendues = [
        reponse.commune.nom
        for reponse in close.reponses.filter(sens="").select_related("commune")
        if (fin := close.regle.echeance(reponse.transmise_le)) and jour <= fin
    ]
    if attendues:
        raise ValidationError(f"Peuvent encore répondre : {enumerer(attendues)}.")
    close.close_le = jour
    close.full_clean()
    close.save(update_fields=["close_le"])
    return close


@transaction.atomic
def conclure_consultation(consultation: Consultation, deliberation: Deliberation | None) -> None:
    """Rattache la délibération du conseil qui suit la consultation.

    Lève `ValidationError` si ses voix ne font pas la majorité que la consultation exige.
    """
    consultation.deliberation = deliberation
    consultation.full_clean()
    consultation.save(update_fields=["deliberation"])
    if deliberation is None:
        return
    try:
        deliberation.clean()
    except ValidationError as erreur:
        raise ValidationError({"deliberation": erreur.messages}) from erreur
