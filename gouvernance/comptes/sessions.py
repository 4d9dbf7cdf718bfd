"""Où une personne est connectée, et comment la déconnecter partout."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gouvernance.comptes.verrous import tracer
from gouvernance.evenements import Evenement, consigner
from gouvernance.models import SessionOuverte, Utilisateur


@dataclass(frozen=True, slots=True)
class Connexion:
    ouverte_le: datetime
    vue_le: datetime
    est_celle_ci: bool


def lire_connexions(compte: Utilisateur, cle: str | None) -> tuple[Connexion, ...]:
    """Celles qui durent encore ; `cle` est la session d'où on les lit."""
    return tuple(
        Connexion(session.ouverte_le, session.vue_le, session.pk == cle)
        for session in SessionOuverte.objects.de(compte).ouvertes().defer("session_data")
    )


def fermer_les_autres_sessions(compte: Utilisateur, cle: str | None) -> None:
    """Toutes, sauf celle d'où la personne vient de changer sa façon de se connecter."""
    SessionOuverte.objects.de(compte).exclude(pk=cle).delete()


@transaction.atomic
def fermer_les_sessions(compte: Utilisateur, *, auteur: Utilisateur) -> None:
    SessionOuverte.objects.de(compte).delete()
    if auteur != compte:
        tracer([compte], auteur, "Connexions fermées.")
    consigner(Evenement.SESSIONS_FERMEES, auteur, vise=compte.pk)
