from datetime import date
from typing import Self

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.periodes import PeriodeQuerySet
from gouvernance.recherche import Champs, CherchableQuerySet


def lignes_visibles(queryset, champ: str, utilisateur):
    """Toutes les lignes pour un agent, sinon celles des collectivités qu'il peut lire."""
    if utilisateur.is_staff:
        return queryset.all()
    collectivites = queryset.model._meta.get_field(champ).related_model.objects
    return queryset.filter(**{f"{champ}__in": collectivites.visibles_par(utilisateur)})


def lignes_modifiables(queryset, domaine: str, utilisateur):
    """Celles de ses domaines pour un contributeur, toutes pour les autres agents."""
    if utilisateur.est_contributeur:
        return queryset.filter(**{f"{domaine}__in": utilisateur.domaines.values("pk")})
    return queryset.all()


def compter(lignes, champ: str) -> Coalesce:
    """Nombre de ces lignes, zéro compris, en une sous-requête groupée par `champ`."""
    nombres = lignes.order_by().values(champ).annotate(nombre=Count("pk", distinct=True))
    return Coalesce(Subquery(nombres.values("nombre")), 0)


class DomaineQuerySet(CleNaturelleQuerySet):
    def sans_contributeur(self) -> Self:
        """Domaines dont personne ne peut remplir la fiche."""
        return self.filter(contributeurs=None)

    def avec_nombres_le(self, jour: date) -> Self:
        """Annote `nombre_services` ouverts ce jour-là ; `agents` et `etp` du service commun, à la
        dernière observation connue ce jour-là ; `nombre_indicateurs`."""
        services = self._lignes("services").en_cours_le(jour)
        effectifs = self._lignes("effectifs").filter(perimetre="", date__lte=jour)
        dernier = effectifs.order_by("-date")
        return self.annotate(
            nombre_services=compter(services, "domaine"),
            agents=Subquery(dernier.values("agents")[:1]),
            etp=Subquery(dernier.values("etp")[:1]),
            nombre_indicateurs=compter(self._lignes("indicateurs"), "domaine"),
        )

    def _lignes(self, nom: str):
        lignes = self.model._meta.get_field(nom).related_model.objects
        return lignes.filter(domaine=OuterRef("pk"))


class ServiceCommunQuerySet(CherchableQuerySet, PeriodeQuerySet):
    champs = Champs(
        titre="nom",
        autres=("domaine__titre", "domaine__direction"),
        noms=(("missions", "libelle"),),
    )

    def avec_nombre_adherents(self, jour: date) -> Self:
        """Annote `nombre_communes` et `nombre_ccas` de ce jour-là, par sous-requêtes."""
        adhesions = self._adhesions_le(jour)
        return self.annotate(
            nombre_communes=compter(adhesions.filter(collectivite__nature="commune"), "service"),
            nombre_ccas=compter(adhesions.filter(collectivite__nature="ccas"), "service"),
        )

    def avec_nombre_d_adhesions_le(self, jour: date) -> Self:
        """Annote `nombre_adhesions`, celles qui sont en vigueur ce jour-là."""
        return self.annotate(nombre_adhesions=compter(self._adhesions_le(jour), "service"))

    def sans_adherent_le(self, jour: date) -> Self:
        """Services ouverts ce jour-là, où aucune collectivité n'adhère."""
        return self.en_cours_le(jour).filter(~Exists(self._adhesions_le(jour)))

    def partages_par(self, commune, jour: date) -> Self:
        """Services où la commune ou son CCAS adhère ce jour-là."""
        return self.filter(Exists(self._adhesions_le(jour).pour_commune(commune)))

    def _adhesions_le(self, jour: date):
        adhesions = self.model._meta.get_field("adhesions").related_model.objects
        return adhesions.en_cours_le(jour).filter(service=OuterRef("pk"))


class ConventionQuerySet(CherchableQuerySet, PeriodeQuerySet):
    champs = Champs(titre="objet")

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; sinon celles que ses collectivités ont signées."""
        if utilisateur.is_staff:
            return self.all()
        collectivites = self.model._meta.get_field("parties").related_model.objects
        siennes = collectivites.visibles_par(utilisateur)
        return self.filter(parties__in=siennes).distinct()

    def sans_deliberation(self) -> Self:
        return self.filter(deliberations=None)

    def avec_nombres(self, utilisateur) -> Self:
        """Annote `nombre_avenants`, et `nombre_adhesions` que cette personne peut lire."""
        avenants = self.model._meta.get_field("avenants").related_model.objects
        adhesions = self.model._meta.get_field("adhesions").related_model.objects
        return self.annotate(
            nombre_avenants=compter(avenants.filter(convention=OuterRef("pk")), "convention"),
            nombre_adhesions=compter(
                adhesions.visibles_par(utilisateur).filter(convention=OuterRef("pk")),
                "convention",
            ),
        )


class AvenantQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Ceux des conventions que cette personne peut lire."""
        return lignes_visibles(self, "convention", utilisateur)

    def en_vigueur_le(self, jour: date) -> Self:
        """Ceux qui ont pris effet au plus tard ce jour-là."""
        return self.filter(date_effet__lte=jour)


