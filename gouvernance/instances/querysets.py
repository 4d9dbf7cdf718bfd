from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from gouvernance.periodes import PeriodeQuerySet
from gouvernance.querysets import visibles_selon
from gouvernance.recherche import Champs, CherchableQuerySet


class EluQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Ceux dont on peut lire un mandat."""
        if utilisateur.is_staff:
            return self.all()
        mandats = self.model._meta.get_field("mandats").related_model.objects
        return self.filter(pk__in=mandats.visibles_par(utilisateur).values("elu"))


class MandatQuerySet(PeriodeQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Tous pour un agent ; sinon ceux du conseil métropolitain, ceux qui donnent une place
        dans une instance qu'on peut lire, et ceux des élus de ses communes."""
        if utilisateur.is_staff:
            return self.all()
        places = self.model._meta.get_field("places").related_model.objects
        return self.filter(
            Q(fonction__in=[*self.model.METROPOLITAINES, self.model.Fonction.SUPPLEANT])
            | Q(pk__in=places.visibles_par(utilisateur).values("mandat"))
            | Q(elu__commune__in=utilisateur.collectivites.values("pk"))
        )

    def en_exercice_le(self, jour: date) -> Self:
        """Mandats en cours ; ceux d'une mandature s'achèvent avec elle."""
        mandature = Q(mandature=None) | Q(mandature__date_fin=None)
        return self.en_cours_le(jour).filter(mandature | Q(mandature__date_fin__gte=jour))


class MembreInstanceQuerySet(PeriodeQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Ceux des instances qu'on peut lire."""
        instances = self.model._meta.get_field("instance").related_model.objects
        return self.filter(instance__in=instances.visibles_par(utilisateur))

    def en_exercice_le(self, jour: date) -> Self:
        """Places en cours ; chacune s'achève avec le mandat qui la donne."""
        mandats = self.model._meta.get_field("mandat").related_model.objects
        return self.en_cours_le(jour).filter(mandat__in=mandats.en_exercice_le(jour))


class InstanceQuerySet(CherchableQuerySet, PeriodeQuerySet):
    champs = Champs(titre="nom", autres=("nature", "regles", "reference", "collectivite__nom"))

    def visibles_par(self, utilisateur) -> Self:
        return visibles_selon(self, "collectivite", utilisateur)

    def avec_composition(self, jour: date) -> Self:
        """Annote `nombre_membres`, ceux qui ont une voix, et parmi eux `femmes` et `hommes`."""
        place = self.model._meta.get_field("membres").related_model
        voix = place.objects.en_exercice_le(jour).filter(qualite__in=place.VOTANTES)

        def nombre(**criteres):
            lignes = voix.filter(instance=OuterRef("pk"), **criteres)
            comptees = lignes.order_by().values("instance").annotate(nombre=Count("pk"))
            return Coalesce(Subquery(comptees.values("nombre")), 0)

        return self.annotate(
            nombre_membres=nombre(),
            femmes=nombre(mandat__elu__sexe="F"),
            hommes=nombre(mandat__elu__sexe="H"),
        )

    def avec_seances(self, jour: date) -> Self:
        """Annote `derniere_seance` et `prochaine_seance`, celle du jour étant à venir."""
        seances = self.model._meta.get_field("seances").related_model.objects
        siennes = seances.filter(instance=OuterRef("pk"))
        return self.annotate(
            derniere_seance=Subquery(
                siennes.filter(jour__lt=jour).order_by("-jour").values("jour")[:1]
            ),
            prochaine_seance=Subquery(
                siennes.filter(jour__gte=jour).order_by("jour").values("jour")[:1]
            ),
        )
