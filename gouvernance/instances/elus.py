"""Page d'une personne : ses mandats, ses places dans les instances."""

from dataclasses import dataclass

from gouvernance.instances.composition import dire_fonction
from gouvernance.models import Elu, Mandat, MembreInstance, Utilisateur


@dataclass(frozen=True, slots=True)
class MandatLu:
    fonction: str
    mandat: Mandat


@dataclass(frozen=True, slots=True)
class PageElu:
    elu: Elu
    mandats: tuple[MandatLu, ...]
    places: tuple[MembreInstance, ...]


def lire_elu(elu: Elu, lecteur: Utilisateur) -> PageElu:
    """Ce que cette personne peut lire d'un élu, le plus récent d'abord."""
    mandats = Mandat.objects.visibles_par(lecteur).filter(elu=elu)
    places = MembreInstance.objects.visibles_par(lecteur).filter(mandat__elu=elu)
    return PageElu(
        elu=elu,
        mandats=tuple(
            MandatLu(dire_fonction(mandat), mandat)
            for mandat in mandats.select_related("mandature").order_by("-date_debut", "pk")
        ),
        places=tuple(
            places.select_related("instance").order_by("-date_debut", "instance__ordre", "pk")
        ),
    )
