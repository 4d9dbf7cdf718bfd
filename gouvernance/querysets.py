from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.periodes import PeriodeQuerySet
from gouvernance.recherche import Champs, CherchableQuerySet


class CollectiviteQuerySet(CherchableQuerySet, PeriodeQuerySet):
    champs = Champs(
        titre="nom", codes=("code_insee", "siren", "siret"), noms=(("graphies", "texte"),)
    )

    def communes(self) -> Self:
        return self.filter(nature="commune")

    def ccas(self) -> Self:
        return self.filter(nature="ccas")

    def metropole(self) -> Self:
        return self.filter(nature="metropole")

    def membres_le(self, jour: date) -> Self:
        """Communes membres de la métropole ce jour-là."""
        return self.communes().en_cours_le(jour)

    def sans_population_en_vigueur_le(self, jour: date) -> Self:
        """Communes membres sans la population légale de l'année, authentifiée chaque décembre."""
        populations = self.model._meta.get_field("populations").related_model.objects
        saisies = populations.filter(collectivite=OuterRef("pk"), en_vigueur=jour.year)
        return self.membres_le(jour).filter(~Exists(saisies))

    def sans_siren(self) -> Self:
        return self.filter(siren="")

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; pour un élu, ses communes et leur CCAS ; sinon aucune."""
        if utilisateur.is_staff:
            return self.all()
        # Les clés seules, sans joindre les collectivités : presque toute page le demande.
        attachees = utilisateur.collectivites.through.objects.filter(utilisateur=utilisateur)
        siennes = attachees.values("collectivite")
        return self.filter(Q(pk__in=siennes) | Q(commune__in=siennes))

    def avec_population(self, jour: date | None = None) -> Self:
        """Annote `population` et `millesime` : dernière population totale, en vigueur ce jour."""
        totales = (
            self.model._meta.get_field("populations")
            .related_model.objects.filter(collectivite=OuterRef("pk"), totale__isnull=False)
            .order_by("-millesime")
        )
        if jour:
            totales = totales.filter(en_vigueur__lte=jour.year)
        return self.annotate(
            population=Subquery(totales.values("totale")[:1]),
            millesime=Subquery(totales.values("millesime")[:1]),
        )

    def avec_sieges(self, jour: date | None = None) -> Self:
        """Annote `nombre_sieges` et `mandature_des_sieges` : ceux de ce jour, ou les derniers."""
        sieges = (
            self.model._meta.get_field("sieges")
            .related_model.objects.filter(commune=OuterRef("pk"))
            .order_by("-mandature__date_debut")
        )
        if jour:
            sieges = sieges.en_cours_le(jour)
        return self.annotate(
            nombre_sieges=Subquery(sieges.values("nombre")[:1]),
            mandature_des_sieges=Subquery(sieges.values("mandature")[:1]),
        )

    def avec_population_et_sieges_le(self, jour: date) -> Self:
        """Annote ce qu'on en sait ce jour-là : `population`, totale, et `millesime`, celui de
        l'année au plus ; `nombre_sieges` et `total_sieges` du conseil métropolitain ; et
        `cle_du_ccas`, s'il y en a un."""
        populations = (
            self.model._meta.get_field("populations")
            .related_model.objects.filter(
                collectivite=OuterRef("pk"), totale__isnull=False, millesime__lte=jour.year
            )
            .order_by("-millesime")
        )
        sieges = (
            self.model._meta.get_field("sieges").related_model.objects.en_cours_le(jour).order_by()
        )
        total = sieges.values("mandature").annotate(total=Sum("nombre")).values("total")
        siens = sieges.filter(commune=OuterRef("pk")).values("nombre")
        return self.annotate(
            population=Subquery(populations.values("totale")[:1]),
            millesime=Subquery(populations.values("millesime")[:1]),
            nombre_sieges=Subquery(siens[:1]),
            total_sieges=Subquery(total[:1]),
            cle_du_ccas=F("ccas"),
        )

    def avec_presence_d_un_ccas(self) -> Self:
        """Annote `a_un_ccas`."""
        ccas = self.model._meta.concrete_model.objects.filter(commune=OuterRef("pk"))
        return self.annotate(a_un_ccas=Exists(ccas))


class PublicQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Toutes : ce sont des actes et des chiffres que la loi publie."""
        return self.all()


class PopulationQuerySet(PublicQuerySet):
    def en_cours_le(self, jour: date) -> Self:
        """La population de chaque commune en vigueur ce jour-là : un seul millésime chacune."""
        en_vigueur = self.model.objects.filter(
            collectivite=OuterRef("collectivite"), en_vigueur__lte=jour.year
        ).order_by("-millesime")
        return self.filter(pk=Subquery(en_vigueur.values("pk")[:1]))

    def avec_evolution(self) -> Self:
        """Annote `evolution`, en habitants, depuis le millésime saisi précédent, `depuis`."""
        precedentes = self.model.objects.filter(
            collectivite=OuterRef("collectivite"), millesime__lt=OuterRef("millesime")
        ).order_by("-millesime")
        return self.annotate(
            depuis=Subquery(precedentes.values("millesime")[:1]),
            evolution=F("municipale")
            - Subquery(precedentes.values("municipale")[:1], output_field=IntegerField()),
        )


class SiegesQuerySet(PublicQuerySet):
    def en_cours_le(self, jour: date) -> Self:
        """Ceux de la mandature en cours ce jour-là."""
        fin = Q(mandature__date_fin=None) | Q(mandature__date_fin__gte=jour)
        return self.filter(fin, mandature__date_debut__lte=jour)


class SchemaQuerySet(CherchableQuerySet, PublicQuerySet):
    champs = Champs(titre="nom", autres=("orientations",))

    def en_cours_le(self, jour: date) -> Self:
        """Celui qui vaut ce jour-là : le dernier commencé, jusqu'au suivant."""
        commences = self.model.objects.filter(annee_debut__lte=jour.year)
        return self.filter(pk=Subquery(commences.order_by("-annee_debut", "-pk").values("pk")[:1]))


