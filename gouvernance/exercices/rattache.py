"""Première des deux portes : `full_clean` refuse ce qui changerait un exercice clos."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from gouvernance.exercices.rattachements import Rattachement
from gouvernance.exercices.verrou import (
    ExerciceClos,
    exercices_clos,
    exercices_rouverts,
    phrase_de_refus,
)


class Rattache(models.Model):
    """Modèle qui dit de quel exercice sont ses lignes, et respecte ceux qui sont clos."""

    rattachement: ClassVar[Rattachement]

    class Meta:
        abstract = True

    @property
    def verrou(self) -> int | None:
        """Exercice clos qui verrouille cette ligne telle qu'elle est, ou rien."""
        return self.rattachement.verrou(self, exercices_clos())

    @property
    def refus_de_cloture(self) -> str:
        """Pourquoi cette ligne ne se modifie pas ; vide si son exercice est ouvert."""
        annee = self.verrou
        return phrase_de_refus({annee: exercices_clos()[annee]}) if annee else ""

    @property
    def reouverture(self) -> models.Model | None:
        """Clôture rouverte à qui cette ligne doit de se modifier, ou rien."""
        rouverts = exercices_rouverts()
        annee = self.rattachement.verrou(self, rouverts) if rouverts else None
        return rouverts[annee] if annee and not self.verrou else None

    def exiger_un_exercice_ouvert(self) -> None:
        """Lève `ExerciceClos` si cette ligne est d'un exercice clos."""
        if refus := self.refus_de_cloture:
            raise ExerciceClos(refus)

    def full_clean(self, *args, **options):
        fautes = {}
        try:
            super().full_clean(*args, **options)
        except ValidationError as erreur:
            fautes = erreur.update_error_dict(fautes)
        try:
            self.refuser_si_clos()
        except ExerciceClos as refus:
            if not fautes:
                raise
            fautes = refus.update_error_dict(fautes)
        if fautes:
            raise ValidationError(fautes)

    def refuser_si_clos(self) -> None:
        """Lève `ExerciceClos` si enregistrer cette ligne changerait un exercice clos."""
        clos = exercices_clos()
        if not clos:
            return
        avant = None if self._state.adding else self._enregistree()
        if annee := self.rattachement.opposition(avant, self, clos):
            raise ExerciceClos(phrase_de_refus({annee: clos[annee]}))

    def _enregistree(self) -> models.Model | None:
        """La ligne telle qu'elle est en base, et de quoi lire son exercice."""
        relations = getattr(self.rattachement, "chemin", "").rpartition("__")[0]
        lignes = type(self)._base_manager.filter(pk=self.pk)
        return (lignes.select_related(relations) if relations else lignes).first()
