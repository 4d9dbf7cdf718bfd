"""Le site garde toujours quelqu'un pour administrer les comptes."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from gouvernance.droits.comptes import ADMINISTRER

# Celui des groupes ; les autres portes d'entrée (verrou, fournisseur d'identité) n'en donnent pas.
PORTEUR = "django.contrib.auth.backends.ModelBackend"

DERNIER = (
    "Plus personne n’administrerait les comptes : donnez d’abord ce droit à une autre personne "
    "dont le compte est ouvert."
)
LES_SIENS = (
    "Vous retireriez vos propres droits d’administration : un autre administrateur peut le faire."
)


class SansAdministrateur(ValidationError):
    """Ce qui vient d'être écrit ferme l'administration des comptes, à tous ou à son auteur."""


def administrateurs() -> QuerySet:
    """Comptes ouverts qui entrent dans l'administration et y donnent ou retirent des droits."""
    comptes = get_user_model().objects
    return comptes.with_perm(ADMINISTRER, backend=PORTEUR).filter(is_staff=True)


def exiger_un_administrateur(auteur: AbstractUser) -> None:
    """À appeler dans la transaction de toute écriture qui touche aux droits, une fois faite.

    Deux personnes qui se retirent l'une l'autre attendent leur tour : la seconde lit ce que la
    première a enregistré. Les droits de l'auteur sont ceux qu'il avait en arrivant.
    """
    _attendre_son_tour()
    restants = set(administrateurs().values_list("pk", flat=True))
    if not restants:
        raise SansAdministrateur(DERNIER)
    if auteur.is_staff and auteur.has_perm(ADMINISTRER) and auteur.pk not in restants:
        raise SansAdministrateur(LES_SIENS)


def _attendre_son_tour() -> None:
    """Une ligne qui existe toujours sert de verrou ; SQLite n'a qu'un écrivain à la fois."""
    modele = get_user_model()._meta
    ligne = ContentType.objects.filter(app_label=modele.app_label, model=modele.model_name)
    list(ligne.select_for_update(no_key=True).values_list("pk"))
