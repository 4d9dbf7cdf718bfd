"""Rappeler par courriel, une seule fois, ce qu'une commune doit encore répondre."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from gouvernance.courriels import (
    BilanRelance,
    adresses_de,
    envoyer_une_fois,
    serveur_de_courriel,
)
from gouvernance.historique import ecriture
from gouvernance.models import ReponseCommune
from gouvernance.regles import premier_jour_du_silence


@dataclass(frozen=True, slots=True)
class BilanConsultations(BilanRelance):
    formes = ("relance envoyée", "relances envoyées")
    deja = "Relance déjà envoyée"
    rien = "Aucune commune n’est à relancer."


def relancer(consultations: QuerySet, site: str, *, avant: int | None = None) -> BilanConsultations:
    """Écrit aux communes encore attendues, ou à celles dont le délai finit d'ici `avant` jours.

    `site` est l'adresse absolue du site. Une consultation sans délai ne se relance qu'à la main.
    """
    sorts = defaultdict(list)
    with serveur_de_courriel() as serveur:
        for reponse in _attendues(consultations, avant):
            sorts[_relancer(reponse, site, serveur)].append(reponse.commune.nom)
    return BilanConsultations(**{sort: tuple(communes) for sort, communes in sorts.items()})


def _attendues(consultations: QuerySet, avant: int | None) -> list[ReponseCommune]:
    aujourd_hui = timezone.localdate()
    muettes = (
        ReponseCommune.objects.filter(
            consultation__in=consultations, consultation__close_le=None, sens=""
        )
        .select_related("consultation", "commune")
        .prefetch_related("commune__utilisateurs")
        .order_by("consultation__transmise_le", "consultation", "commune__nom_de_tri")
    )
    fin = aujourd_hui + timedelta(days=avant) if avant is not None else None
    return [
        reponse
        for reponse in muettes
        if (reponse.echeance is None and fin is None)
        or (
            reponse.echeance is not None
            and aujourd_hui <= reponse.echeance
            and (fin is None or reponse.echeance <= fin)
        )
    ]


def _relancer(reponse: ReponseCommune, site: str, serveur: BaseEmailBackend | None) -> str:
    """Sort de la relance : le nom du champ de `BilanRelance` où l'inscrire."""
    adresses = adresses_de(reponse.commune.utilisateurs.all())
    if reponse.relancee_le:
        return "deja_relancees"
    if not adresses:
        return "sans_adresse"
    lignes = ReponseCommune.objects.filter(pk=reponse.pk)
    libre = lignes.filter(sens="", relancee_le=None)
    return envoyer_une_fois(
        serveur,
        lambda: composer(reponse, adresses, site),
        prendre=lambda: ecriture.changer(libre, relancee_le=timezone.now()),
        rendre=lambda: ecriture.changer(lignes, relancee_le=None),
    )


def composer(reponse: ReponseCommune, adresses: tuple[str, ...], site: str) -> EmailMessage:
    consultation = reponse.consultation
    contexte = {
        "consultation": consultation,
        "regle": consultation.regle,
        "commune": reponse.commune,
        "transmise_le": reponse.transmise_le,
        "echeance": reponse.echeance,
        "silence_le": premier_jour_du_silence(consultation.regle, reponse.transmise_le),
        "adresse": site.rstrip("/") + consultation.get_absolute_url(),
    }
    sujet = render_to_string("gouvernance/consultations/relance_sujet.txt", contexte)
    corps = render_to_string("gouvernance/consultations/relance.txt", contexte)
    return EmailMessage(subject=sujet.strip(), body=corps, to=adresses)
