"""Voir le site comme une personne, pour l'aider : qui, jusqu'à quand, pourquoi, et la trace.

Fait ici plutôt que par une bibliothèque : celles qui existent ouvrent une session de la personne,
avec ses droits d'écrire. Ici la session reste celle de l'administrateur, second facteur compris.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from gouvernance.comptes.journal import ASSISTANCE
from gouvernance.comptes.operations import est_efface
from gouvernance.comptes.verrous import tracer
from gouvernance.droits.administrateurs import administrateurs
from gouvernance.evenements import Evenement, consigner
from gouvernance.models import Utilisateur

DUREE = timedelta(minutes=30)
CLE = "assistance"


@dataclass(frozen=True, slots=True)
class Assistance:
    personne: Utilisateur
    debut: datetime
    motif: str

    @property
    def fin(self) -> datetime:
        """L'heure à laquelle elle s'arrête d'elle-même."""
        return self.debut + DUREE


def refuser_d_assister(personne: Utilisateur, administrateur: Utilisateur) -> None:
    """Lève `ValidationError` si cette personne ne s'assiste pas, ou pas par celle-là."""
    if personne == administrateur:
        raise ValidationError("C’est votre propre compte.")
    if personne.is_superuser:
        raise ValidationError("Nul ne voit le site comme un super-utilisateur.")
    if not personne.is_active or est_efface(personne):
        raise ValidationError("Ce compte est fermé : il ne voit rien.")
    if not administrateurs().contains(administrateur):
        raise ValidationError("Seul un administrateur des comptes assiste une personne.")


def commencer(request: HttpRequest, personne: Utilisateur, *, motif: str) -> Assistance:
    refuser_d_assister(personne, request.user)
    assistance = Assistance(personne, timezone.now(), motif)
    request.session[CLE] = [personne.pk, assistance.debut.isoformat(), motif]
    # Un formulaire ouvert avant ne s'envoie plus : il serait lu comme celui d'un autre.
    rotate_token(request)
    heure = timezone.localtime(assistance.fin)
    fait = f"{ASSISTANCE} commencée, jusqu’à {heure:%H h %M} au plus tard. Motif : {motif}"
    tracer([personne], request.user, fait)
    consigner(Evenement.ASSISTANCE_COMMENCEE, request.user, vise=personne.pk)
    return assistance


def finir(request: HttpRequest, assistance: Assistance) -> None:
    """`request.user` est l'administrateur."""
    del request.session[CLE]
    rotate_token(request)
    minutes = min(timezone.now() - assistance.debut, DUREE).seconds // 60
    duree = f"{minutes} min" if minutes else "moins d’une minute"
    fait = f"{ASSISTANCE} terminée, après {duree}. Motif : {assistance.motif}"
    tracer([assistance.personne], request.user, fait)
    consigner(Evenement.ASSISTANCE_TERMINEE, request.user, vise=assistance.personne.pk)


def lire(request: HttpRequest) -> Assistance | None:
    """Celle de la session, périmée ou non ; rien si la personne n'est plus dans la base."""
    # Lire la session d'un visiteur rendrait propre à chacun une page publique.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    gardee = request.session.get(CLE)
    if gardee is None or not request.user.is_authenticated:
        return None
    pk, debut, motif = gardee
    personne = Utilisateur.objects.filter(pk=pk).first()
    return personne and Assistance(personne, datetime.fromisoformat(debut), motif)


def pourquoi_finie(assistance: Assistance, administrateur: Utilisateur) -> str:
    """Ce qui l'arrête ; rien si elle dure encore."""
    if timezone.now() >= assistance.fin:
        return f"L’assistance est terminée : elle dure {DUREE.seconds // 60} minutes au plus."
    try:
        refuser_d_assister(assistance.personne, administrateur)
    except ValidationError as refus:
        return " ".join(["L’assistance est terminée.", *refus.messages])
    return ""
