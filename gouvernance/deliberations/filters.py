import django_filters
from django import forms
from django.db.models import Q

from gouvernance.models import Collectivite, Deliberation, Instance
from gouvernance.regles import RUBRIQUES, matieres_de

JOUR = forms.DateInput(attrs={"type": "date"})


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


class DeliberationFilterSet(django_filters.FilterSet):
    texte = django_filters.CharFilter(label="Objet ou numéro", method="chercher")
    collectivite = django_filters.ModelChoiceFilter(
        queryset=collectivites_lisibles, empty_label="Toutes"
    )
    instance = django_filters.ModelChoiceFilter(queryset=instances_lisibles, empty_label="Toutes")
    du = django_filters.DateFilter("date", "gte", label="Du", widget=JOUR)
    au = django_filters.DateFilter("date", "lte", label="Au", widget=JOUR)
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
        fields = ["texte", "collectivite", "instance", "du", "au", "matiere", "resultat"]

    def chercher(self, queryset, nom, texte):
        """Chaque mot, dans l'objet, le numéro ou l'identifiant de télétransmission."""
        for mot in texte.split():
            queryset = queryset.filter(
                Q(objet__icontains=mot)
                | Q(numero__icontains=mot)
                | Q(identifiant_actes__icontains=mot)
            )
        return queryset

    def filtrer_matiere(self, queryset, nom, code):
        return queryset.filter(Q(matiere_code=code) | Q(matiere_code__startswith=f"{code}."))

    def filtrer_resultat(self, queryset, nom, resultat):
        return queryset.filter(resultat="" if resultat == "inconnu" else resultat)
