"""Les ressources de toutes les applications, et qui peut les importer."""

from django.db.models import Model

from finances.models import CleRepartition
from finances.ressources import ParticipationRessource, ValeurCleRessource
from gouvernance.imports.ressource import Ressource
from gouvernance.models import Utilisateur
from gouvernance.ressources import (
    CommuneRessource,
    DeliberationRessource,
    PopulationRessource,
    SiegesRessource,
)
from services_communs.models import Indicateur
from services_communs.ressources import (
    AdhesionRessource,
    EffectifRessource,
    MesureRessource,
    TransfertRessource,
)

RESSOURCES: tuple[type[Ressource], ...] = (
    AdhesionRessource,
    TransfertRessource,
    EffectifRessource,
    MesureRessource,
    ParticipationRessource,
    ValeurCleRessource,
    CommuneRessource,
    PopulationRessource,
    SiegesRessource,
    DeliberationRessource,
)

# Ce qui s'importe dans un autre objet se cherche aussi dans la liste de celui-ci.
PAR_MODELE: dict[type[Model], type[Ressource]] = {
    **{ressource._meta.model: ressource for ressource in RESSOURCES},
    CleRepartition: ValeurCleRessource,
    Indicateur: MesureRessource,
}


def ressource_de(modele: type[Model] | None, utilisateur: Utilisateur) -> type[Ressource] | None:
    """Ce qui remplit la liste de ce modèle, si cette personne peut l'importer."""
    ressource = PAR_MODELE.get(modele)
    permise = ressource and utilisateur.is_staff and utilisateur.has_perms(ressource.permissions)
    return ressource if permise else None


def chercher_ressource(code: str) -> type[Ressource]:
    """Lève `LookupError` si aucune ressource n'a ce code."""
    for ressource in RESSOURCES:
        if ressource.code == code:
            return ressource
    raise LookupError(code)


def ressources_permises(utilisateur: Utilisateur) -> tuple[type[Ressource], ...]:
    return tuple(r for r in RESSOURCES if utilisateur.has_perms(r.permissions))


def titre_de(code: str) -> str:
    return dict(choix_des_ressources()).get(code, code)


def choix_des_ressources() -> list[tuple[str, str]]:
    return [(ressource.code, ressource.titre) for ressource in RESSOURCES]
