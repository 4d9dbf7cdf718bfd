"""Ce que l'aide dit à chacun, son propre rôle d'abord."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from gouvernance.models import Commune, Utilisateur
from gouvernance.regles import REGLES, RegleConsultation
from mutualisation.models import Rapport

ROLES = {
    "commune": "Vous êtes maire ou dirigez les services d’une commune",
    "direction": "Vous êtes agent de la métropole",
    "contributeur": "Vous remplissez la fiche d’un domaine",
    "public": "Vous n’avez pas de compte",
}


@dataclass(frozen=True, slots=True)
class Role:
    ancre: str
    titre: str
    est_le_sien: bool

    @property
    def gabarit(self) -> str:
        return f"aide/roles/_{self.ancre}.html"


@dataclass(frozen=True, slots=True)
class Aide:
    roles: tuple[Role, ...]
    communes: tuple[Commune, ...]  # celles d'un lecteur ; un agent les lit toutes
    annee: int | None  # du rapport le plus récent
    regles: tuple[RegleConsultation, ...]


def construire_aide(utilisateur: Utilisateur | AnonymousUser) -> Aide:
    sien = role_de(utilisateur)
    est_lecteur = utilisateur.is_authenticated and not utilisateur.is_staff
    ordre = sorted(ROLES, key=lambda ancre: ancre != sien)
    return Aide(
        roles=tuple(Role(ancre, ROLES[ancre], ancre == sien) for ancre in ordre),
        communes=tuple(Commune.objects.visibles_par(utilisateur)) if est_lecteur else (),
        annee=Rapport.objects.order_by("-annee").values_list("annee", flat=True).first(),
        regles=tuple(REGLES.values()),
    )


def role_de(utilisateur: Utilisateur | AnonymousUser) -> str:
    if not utilisateur.is_authenticated:
        return "public"
    if not utilisateur.is_staff:
        return "commune"
    return "contributeur" if utilisateur.est_contributeur else "direction"
