"""Les exercices : à qui appartient une donnée, ce qui est clos, clore et rouvrir."""

from gouvernance.exercices.rattachements import (
    Annuel,
    Cumule,
    HorsExercice,
    Periodique,
    exercice_de,
)
from gouvernance.exercices.verrou import (
    ExerciceClos,
    exercices_clos,
    exercices_clos_lus_une_fois,
    exercices_publies,
    exercices_rouverts,
    phrase_de_refus,
)

__all__ = [
    "Annuel",
    "Cumule",
    "ExerciceClos",
    "HorsExercice",
    "Periodique",
    "exercice_de",
    "exercices_clos",
    "exercices_clos_lus_une_fois",
    "exercices_publies",
    "exercices_rouverts",
    "phrase_de_refus",
]
