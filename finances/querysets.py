from decimal import Decimal
from typing import Self

from django.db.models import Sum
from django.db.models.functions import Coalesce

from gouvernance.periodes import ExercicesQuerySet


class ParticipationQuerySet(ExercicesQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent, celles de ses communes pour un élu."""
        if utilisateur.is_staff:
            return self.all()
        collectivites = self.model._meta.get_field("payeur").related_model.objects
        return self.filter(payeur__in=collectivites.visibles_par(utilisateur))

    def imputees(self) -> Self:
        """Parts déduites de l'attribution de compensation."""
        return self.filter(mode="imputation_ac")

    def refacturees(self) -> Self:
        """Parts facturées à la commune, hors attribution de compensation."""
        return self.filter(mode="refacturation")

    def avec_relations(self) -> Self:
        return self.select_related("evaluation", "payeur__ccas", "service", "deliberation")

    def total(self) -> Decimal:
        return self.aggregate(total=Coalesce(Sum("montant"), Decimal(0)))["total"]
