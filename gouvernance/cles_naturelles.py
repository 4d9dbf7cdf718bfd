"""Clé naturelle : ce qui identifie une ligne pour un lecteur, hors numéro interne."""

from operator import attrgetter

from django.db import models

from gouvernance.historique.suivi import Suivi


class CleNaturelleQuerySet(models.QuerySet):
    def get_by_natural_key(self, *valeurs) -> models.Model:
        return self.get(**dict(zip(self.model.cle_naturelle, valeurs, strict=True)))


class CleNaturelle(Suivi):
    """Modèle désigné, dans les données livrées, par les champs de `cle_naturelle`.

    Un chemin comme `service__code` traverse une clé étrangère.
    """

    cle_naturelle: tuple[str, ...]

    class Meta:
        abstract = True

    def natural_key(self) -> tuple:
        return tuple(attrgetter(chemin.replace("__", "."))(self) for chemin in self.cle_naturelle)
