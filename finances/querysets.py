from decimal import Decimal
from typing import Self

from django.db.models import Case, DecimalField, F, Value, When

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

    def avec_effet_sur_l_ac(self) -> Self:
        """Annote `effet_sur_l_ac`, l'`ajustement` calculé par la base pour trier et totaliser."""
        imputee = When(
            mode="imputation_ac", payeur__nature="commune", then=F("deja_valorise") - F("montant")
        )
        montant = DecimalField(max_digits=14, decimal_places=2)
        return self.annotate(
            effet_sur_l_ac=Case(imputee, default=Value(Decimal(0)), output_field=montant)
        )
