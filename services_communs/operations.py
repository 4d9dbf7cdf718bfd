"""Écritures qui portent sur plusieurs adhésions à la fois."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from gouvernance.historique.suivi import pour_motif
from gouvernance.models import Utilisateur
from services_communs.models import Adhesion


def cloturer_adhesions(
    *,
    adhesions: Iterable[Adhesion],
    jour: date,
    motif: str,
    auteur: Utilisateur,
    essai: bool = False,
) -> dict[int, str]:
    """Met fin à toutes ces adhésions, ou à aucune ; rend ce qui l'empêche, par adhésion.

    Un essai n'écrit rien : les mêmes règles, celles de la base comprises, y sont éprouvées.
    """
    fautes = {}
    with transaction.atomic(), pour_motif(motif, auteur=auteur):
        for adhesion in adhesions:
            try:
                with transaction.atomic():
                    adhesion.cloturer(jour)
            except ValidationError as refus:
                fautes[adhesion.pk] = " ".join(refus.messages)
            except DatabaseError:
                fautes[adhesion.pk] = "La base refuse cette date : une règle s’y oppose."
        transaction.set_rollback(essai or bool(fautes))
    return fautes