class AdhesionQuerySet(PeriodeQuerySet):
    def sans_deliberation(self) -> Self:
        """Adhésions toujours en cours qu'aucune délibération ne fonde dans les données."""
        return self.filter(date_fin=None, deliberations=None)

    def sans_convention(self) -> Self:
        """Adhésions toujours en cours sans la convention qui en règle les effets."""
        return self.filter(date_fin=None, convention=None)

    def pour_commune(self, commune) -> Self:
        """Adhésions de la commune et de son CCAS : la CLECT ne les distingue pas."""
        return self.filter(Q(collectivite=commune) | Q(collectivite__commune=commune))

    def visibles_par(self, utilisateur) -> Self:
        return lignes_visibles(self, "collectivite", utilisateur)

    def avec_relations(self) -> Self:
        return self.select_related("service__domaine", "collectivite__commune")

    def en_liste(self) -> Self:
        """Les seules colonnes que montre la liste."""
        return self.avec_relations().only(
            "date_debut",
            "precision_debut",
            "date_fin",
            "service__nom",
            "service__code",
            "service__domaine__code",
            "service__domaine__titre",
            "collectivite__nature",
            "collectivite__nom",
            "collectivite__code_insee",
            "collectivite__commune__code_insee",
        )

    def rangees_par_commune(self) -> Self:
        """Par ordre des noms de communes, chaque commune suivie de son CCAS."""
        commune = Coalesce("collectivite__commune__nom_de_tri", "collectivite__nom_de_tri")
        return self.order_by(commune, "-collectivite__nature", "pk")


class TransfertAgentsQuerySet(CleNaturelleQuerySet):
    def pour_commune(self, commune) -> Self:
        return self.filter(Q(origine=commune) | Q(origine__commune=commune))

    def jusqu_a(self, annee: int) -> Self:
        """Transferts qui ont pris effet au plus tard cette année-là."""
        return self.filter(date_effet__year__lte=annee)

    def effectues_le(self, jour: date) -> Self:
        """Transferts qui ont pris effet au plus tard ce jour-là."""
        return self.filter(date_effet__lte=jour)

    def visibles_par(self, utilisateur) -> Self:
        return lignes_visibles(self, "origine", utilisateur)

    def avec_relations(self) -> Self:
        return self.select_related("domaine", "service", "origine__commune")


class EffectifQuerySet(CleNaturelleQuerySet):
    def connus_le(self, jour: date) -> Self:
        """Dernière observation de chaque domaine et périmètre, au plus tard ce jour-là."""
        memes = self.model.objects.filter(
            domaine=OuterRef("domaine"), perimetre=OuterRef("perimetre"), date__lte=jour
        )
        return self.filter(date=Subquery(memes.order_by("-date").values("date")[:1]))


class SaisineQuerySet(CleNaturelleQuerySet):
    def pour_commune(self, commune) -> Self:
        return self.filter(Q(commune=commune) | Q(commune__commune=commune))

    def visibles_par(self, utilisateur) -> Self:
        return lignes_visibles(self, "commune", utilisateur)


class CooperationQuerySet(CherchableQuerySet, PeriodeQuerySet):
    champs = Champs(
        titre="objet",
        autres=("autres_parties", "description", "base_legale"),
        liees=(("parties", "collectivite__nom"),),
    )

    def pour_commune(self, commune) -> Self:
        """Coopérations dont la commune est partie, nommément ou parce que toutes le sont."""
        parties = self.model._meta.get_field("parties").related_model.objects
        siennes = parties.filter(Q(collectivite=commune) | Q(collectivite__commune=commune))
        return self.filter(Q(toutes_les_communes=True) | Q(pk__in=siennes.values("cooperation")))

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; sinon celles de ses collectivités et celles de toutes."""
        if utilisateur.is_staff:
            return self.all()
        parties = lignes_visibles(
            self.model._meta.get_field("parties").related_model.objects, "collectivite", utilisateur
        )
        return self.filter(Q(toutes_les_communes=True) | Q(pk__in=parties.values("cooperation")))


class IndicateurQuerySet(CherchableQuerySet, CleNaturelleQuerySet):
    champs = Champs(titre="libelle", autres=("rubrique", "unite"))

    def modifiables_par(self, utilisateur) -> Self:
        return lignes_modifiables(self, "domaine", utilisateur)

    def attendus_sans_valeur(self, annee: int) -> Self:
        """Indicateurs dont une valeur est attendue chaque année et manque à celle-ci."""
        return self.filter(est_obligatoire=True).exclude(mesures__annee=annee)

    def a_mesurer(self, annee: int) -> Self:
        """Sans valeur cette année, mais attendus chaque année ou mesurés l'année d'avant."""
        mesures = self.model._meta.get_field("mesures").related_model.objects
        mesures = mesures.filter(indicateur=OuterRef("pk"))
        attendus = Q(est_obligatoire=True) | Exists(mesures.filter(annee=annee - 1))
        return self.filter(attendus, ~Exists(mesures.filter(annee=annee)))

    def avec_mesures(self, annee: int) -> Self:
        """Annote la mesure de l'année (`valeur`…) et celle d'avant (`valeur_precedente`…)."""
        mesures = self.model._meta.get_field("mesures").related_model.objects.filter(
            indicateur=OuterRef("pk")
        )
        de_l_annee = mesures.filter(annee=annee)
        precedentes = mesures.filter(annee=annee - 1)
        grandeur = ["valeur", "valeur_maximale", "qualificatif"]
        return self.annotate(
            **{
                champ: Subquery(de_l_annee.values(champ))
                for champ in [*grandeur, "periode", "commentaire"]
            },
            **{f"{champ}_precedente": Subquery(precedentes.values(champ)) for champ in grandeur},
            annee=Value(annee),
        )
