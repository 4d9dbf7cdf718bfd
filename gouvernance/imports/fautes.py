"""Ce qu'un fichier a de faux, et où."""

from dataclasses import dataclass

from gouvernance.francais import INSECABLE


@dataclass(frozen=True, slots=True)
class Faute:
    """Valeur à corriger ; sans ligne, la faute est celle du fichier ou d'une colonne entière."""

    ligne: int | None
    colonne: str
    phrase: str

    def __str__(self):
        lieu = [f"ligne {self.ligne}"] if self.ligne else []
        lieu += [f"« {self.colonne} »"] if self.colonne else []
        if not lieu:
            return self.phrase
        dit = ", ".join(lieu)
        return f"{dit[0].upper()}{dit[1:]}{INSECABLE}: {self.phrase}"
