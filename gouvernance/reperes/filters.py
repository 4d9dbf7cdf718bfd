import django_filters

from gouvernance.filters import ChoixFilter, DateFilter, JourFilter, MotsFilter
from gouvernance.models import Collectivite, Etape, Mandature, Pacte, Schema, Texte


class SchemaFilterSet(django_filters.FilterSet):
    texte = MotsFilter(["nom", "orientations"], label="Mot du nom ou des orientations")
    au = JourFilter(label="En vigueur le")

    class Meta:
        model = Schema
        fields = ["texte", "au"]


class PacteFilterSet(django_filters.FilterSet):
    texte = MotsFilter(["nom", "objectifs", "orientations"], label="Mot du nom ou du contenu")
    mandature = ChoixFilter(queryset=Mandature.objects.all(), empty_label="Toutes")

    class Meta:
        model = Pacte
        fields = ["texte", "mandature"]


class TexteFilterSet(django_filters.FilterSet):
    texte = MotsFilter(
        ["reference", "objet", "contenu", "evolution"], label="Référence ou mot du contenu"
    )
    categorie = django_filters.ChoiceFilter(
        label="Catégorie", choices=Texte.Categorie.choices, empty_label="Toutes"
    )
    a_change = django_filters.ChoiceFilter(
        label="Depuis la version citée",
        choices=[("oui", "a changé"), ("non", "rien de signalé")],
        empty_label="Changé ou non",
        method="filtrer_changement",
    )

    class Meta:
        model = Texte
        fields = ["texte", "categorie", "a_change"]

    def filtrer_changement(self, queryset, nom, voulu):
        return queryset.filter(a_change=voulu == "oui")


class EtapeFilterSet(django_filters.FilterSet):
    texte = MotsFilter(["titre", "recit"], label="Mot du titre ou du récit")
    communes = ChoixFilter(
        label="Commune",
        queryset=Collectivite.objects.filter(etapes__isnull=False).distinct(),
        empty_label="Toutes",
    )
    du = DateFilter("date", "gte", label="Du")
    au = DateFilter("date", "lte", label="Au")

    class Meta:
        model = Etape
        fields = ["texte", "communes", "du", "au"]
