import django_filters
from django import forms
from django.db.models import Q

from gouvernance.filters import ChoixFilter, DateFilter, RechercheFilter
from gouvernance.models import Collectivite, Deliberation, Instance, Seance
from gouvernance.regles import RUBRIQUES, matieres_de


def matieres() -> list[tuple[str, list[tuple[str, str]]]]:
    """Nomenclature en menus : chaque rubrique, entière puis par matière."""
    return [
        (f"{rang} {titre}", [(rang, f"{rang} toutes"), *matieres_de(rang)])
        for rang, titre in RUBRIQUES.items()
    ]


def collectivites_lisibles(request):
    lisibles = Deliberation.objects.visibles_par(request.user)
    return Collectivite.objects.filter(pk__in=lisibles.values("collectivite"))


def instances_lisibles(request):
    lisibles = Deliberation.objects.visibles_par(request.user)
    return Instance.objects.filter(pk__in=lisibles.values("instance"))


def seances_lisibles(request):
    return Seance.objects.visibles_par(request.user).select_related("instance")


class DeliberationFilterSet(django_filters.FilterSet):
    texte = RechercheFilter(label="Objet ou numéro")
    collectivite = ChoixFilter(queryset=collectivites_lisibles, empty_label="Toutes")
    instance = ChoixFilter(queryset=instances_lisibles, empty_label="Toutes")
    du = DateFilter("date", "gte", label="Du")
    au = DateFilter("date", "lte", label="Au")
    seance = ChoixFilter(label="Séance", queryset=seances_lisibles, widget=forms.HiddenInput)
    matiere = django_filters.ChoiceFilter(
        label="Matière", choices=matieres, empty_label="Toutes", method="filtrer_matiere"
    )
    resultat = django_filters.ChoiceFilter(
        label="Résultat",
        choices=[*Deliberation.Resultat.choices, ("inconnu", "non renseigné")],
        empty_label="Tous",
        method="filtrer_resultat",
    )

    class Meta:
        model = Deliberation
        fields = [
            "texte",
            "collectivite",
            "instance",
            "seance",
            "du",
            "au",
            "matiere",
            "resultat",
        ]

    def filtrer_matiere(self, queryset, nom, code):
        return queryset.filter(Q(matiere_code=code) | Q(matiere_code__startswith=f"{code}."))

    def filtrer_resultat(self, queryset, nom, resultat):
        return queryset.filter(resultat="" if resultat == "inconnu" else resultat)
