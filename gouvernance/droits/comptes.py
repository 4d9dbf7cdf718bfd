"""Qui agit sur un compte : les règles que la permission seule ne dit pas."""

from django.contrib.auth.models import AbstractUser

CONSULTER = "gouvernance.view_utilisateur"
ADMINISTRER = "gouvernance.change_utilisateur"
EFFACER = "gouvernance.delete_utilisateur"


def est_hors_de_portee(compte: AbstractUser | None, acteur: AbstractUser) -> bool:
    """Sur un super-utilisateur, seul un autre agit."""
    return compte is not None and compte.is_superuser and not acteur.is_superuser
