"""Ce que désigne l'argument d'une variable : un service, un domaine, une commune, un indicateur."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouvernance.models import Collectivite
from services_communs.models import Domaine, Indicateur, ServiceCommun

if TYPE_CHECKING:
    # Les modèles vérifient leurs récits avec ce module, et le contenu se lit dans les modèles.
    from mutualisation.rapport.contenu import ContenuRapport

Choix = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Argument:
    """Ce qu'on écrit après les deux-points : un code ou un nom.

    `connus` lit la base, pour dire si ce qui est écrit existe ; `presents` lit le rapport.
    `est_nomme` : le nom s'écrit plutôt que le code, qui ne dirait rien.
    """

    nom: str
    article: str
    exemple: str
    est_nomme: bool
    connus: Callable[[], Iterable[Choix]]
    presents: Callable[["ContenuRapport"], Iterator[tuple[str, str, Any]]]


SERVICE = Argument(
    "service",
    "un",
    "assurances",
    False,
    lambda: ServiceCommun.objects.values_list("code", "nom"),
    lambda rapport: ((s.code, s.nom, s) for s in rapport.matrice.services),
)
DOMAINE = Argument(
    "domaine",
    "un",
    "numerique",
    False,
    lambda: Domaine.objects.values_list("code", "titre"),
    lambda rapport: ((f.code, f.titre, f) for f in rapport.fiches),
)
COMMUNE = Argument(
    "commune",
    "une",
    "Chenôve",
    True,
    lambda: Collectivite.objects.communes().values_list("code_insee", "nom"),
    lambda rapport: ((c.code_insee, c.nom, c) for c in rapport.communes),
)
INDICATEUR = Argument(
    "indicateur",
    "un",
    "assurances/Contrats gérés",
    False,
    lambda: (
        (f"{code}/{libelle}", libelle)
        for code, libelle in Indicateur.objects.values_list("domaine__code", "libelle")
    ),
    lambda rapport: (
        (f"{fiche.code}/{ligne.libelle}", ligne.libelle, ligne)
        for fiche in rapport.fiches
        for ligne in fiche.indicateurs
    ),
)