class PacteQuerySet(CherchableQuerySet, PublicQuerySet):
    champs = Champs(titre="nom", autres=("objectifs", "orientations"))


class TexteQuerySet(CherchableQuerySet, PublicQuerySet):
    champs = Champs(
        titre="objet", autres=("contenu", "version_citee", "evolution"), codes=("reference",)
    )

    def a_verifier_le(self, jour: date) -> Self:
        """Textes jamais vérifiés, ou depuis plus d'un an."""
        ancienne = Q(date_verification__lt=jour - timedelta(days=365))
        return self.filter(ancienne | Q(date_verification=None))

    def avec_changement(self) -> Self:
        """Annote `a_change` : une évolution est signalée depuis la version citée."""
        return self.annotate(a_change=~Q(evolution=""))


class EtapeQuerySet(PublicQuerySet):
    def avec_nombre_d_entrees(self) -> Self:
        """Annote `entrees`, les communes qui rejoignent ou fondent."""
        liens = self.model._meta.get_field("communes").remote_field.through.objects
        comptees = (
            liens.filter(etape=OuterRef("pk"))
            .order_by()
            .values("etape")
            .annotate(nombre=Count("pk"))
        )
        return self.annotate(entrees=Coalesce(Subquery(comptees.values("nombre")), 0))


def visibles_selon(lignes: CleNaturelleQuerySet, chemin: str, utilisateur) -> CleNaturelleQuerySet:
    """Ce qui relève de la métropole pour tous, ce qui relève d'une commune pour ses lecteurs."""
    if utilisateur.is_staff:
        return lignes.all()
    siennes = utilisateur.collectivites.model.objects.visibles_par(utilisateur)
    return lignes.filter(Q(**{f"{chemin}__nature": "metropole"}) | Q(**{f"{chemin}__in": siennes}))


class DeliberationQuerySet(CherchableQuerySet, CleNaturelleQuerySet):
    champs = Champs(titre="objet", codes=("numero", "identifiant_actes"), colonne="texte_a_plat")

    def visibles_par(self, utilisateur) -> Self:
        return visibles_selon(self, "collectivite", utilisateur)


class SeanceQuerySet(CherchableQuerySet, CleNaturelleQuerySet):
    champs = Champs(titre="instance__nom", autres=("lieu",), liees=(("points", "objet"),))

    def visibles_par(self, utilisateur) -> Self:
        return visibles_selon(self, "instance__collectivite", utilisateur)

    def suivies_le(self, jour: date) -> Self:
        """Convoquées ou à venir ; d'une autre, reprise d'un document, rien n'est en retard."""
        return self.filter(Q(convoquee_le__isnull=False) | Q(jour__gte=jour))

    def sans_proces_verbal_le(self, jour: date) -> Self:
        """Séances convoquées et tenues dont le procès-verbal n'est pas arrêté ce jour-là."""
        tenues = self.filter(convoquee_le__isnull=False, jour__lt=jour)
        return tenues.filter(proces_verbal_arrete_le=None)

    def avec_nombre_de_deliberations(self) -> Self:
        """Annote `nombre_deliberations`."""
        deliberations = (
            self.model._meta.get_field("deliberations")
            .related_model.objects.filter(seance=OuterRef("pk"))
            .order_by()
            .values("seance")
            .annotate(nombre=Count("pk"))
        )
        return self.annotate(
            nombre_deliberations=Coalesce(Subquery(deliberations.values("nombre")), 0)
        )


class PresenceQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Celles des séances qu'on peut lire."""
        seances = self.model._meta.get_field("seance").related_model.objects
        return self.filter(seance__in=seances.visibles_par(utilisateur))


class PointOrdreDuJourQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Ceux des séances qu'on peut lire."""
        seances = self.model._meta.get_field("seance").related_model.objects
        return self.filter(seance__in=seances.visibles_par(utilisateur))


class DocumentQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Ceux dont la séance, l'acte ou la consultation peut être lu."""
        lisibles = Q()
        for nom in ["seance", "deliberation", "consultation"]:
            objets = self.model._meta.get_field(nom).related_model.objects
            lisibles |= Q(**{f"{nom}__in": objets.visibles_par(utilisateur)})
        return self.filter(lisibles)
