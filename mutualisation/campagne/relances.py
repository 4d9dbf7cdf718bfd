"""Relancer par courriel ceux qui n'ont pas rendu leur fiche, une fois par jour au plus."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from gouvernance.courriels import (
    BilanRelance,
    adresses_de,
    envoyer_une_fois,
    serveur_de_courriel,
)
from gouvernance.historique import ecriture
from mutualisation.contexte import lire_nom
from mutualisation.models import Rapport
from services_communs.completude import Manque, lire_completude
from services_communs.models import Fiche


@dataclass(frozen=True, slots=True)
class BilanCampagne(BilanRelance):
    formes = ("fiche relancée", "fiches relancées")
    deja = "Déjà relancées aujourd’hui"
    rien = "Aucune fiche n’est à relancer."


def a_relancer(fiche: Fiche) -> bool:
    """Vrai si la fiche est encore à rendre et n'a pas été relancée aujourd'hui."""
    deja = fiche.relancee_le is not None and fiche.relancee_le >= debut_du_jour()
    return fiche.est_ouverte and not deja


def destinataires(fiche: Fiche) -> tuple[str, ...]:
    """Adresses du responsable et des contributeurs du domaine."""
    return adresses_de([fiche.responsable, *fiche.domaine.contributeurs.all()])


def relancer(
    annee: int, site: str, *, domaine: str | None = None, avant: int | None = None
) -> BilanCampagne:
    """Écrit pour chaque fiche encore à rendre, ou pour celles attendues d'ici `avant` jours.

    `site` est l'adresse absolue du site ; une échéance passée compte
    parmi les plus proches. Lève `Rapport.DoesNotExist` si la campagne n'est pas ouverte.
    """
    rapport = Rapport.objects.get(annee=annee)
    fiches = list(_fiches_attendues(annee, domaine, avant))
    manques = lire_completude(annee, [f.domaine for f in fiches], rapport.date_observation)
    sorts = defaultdict(list)
    with serveur_de_courriel() as serveur:
        for fiche in fiches:
            sort = _relancer(fiche, manques[fiche.domaine_id], site, serveur)
            sorts[sort].append(fiche.domaine.titre)
    return BilanCampagne(**{sort: tuple(titres) for sort, titres in sorts.items()})


def _fiches_attendues(annee: int, domaine: str | None, avant: int | None) -> QuerySet[Fiche]:
    fiches = Fiche.objects.a_rendre(annee).order_by("domaine__ordre")
    if domaine is not None:
        fiches = fiches.filter(domaine__code=domaine)
    if avant is not None:
        fiches = fiches.filter(echeance__lte=timezone.localdate() + timedelta(days=avant))
    return fiches.select_related("domaine", "responsable").prefetch_related(
        "domaine__contributeurs"
    )


def _relancer(
    fiche: Fiche, manques: tuple[Manque, ...], site: str, serveur: BaseEmailBackend | None
) -> str:
    """Sort de la relance : le nom du champ de `BilanRelance` où l'inscrire."""
    adresses = destinataires(fiche)
    if not adresses:
        return "sans_adresse"
    if not a_relancer(fiche):
        return "deja_relancees"
    lignes = Fiche.objects.filter(pk=fiche.pk)
    libre = lignes.a_rendre(fiche.annee).exclude(relancee_le__gte=debut_du_jour())
    return envoyer_une_fois(
        serveur,
        lambda: composer(fiche, manques, adresses, site),
        prendre=lambda: ecriture.changer(libre, relancee_le=timezone.now()),
        rendre=lambda: ecriture.changer(lignes, relancee_le=fiche.relancee_le),
    )


def composer(
    fiche: Fiche, manques: tuple[Manque, ...], adresses: tuple[str, ...], site: str
) -> EmailMessage:
    contexte = {
        "fiche": fiche,
        "retard": fiche.retard(timezone.localdate()),
        "manques": manques,
        "adresse": site.rstrip("/")
        + reverse("fiche_saisir", args=[fiche.annee, fiche.domaine.code]),
        "nom_metropole": lire_nom(),
    }
    sujet = render_to_string("campagne/relance_sujet.txt", contexte)
    corps = render_to_string("campagne/relance.txt", contexte)
    return EmailMessage(subject=sujet.strip(), body=corps, to=adresses)


def debut_du_jour() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
