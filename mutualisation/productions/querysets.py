from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

# Sans signe de vie depuis ce délai, l'exécutant est tenu pour mort.
PEREMPTION = timedelta(minutes=1)
GARDEES = 20
# Le temps, pour qui l'a demandé, de venir chercher son document.
REMISE = timedelta(hours=1)


class ProductionQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent, sinon celles qu'il a demandées."""
        return self.all() if utilisateur.is_staff else self.filter(lecteurs=utilisateur)

    def sans_contenu(self) -> Self:
        """Sans les champs lourds, lus à la demande."""
        return self.defer("source", "parametres", "resultat")

    def inachevees(self) -> Self:
        return self.filter(etat__in=[self.model.Etat.EN_ATTENTE, self.model.Etat.EN_COURS])

    def delaissees(self) -> Self:
        """Inachevées dont plus personne ne donne de nouvelles."""
        return self.inachevees().filter(battement__lt=timezone.now() - PEREMPTION)

    def relancables(self) -> Self:
        """Échouées, ou menées par un exécutant qui ne donne plus de nouvelles."""
        en_cours = Q(etat=self.model.Etat.EN_COURS)
        interrompues = en_cours & Q(battement__lt=timezone.now() - PEREMPTION)
        return self.filter(Q(etat=self.model.Etat.ECHOUEE) | interrompues)

    def prendre(self, maintenant: datetime) -> int:
        """Prend celles qui attendent, ou que leur exécutant a laissées ; rend leur nombre.

        Une seule instruction : de deux exécutants simultanés, un seul prend.
        """
        en_attente = Q(etat=self.model.Etat.EN_ATTENTE)
        laissee = Q(etat=self.model.Etat.EN_COURS, battement__lt=maintenant - PEREMPTION)
        return self.filter(en_attente | laissee).update(
            etat=self.model.Etat.EN_COURS, etape="", battement=maintenant, prises=F("prises") + 1
        )

    def oublier_les_anciennes(self) -> None:
        """Efface les travaux achevés, hors des plus récents et de ceux qu'on vient de finir."""
        acheves = self.filter(
            nature__in=[self.model.Nature.DOCUMENT, self.model.Nature.IMPORT],
            etat__in=[self.model.Etat.FAITE, self.model.Etat.ECHOUEE],
        ).order_by("-terminee_le", "pk")
        recents = list(acheves.values_list("pk", flat=True)[:GARDEES])
        perimes = acheves.exclude(pk__in=recents).filter(terminee_le__lt=timezone.now() - REMISE)
        perimes.only("pk").delete()
