import django_filters

from gouvernance.filters import ChoixFilter, JourFilter, MotsFilter
from gouvernance.models import Collectivite, Instance, Mandat, Mandature, MembreInstance, Sieges


def instances_lisibles(request):
    return Instance.objects.visibles_par(request.user)


def communes_representees(request):
    mandats = Mandat.objects.visibles_par(request.user)
    return Collectivite.objects.filter(elus__mandats__in=mandats).distinct()


class InstanceFilterSet(django_filters.FilterSet):
    nom = MotsFilter(["nom"], label="Nom")
    nature = django_filters.ChoiceFilter(
        label="Nature", choices=Instance.Nature.choices, empty_label="Toutes"
    )
    au = JourFilter(label="Composition au", method="composer_au")

    class Meta:
        model = Instance
        fields = ["nom", "nature", "au"]

    def composer_au(self, queryset, nom, jour):
        """Instances de ce jour-là, avec leur composition et leurs séances de part et d'autre."""
        return queryset.en_cours_le(jour).avec_composition(jour).avec_seances(jour)


class MandatFilterSet(django_filters.FilterSet):
    nom = MotsFilter(["elu__nom", "elu__prenom", "delegation"], label="Nom ou délégation")
    elu__commune = ChoixFilter(
        label="Commune", queryset=communes_representees, empty_label="Toutes"
    )
    fonction = django_filters.ChoiceFilter(choices=Mandat.Fonction.choices, empty_label="Toutes")
    mandature = ChoixFilter(queryset=Mandature.objects.all(), empty_label="Toutes")
    au = JourFilter(label="En exercice le", method="exercer_le")

    class Meta:
        model = Mandat
        fields = ["nom", "elu__commune", "fonction", "mandature", "au"]

    def exercer_le(self, queryset, nom, jour):
        return queryset.en_exercice_le(jour)


class MembreFilterSet(django_filters.FilterSet):
    nom = MotsFilter(["mandat__elu__nom", "mandat__elu__prenom"], label="Nom")
    instance = ChoixFilter(queryset=instances_lisibles, empty_label="Toutes")
    qualite = django_filters.ChoiceFilter(
        label="Qualité",
        choices=[("voix", "avec une voix"), *MembreInstance.Qualite.choices],
        empty_label="Toutes",
        method="filtrer_qualite",
    )
    sexe = django_filters.ChoiceFilter(
        label="Femmes et hommes",
        field_name="mandat__elu__sexe",
        choices=[("F", "femmes"), ("H", "hommes")],
        empty_label="Toutes et tous",
    )
    au = JourFilter(label="Siégeant le", method="sieger_le")

    class Meta:
        model = MembreInstance
        fields = ["nom", "instance", "qualite", "sexe", "au"]

    def filtrer_qualite(self, queryset, nom, qualite):
        voulues = MembreInstance.VOTANTES if qualite == "voix" else [qualite]
        return queryset.filter(qualite__in=voulues)

    def sieger_le(self, queryset, nom, jour):
        return queryset.en_exercice_le(jour)


class SiegesFilterSet(django_filters.FilterSet):
    mandature = ChoixFilter(queryset=Mandature.objects.all(), empty_label="Toutes")
    commune = ChoixFilter(
        queryset=Collectivite.objects.filter(sieges__isnull=False).distinct(),
        empty_label="Toutes",
    )
    au = JourFilter(label="En vigueur le")

    class Meta:
        model = Sieges
        fields = ["mandature", "commune", "au"]
