from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

# Le temps de corriger un fichier et de répondre à ses questions.
CONSERVATION = timedelta(days=7)


class ImportQuerySet(models.QuerySet):
    def des_ressources(self, codes: list[str]) -> Self:
        return self.filter(ressource__in=codes)

    def sans_contenu(self) -> Self:
        return self.defer("contenu", "apercu", "reponses")

    def ouverts(self) -> Self:
        return self.exclude(etat__in=[self.model.Etat.APPLIQUE, self.model.Etat.ABANDONNE])

    def abandonner_les_perimes(self) -> int:
        """Efface le fichier de ceux que personne n'a confirmés à temps."""
        perimes = self.ouverts().filter(envoye_le__lt=timezone.now() - CONSERVATION)
        return perimes.abandonner()

    def abandonner(self) -> int:
        return self.update(etat=self.model.Etat.ABANDONNE, contenu=None, apercu=None, reponses={})
