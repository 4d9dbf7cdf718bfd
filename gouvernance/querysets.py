from datetime import date
from typing import Self

from django.db.models import Q

from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.periodes import PeriodeQuerySet


class CollectiviteQuerySet(PeriodeQuerySet):
    def communes(self) -> Self:
        return self.filter(nature="commune")

    def ccas(self) -> Self:
        return self.filter(nature="ccas")

    def metropole(self) -> Self:
        return self.filter(nature="metropole")

    def membres_le(self, jour: date) -> Self:
        """Communes membres de la métropole ce jour-là."""
        return self.communes().en_cours_le(jour)

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; pour un élu, ses communes et leur CCAS ; sinon aucune."""
        if utilisateur.is_staff:
            return self.all()
        siennes = utilisateur.collectivites.values("pk")
        return self.filter(Q(pk__in=siennes) | Q(commune__in=siennes))


class DeliberationQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Les actes de la métropole pour tous, ceux d'une commune pour ses lecteurs."""
        if utilisateur.is_staff:
            return self.all()
        collectivites = self.model._meta.get_field("collectivite").related_model.objects
        return self.filter(
            Q(collectivite__nature="metropole")
            | Q(collectivite__in=collectivites.visibles_par(utilisateur))
        )
