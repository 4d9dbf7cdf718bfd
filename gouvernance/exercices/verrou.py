"""Première des deux portes : `full_clean` refuse ce qui changerait un exercice clos."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from gouvernance.exercices.rattachements import Rattachement
from gouvernance.francais import date_en_lettres, enumerer, insecables

# Exercices clos déjà lus pendant une page ou un lot ; rien : à lire à chaque fois.
LECTURE: ContextVar[dict[str, Mapping[int, datetime]] | None] = ContextVar("lecture", default=None)


class ExerciceClos(ValidationError):
    """Ce qui s'écrivait appartient à un exercice clos ; le message dit lequel."""


@contextmanager
def exercices_clos_lus_une_fois() -> Iterator[None]:
    """Pendant une page ou un lot, `exercices_clos` n'interroge la base qu'une fois.

    La base, elle, vérifie chaque ligne : ce qui se clôt entre-temps reste refusé.
    """
    jeton = LECTURE.set({})
    try:
        yield
    finally:
        LECTURE.reset(jeton)


def exercices_clos() -> Mapping[int, datetime]:
    """Exercices clos, et le moment où chacun l'a été."""
    retenue = LECTURE.get()
    if retenue and "clos" in retenue:
        return retenue["clos"]
    # Par le registre : tout modèle, et la clôture elle-même, naît de cette classe.
    cloture = apps.get_model("gouvernance", "Cloture")
    clos = dict(cloture.objects.filter(rouverte_le=None).values_list("annee", "close_le"))
    if retenue is not None:
        retenue["clos"] = clos
    return clos


def oublier_les_exercices_clos() -> None:
    """À appeler quand un exercice vient d'être clos ou rouvert."""
    if (retenue := LECTURE.get()) is not None:
        retenue.clear()


def phrase_de_refus(annees: Mapping[int, datetime]) -> str:
    """Pourquoi rien ne s'écrit, depuis quand, et qui peut y remédier."""
    if len(annees) != 1:
        liste = enumerer(str(annee) for annee in sorted(annees))
        return f"Les exercices {liste} sont clos : un administrateur peut les rouvrir."
    [(annee, moment)] = annees.items()
    jour = date_en_lettres(timezone.localdate(moment))
    return insecables(
        f"L’exercice {annee}, dont le rapport est publié, est clos depuis le {jour} : un "
        "administrateur peut le rouvrir en disant pourquoi."
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
