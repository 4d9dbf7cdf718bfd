"""Ce qu'une personne garde d'une liste : ses colonnes, et ses filtres sous leurs noms."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import ResolverMatch
from django_tables2 import Table

# Ce qu'une adresse dit du moment, et non des critères.
PASSAGERS = ("page", "export")


@dataclass(frozen=True, slots=True)
class FiltreEnregistre:
    cle: int
    nom: str
    criteres: str
    est_en_cours: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    masquees: frozenset[str] = frozenset()
    filtres: tuple[FiltreEnregistre, ...] = ()


def lire_preferences(request: HttpRequest) -> Preferences:
    """En une requête ; aucune pour qui n'est pas connecté."""
    if not request.user.is_authenticated:
        return Preferences()
    liste = nommer_la_liste(request.resolver_match)
    siennes = list(request.user.preferences_de_listes.filter(liste=liste))
    en_cours = criteres_de(request.GET)
    return Preferences(
        frozenset(nom for sienne in siennes if not sienne.nom for nom in sienne.masquees),
        tuple(
            FiltreEnregistre(s.pk, s.nom, s.criteres, s.criteres == en_cours)
            for s in siennes
            if s.nom
        ),
    )


def nommer_la_liste(resolue: ResolverMatch) -> str:
    """Nom de son adresse, et ce qui la distingue d'une autre qui le porte aussi."""
    return ":".join([resolue.view_name, *map(str, resolue.kwargs.values())])[:100]


def criteres_de(parametres: QueryDict) -> str:
    """Critères et tri d'une adresse, sans les champs laissés vides."""
    gardes = QueryDict(mutable=True)
    for nom, valeurs in parametres.lists():
        remplies = [valeur for valeur in valeurs if valeur]
        if remplies and nom not in PASSAGERS:
            gardes.setlist(nom, remplies)
    return gardes.urlencode()


def colonnes_exclues(table: type[Table], masquees: frozenset[str]) -> tuple[str, ...]:
    """Colonnes masquées de cette table ; la première, qui nomme la ligne, reste toujours."""
    exclues = tuple(table._meta.exclude or ())
    retirables = [nom for nom in table.base_columns if nom not in exclues][1:]
    return exclues + tuple(nom for nom in retirables if nom in masquees)
