import django_filters
from django.utils import timezone

from gouvernance.filters import ChoixFilter, JourFilter, MotsFilter, communes_visibles
from services_communs.models import (
    Adhesion,
    Convention,
    Cooperation,
    Domaine,
    Effectif,
    Indicateur,
    Mesure,
    Mission,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)


class PourCommuneFilter(ChoixFilter):
    """Lignes d'une commune et de son CCAS, parmi les communes que la personne peut lire."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Commune et son CCAS")
        super().__init__(queryset=communes_visibles, empty_label="Toutes", **kwargs)

    def filter(self, qs, value):
        return qs.pour_commune(value) if value else qs


def domaine_filter(**kwargs):
    return ChoixFilter(
        label="Domaine", queryset=Domaine.objects.all(), empty_label="Tous", **kwargs
    )


def service_filter(**kwargs):
    return ChoixFilter(
        label="Service", queryset=ServiceCommun.objects.all(), empty_label="Tous", **kwargs
    )


def annee_filter(modele, champ: str = "annee", **kwargs):
    """Choix parmi les années que portent les lignes du modèle."""

    def annees():
        connues = modele.objects.order_by(f"-{champ}").values_list(champ, flat=True).distinct()
        return [(annee, str(annee)) for annee in connues]

    reglages = {"label": "Année", "field_name": champ, "empty_label": "Toutes"}
    return django_filters.ChoiceFilter(choices=annees, **reglages | kwargs)


def conventions_visibles(request):
    return Convention.objects.visibles_par(request.user)


class ServiceCommunFilterSet(django_filters.FilterSet):
    domaine = domaine_filter()
    est_gratuit = django_filters.ChoiceFilter(
        label="Participation",
        choices=[("True", "gratuit"), ("False", "payant")],
        empty_label="Gratuit ou payant",
    )
    adherent = ChoixFilter(
        label="Partagé par",
        queryset=communes_visibles,
        empty_label="Toutes les communes",
        method="partager",
    )
    au = JourFilter(label="Ouvert le", method="ouvrir_le")

    class Meta:
        model = ServiceCommun
        fields = ["domaine", "est_gratuit", "adherent", "au"]

    def partager(self, queryset, nom, commune):
        """Services où la commune ou son CCAS adhère, au jour choisi ou aujourd'hui."""
        jour = self.form.cleaned_data.get("au") or timezone.localdate()
        return queryset.partages_par(commune, jour)

    def ouvrir_le(self, queryset, nom, jour):
        """Services ouverts ce jour-là, avec leurs adhérents de ce jour-là."""
        return queryset.en_cours_le(jour).avec_nombre_adherents(jour)


class MissionFilterSet(django_filters.FilterSet):
    texte = MotsFilter(["libelle"], label="Mission")
    domaine = domaine_filter(field_name="service__domaine")
    service = service_filter()

    class Meta:
        model = Mission
        fields = ["texte", "domaine", "service"]


class AdhesionFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter()
    domaine = domaine_filter(field_name="service__domaine")
    service = service_filter()
    nature = django_filters.ChoiceFilter(
        label="Adhérent",
        field_name="collectivite__nature",
        choices=[("commune", "commune"), ("ccas", "CCAS")],
        empty_label="Commune ou CCAS",
    )
    convention = ChoixFilter(queryset=conventions_visibles, empty_label="Toutes")
    au = JourFilter(label="En cours le")

    class Meta:
        model = Adhesion
        fields = ["commune", "domaine", "service", "nature", "convention", "au"]


class SaisineFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter(label="Commune")
    domaine = domaine_filter()
    annee = annee_filter(Saisine)

    class Meta:
        model = Saisine
        fields = ["commune", "domaine", "annee"]


class TransfertAgentsFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter(label="Origine (commune et son CCAS)")
    domaine = domaine_filter()
    annee = annee_filter(TransfertAgents, "date_effet__year", label="Année d’effet")
    au = JourFilter(label="Effectués au plus tard le", method="effectues_le")

    class Meta:
        model = TransfertAgents
        fields = ["commune", "domaine", "annee", "au"]

    def effectues_le(self, queryset, nom, jour):
        return queryset.effectues_le(jour)


class EffectifFilterSet(django_filters.FilterSet):
    domaine = domaine_filter()
    annee = annee_filter(Effectif, "date__year")
    perimetre = django_filters.ChoiceFilter(
        label="Périmètre",
        choices=[("service", "service commun"), ("particulier", "périmètre particulier")],
        empty_label="Tous",
        method="filtrer_perimetre",
    )
    au = JourFilter(label="Derniers connus le", method="connus_le")

    class Meta:
        model = Effectif
        fields = ["domaine", "annee", "perimetre", "au"]

    def filtrer_perimetre(self, queryset, nom, perimetre):
        communs = queryset.filter(perimetre="")
        return communs if perimetre == "service" else queryset.exclude(perimetre="")

    def connus_le(self, queryset, nom, jour):
        return queryset.connus_le(jour)


class IndicateurFilterSet(django_filters.FilterSet):
    domaine = domaine_filter()
    annee = annee_filter(Mesure, empty_label="Celle des dernières fiches", method="mesurer")

    class Meta:
        model = Indicateur
        fields = ["domaine", "annee"]

    def mesurer(self, queryset, nom, annee):
        return queryset.avec_mesures(int(annee))


class MesureFilterSet(django_filters.FilterSet):
    domaine = domaine_filter(field_name="indicateur__domaine")
    indicateur = ChoixFilter(queryset=Indicateur.objects.all(), empty_label="Tous")
    annee = annee_filter(Mesure)

    class Meta:
        model = Mesure
        fields = ["domaine", "indicateur", "annee"]


class CooperationFilterSet(django_filters.FilterSet):
    commune = PourCommuneFilter(label="Commune")
    forme = django_filters.ChoiceFilter(
        label="Forme",
        choices=[forme for forme in Cooperation.Forme.choices if forme[0]],
        empty_label="Toutes",
    )
    au = JourFilter(label="En cours le")

    class Meta:
        model = Cooperation
        fields = ["commune", "forme", "au"]
