"""Le glossaire : une seule source, `glossaire.toml`, pour sa page et les liens qui y mènent."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gouvernance.francais import cle_de_tri, insecables

SOURCE = Path(__file__).with_suffix(".toml")
THEMES = {
    "qui": "Qui est qui",
    "partager": "Partager des services",
    "payer": "Payer et recevoir",
    "decider": "Décider ensemble",
    "rendre_compte": "Rendre compte",
}


class TermeInconnu(LookupError):
    """Mot qui n'est pas au glossaire."""


@dataclass(frozen=True, slots=True)
class Terme:
    """Mot du glossaire ; son `ancre` ne change jamais."""

    ancre: str
    theme: str
    nom: str
    definition: str
    sigle: str = ""
    source: str = ""
    voisins: tuple[str, ...] = ()
    formes: tuple[str, ...] = ()
    courant: bool = False

    @property
    def titre(self) -> str:
        return self.sigle or self.nom

    @property
    def developpe(self) -> str:
        """Nom entier d'un sigle ; rien d'un mot qui se suffit."""
        return self.nom if self.sigle else ""

    @property
    def ecritures(self) -> tuple[str, ...]:
        return tuple(ecriture for ecriture in (self.sigle, self.nom, *self.formes) if ecriture)


@dataclass(frozen=True, slots=True)
class Rubrique:
    ancre: str
    titre: str
    definitions: tuple[tuple[Terme, tuple[Terme, ...]], ...]  # avec les termes voisins


@dataclass(frozen=True, slots=True)
class Glossaire:
    termes: dict[str, Terme]
    par_ecriture: dict[str, Terme]
    reconnus: re.Pattern

    @property
    def index(self) -> list[Terme]:
        return sorted(self.termes.values(), key=lambda terme: cle_de_tri(terme.titre))

    @property
    def rubriques(self) -> list[Rubrique]:
        return [
            Rubrique(theme, titre, tuple(self._definir(theme))) for theme, titre in THEMES.items()
        ]

    def _definir(self, theme: str) -> Iterator[tuple[Terme, tuple[Terme, ...]]]:
        for terme in self.index:
            if terme.theme == theme:
                yield terme, tuple(self.termes[voisin] for voisin in terme.voisins)

    def chercher(self, mot: str) -> Terme:
        """Terme que ce mot désigne, sigle, nom ou autre écriture ; lève `TermeInconnu`."""
        try:
            return self.par_ecriture[mot.casefold()]
        except KeyError:
            raise TermeInconnu(f"« {mot} » n’est pas au glossaire.") from None

    def reconnaitre(self, texte: str) -> Iterator[tuple[re.Match, Terme]]:
        """Première occurrence de chaque terme, dans l'ordre ; les mots courants sont laissés."""
        vus = set()
        for trouve in self.reconnus.finditer(texte):
            terme = self.chercher(trouve.group())
            if terme.ancre not in vus:
                vus.add(terme.ancre)
                yield trouve, terme


def lire_glossaire() -> Glossaire:
    tables = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    termes = {ancre: lire_terme(ancre, table) for ancre, table in tables.items()}
    par_ecriture = {
        ecriture.casefold(): terme for terme in termes.values() for ecriture in terme.ecritures
    }
    ecritures = [e for terme in termes.values() if not terme.courant for e in terme.ecritures]
    # La plus longue d'abord : « attributions de compensation » avant « attribution ».
    choix = "|".join(re.escape(e) for e in sorted(ecritures, key=len, reverse=True))
    return Glossaire(termes, par_ecriture, re.compile(rf"\b(?:{choix})\b", re.IGNORECASE))


def lire_terme(ancre: str, table: dict) -> Terme:
    listes = {nom: tuple(table.pop(nom, ())) for nom in ("voisins", "formes")}
    definition = insecables(table.pop("definition"))
    return Terme(ancre=ancre, definition=definition, **listes, **table)


glossaire = lire_glossaire()
