"""Ce qui change entre deux listes ou deux tableaux, en phrases et en lignes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gouvernance.francais import ABSENT, Nombre, enumerer, nombre


@dataclass(frozen=True, slots=True)
class Variation:
    libelle: str
    avant: str
    apres: str
    ecart: str

    @property
    def phrase(self) -> str:
        return f"{self.libelle} : {self.apres} au lieu de {self.avant}."


@dataclass(frozen=True, slots=True)
class TableauDesVariations:
    """Les seules lignes qui changent."""

    titre: str
    entete: str
    lignes: tuple[Variation, ...]


def entrees_et_sorties(
    avant: Iterable[str], apres: Iterable[str], entree: str, sortie: str
) -> list[str]:
    """« Ajouté : … », « Retiré : … », dans l'ordre du rapport où l'élément se lit."""
    avant, apres = list(dict.fromkeys(avant)), list(dict.fromkeys(apres))
    return [
        f"{verbe} : {enumerer(f'« {element} »' for element in elements)}."
        for verbe, elements in [
            (entree, [e for e in apres if e not in avant]),
            (sortie, [e for e in avant if e not in apres]),
        ]
        if elements
    ]


def varier(
    titre: str,
    entete: str,
    avant: Mapping[str, Nombre | None],
    apres: Mapping[str, Nombre | None],
    ecrire: Callable[[Nombre], str],
) -> TableauDesVariations:
    """Lignes dont la valeur change ; une valeur inconnue s'écrit d'un tiret, sans écart."""
    lignes = []
    for libelle in {**apres, **avant}:
        ancienne, nouvelle = avant.get(libelle), apres.get(libelle)
        if ancienne != nouvelle:
            connus = ancienne is not None and nouvelle is not None
            lignes.append(
                Variation(
                    libelle,
                    ABSENT if ancienne is None else ecrire(ancienne),
                    ABSENT if nouvelle is None else ecrire(nouvelle),
                    nombre(nouvelle - ancienne, signe=True) if connus else "",
                )
            )
    return TableauDesVariations(titre, entete, tuple(lignes))


def varier_ecrits(
    titre: str, entete: str, avant: Mapping[str, str], apres: Mapping[str, str]
) -> TableauDesVariations:
    """Valeurs déjà écrites pour le public ; leur écart n'est pas donné."""
    lignes = [
        Variation(libelle, avant.get(libelle, ABSENT), apres.get(libelle, ABSENT), "")
        for libelle in {**apres, **avant}
        if avant.get(libelle, ABSENT) != apres.get(libelle, ABSENT)
    ]
    return TableauDesVariations(titre, entete, tuple(lignes))
