"""Clore un exercice, et le rouvrir en disant pourquoi."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from gouvernance.evenements import Evenement, consigner
from gouvernance.exercices.declencheurs import CLE_DU_VERROU
from gouvernance.exercices.verrou import oublier_les_exercices_clos
from gouvernance.historique.suivi import pour_motif
from gouvernance.models import Cloture, Utilisateur


@transaction.atomic
def clore(*, annee: int, par: Utilisateur | None) -> Cloture:
    """Clôt l'exercice, une fois finies les écritures commencées avant.

    Celles qui commencent ensuite attendent la fin de cette transaction, et voient la clôture.
    Lève `ValidationError` si l'exercice est déjà clos.
    """
    attendre_les_ecritures()
    cloture = Cloture(annee=annee, close_par=par)
    cloture.full_clean()
    with pour_motif(f"Clôture de l’exercice {annee}", auteur=par):
        cloture.save()
    oublier_les_exercices_clos()
    consigner(Evenement.EXERCICE_CLOS, par, annee=annee)
    return cloture


@transaction.atomic
def rouvrir(*, annee: int, par: Utilisateur, motif: str) -> Cloture:
    """Rend l'exercice modifiable ; lève `ValidationError` sans motif, ou s'il n'est pas clos."""
    cloture = Cloture.objects.select_for_update().filter(annee=annee, rouverte_le=None).first()
    if cloture is None:
        raise ValidationError(f"L’exercice {annee} n’est pas clos.")
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi l’exercice est rouvert."})
    cloture.rouverte_le, cloture.rouverte_par = timezone.now(), par
    cloture.motif = motif.strip()
    cloture.full_clean()
    with pour_motif(cloture.motif, auteur=par):
        cloture.save()
    oublier_les_exercices_clos()
    consigner(Evenement.EXERCICE_ROUVERT, par, annee=annee)
    return cloture


def refermer(*, annee: int, par: Utilisateur) -> Cloture:
    """Clôt de nouveau un exercice rouvert, sans nouvelle édition.

    Lève `ValidationError` si l'exercice n'a jamais été clos : le publier le clôt.
    """
    if not Cloture.objects.filter(annee=annee).exists():
        raise ValidationError(f"L’exercice {annee} se clôt en publiant son rapport.")
    return clore(annee=annee, par=par)


def attendre_les_ecritures() -> None:
    """Sur SQLite, la transaction a déjà pris seule le droit d'écrire."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [CLE_DU_VERROU])
