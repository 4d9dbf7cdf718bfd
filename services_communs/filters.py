import django_filters

from gouvernance.filters import JourFilter, communes_visibles
from services_communs.models import (
    Adhesion,
    Cooperation,
    Domaine,
    Effectif,
    Indicateur,
    Mesure,
    ServiceCommun,
    TransfertAgents,
)


class PourCommuneFilter(django_filters.ModelChoiceFilter):
    """Lignes d'une commune et de son CCAS, parmi les communes que la personne peut lire."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Commune et son CCAS")
        super().__init__(queryset=communes_visibles, empty_label="Toutes", **kwargs)

    def filter(self, qs, value):
        return qs.pour_commune(value) if value else qs


def domaine_filter(**kwargs):
    return django_filters.ModelChoiceFilter(
        label="Domaine", queryset=Domaine.objects.all(), empty_label="Tous", **kwargs
    )


class ServiceCommunFilterSet(django_filters.FilterSet):
    domaine = domaine_filter()
    est_gratuit = django_filters.ChoiceFilter(
        label="Participation",
        choices=[("True", "gratuit"), ("False", "payant")],
        empty_label="Gratuit ou payant",
    )
    au = JourFilter(label="Ouvert le", method="ouvrir_le")

    class Meta:
        model = ServiceCommun
        fields = ["domaine", "est_gratuit", "au"]

    def ouvrir_le(self, queryset, nom, jour):
        """Services ouverts ce jour-là, avec leurs adhérents de ce jour-là."""
        return queryset.en_cours_le(jour).avec_nombre_adherents(jour)


class AdhesionFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter()
    service = django_filters.ModelChoiceFilter(
        label="Service", queryset=ServiceCommun.objects.all(), empty_label="Tous"
    )
    au = JourFilter(label="En cours le")

    class Meta:
        model = Adhesion
        fields = ["commune", "service", "au"]


def annees_des_transferts():
    return annees(TransfertAgents.objects.dates("date_effet", "year", order="DESC"))


def annees_des_effectifs():
    return annees(Effectif.objects.dates("date", "year", order="DESC"))


def annees(jours):
    return [(jour.year, str(jour.year)) for jour in jours]


class TransfertAgentsFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter(label="Origine (commune et son CCAS)")
    domaine = domaine_filter()
    annee = django_filters.ChoiceFilter(
        label="Année d’effet",
        field_name="date_effet__year",
        choices=annees_des_transferts,
        empty_label="Toutes",
    )

    class Meta:
        model = TransfertAgents
        fields = ["commune", "domaine", "annee"]


class EffectifFilterSet(django_filters.FilterSet):
    domaine = domaine_filter()
    annee = django_filters.ChoiceFilter(
        label="Année", field_name="date__year", choices=annees_des_effectifs, empty_label="Toutes"
    )

    class Meta:
        model = Effectif
        fields = ["domaine", "annee"]


def annees_des_mesures():
    annees = Mesure.objects.order_by("-annee").values_list("annee", flat=True).distinct()
    return [(annee, str(annee)) for annee in annees]


class IndicateurFilterSet(django_filters.FilterSet):
    domaine = domaine_filter()
    annee = django_filters.ChoiceFilter(
        label="Année",
        choices=annees_des_mesures,
        empty_label="Celle des dernières fiches",
        method="mesurer",
    )

    class Meta:
        model = Indicateur
        fields = ["domaine", "annee"]

    def mesurer(self, queryset, nom, annee):
        return queryset.avec_mesures(int(annee))


class CooperationFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter(label="Commune")
    forme = django_filters.ChoiceFilter(
        label="Forme",
        choices=[forme for forme in Cooperation.Forme.choices if forme[0]],
        empty_label="Toutes",
    )

    class Meta:
        model = Cooperation
        fields = ["commune", "forme"]
