"""Ce que la page d'une commune montre : la fin d'un exercice, ou un jour choisi."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Value

from finances.models import Participation
from gouvernance.etat_au import lire_etat_au
from gouvernance.francais import date_en_lettres, insecables
from mutualisation.models import Edition

EXERCICES_MONTRES = 6


@dataclass(frozen=True, slots=True)
class Exercice:
    """`edition` : numéro de la dernière publiée, 0 s'il n'y en a pas ; `empreinte`, la sienne."""

    annee: int
    edition: int = 0
    empreinte: str = ""

    @property
    def a_un_rapport(self) -> bool:
        return self.edition > 0


@dataclass(frozen=True, slots=True)
class Etat:
    exercices: tuple[Exercice, ...]
    exercice: Exercice
    jour: date
    est_un_jour_choisi: bool
    aujourd_hui: date
    message: str

    @property
    def annee(self) -> int:
        return self.exercice.annee

    @property
    def quand(self) -> str:
        """« en 2020 » ou « au 30 juin 2019 »."""
        if self.est_un_jour_choisi:
            return f"au {date_en_lettres(self.jour)}"
        return f"en {self.annee}"

    @property
    def est_aujourd_hui(self) -> bool:
        return self.est_un_jour_choisi and self.jour == self.aujourd_hui

    @property
    def recents(self) -> tuple[Exercice, ...]:
        return self.exercices[-EXERCICES_MONTRES:]

    @property
    def anciens(self) -> tuple[Exercice, ...]:
        return self.exercices[:-EXERCICES_MONTRES]


def lire_exercices(code_insee: str, aujourd_hui: date) -> tuple[Exercice, ...]:
    """Exercices où un montant est voté pour la commune, ou qui ont un rapport publié.

    À défaut, l'an dernier, pour que la page existe.
    """
    votes = (
        Participation.objects.applicables()
        .filter(payeur__code_insee=code_insee)
        .order_by()
        .values_list("exercice_debut", Value(0), Value("", output_field=CharField()))
    )
    publies = Edition.objects.order_by().values_list("rapport__annee", "numero", "empreinte")
    # Rangées par année puis par numéro : la dernière édition l'emporte.
    connus = {annee: Exercice(annee, *edition) for annee, *edition in sorted(votes.union(publies))}
    return tuple(connus.values()) or (Exercice(aujourd_hui.year - 1),)


def lire_etat(exercices: tuple[Exercice, ...], annee: str, au: str, aujourd_hui: date) -> Etat:
    """L'état demandé ; à défaut, la fin du dernier exercice, en disant ce qui n'est pas connu."""
    connus = {str(exercice.annee): exercice for exercice in exercices}
    exercice = connus.get(annee, exercices[-1])
    au_jour = lire_etat_au(au, date(exercice.annee, 12, 31), aujourd_hui)
    message = au_jour.message
    if au_jour.est_choisi:
        du_jour = str(au_jour.jour.year)
        exercice = connus.get(du_jour) or Exercice(au_jour.jour.year)
    elif annee and annee not in connus:
        citee = annee if len(annee) <= 20 else f"{annee[:20]}…"
        message = (
            f"Aucune donnée pour l’exercice « {citee} » : voici {exercice.annee}. {message}".strip()
        )
    return Etat(
        exercices=exercices,
        exercice=exercice,
        jour=au_jour.jour,
        est_un_jour_choisi=au_jour.est_choisi,
        aujourd_hui=aujourd_hui,
        message=insecables(message),
    )
