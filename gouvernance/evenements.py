"""Le journal de sécurité : ce qui s'est fait, par quel compte, sans rien de ce qu'on a saisi."""

import logging
from enum import StrEnum
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from gouvernance.models import Utilisateur

JOURNAL = logging.getLogger("securite")


class Evenement(StrEnum):
    CONNEXION = "connexion"
    CONNEXION_REFUSEE = "connexion_refusee"
    CONNEXION_VERROUILLEE = "connexion_verrouillee"
    VERROU_LEVE = "verrou_leve"
    DECONNEXION = "deconnexion"
    MOT_DE_PASSE_CHANGE = "mot_de_passe_change"
    SECOND_FACTEUR_CHANGE = "second_facteur_change"
    DROIT_CHANGE = "droit_change"
    COMPTE_CREE = "compte_cree"
    COMPTE_SUPPRIME = "compte_supprime"
    COMPTE_EFFACE = "compte_efface"
    INVITATION = "invitation"
    SESSIONS_FERMEES = "sessions_fermees"
    ASSISTANCE_COMMENCEE = "assistance_commencee"
    ASSISTANCE_TERMINEE = "assistance_terminee"
    ACCES_REFUSE = "acces_refuse"
    DEBIT_DEPASSE = "debit_depasse"
    EXPORT = "export"
    IMPORT = "import"
    PUBLICATION = "publication"
    EXERCICE_CLOS = "exercice_clos"
    EXERCICE_ROUVERT = "exercice_rouvert"


def consigner(
    evenement: Evenement,
    compte: Utilisateur | AnonymousUser | None,
    **details: int | bool | str | list[str] | None,
) -> None:
    """Écrit l'événement une fois la transaction validée ; annulée, rien n'a eu lieu.

    `details` ne porte que des numéros et des codes : ni nom, ni adresse de courriel, ni texte.
    """
    champs = {
        "evenement": evenement.value,
        "compte": compte.pk if compte else None,
        "details": details,
    }
    transaction.on_commit(partial(JOURNAL.info, evenement.value, extra=champs))
