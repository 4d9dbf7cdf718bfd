import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from gouvernance.filters import ChoixFilter, DateFilter, MotsFilter
from gouvernance.models import Instance, MembreInstance, PointOrdreDuJour, Presence, Seance
from gouvernance.seances.contenu import PRESENTS
from gouvernance.seances.suivi import seances_en_retard

PERIODES = [("a_venir", "à venir"), ("passees", "passées")]


def instances_lisibles(request):
    lisibles = Seance.objects.visibles_par(request.user)
    return Instance.objects.filter(seances__in=lisibles).distinct()


class SeanceFilterSet(django_filters.FilterSet):
    instance = ChoixFilter(queryset=instances_lisibles, empty_label="Toutes")
    du = DateFilter("jour", "gte", label="Du")
    au = DateFilter("jour", "lte", label="Au")
    quand = django_filters.ChoiceFilter(
        label="Séances", choices=PERIODES, empty_label="Toutes", method="filtrer_quand"
    )
    en_retard = django_filters.ChoiceFilter(
        label="En retard",
        choices=[("oui", "oui"), ("non", "non")],
        empty_label="Toutes",
        method="filtrer_en_retard",
    )

    class Meta:
        model = Seance
        fields = ["instance", "du", "au", "quand", "en_retard"]

    def filtrer_quand(self, queryset, nom, quand):
        passees = Q(jour__lt=timezone.localdate())
        return queryset.filter(passees if quand == "passees" else ~passees)

    def filtrer_en_retard(self, queryset, nom, voulu):
        retardees = seances_en_retard(queryset, timezone.localdate())
        return queryset.filter(Q(pk__in=retardees) if voulu == "oui" else ~Q(pk__in=retardees))


def seances_lisibles(request):
    return Seance.objects.visibles_par(request.user).select_related("instance")


class PresenceFilterSet(django_filters.FilterSet):
    nom = MotsFilter(["membre__mandat__elu__nom", "membre__mandat__elu__prenom"], label="Nom")
    seance__instance = ChoixFilter(
        label="Instance", queryset=instances_lisibles, empty_label="Toutes"
    )
    seance = ChoixFilter(label="Séance", queryset=seances_lisibles, widget=forms.HiddenInput)
    du = DateFilter("seance__jour", "gte", label="Du")
    au = DateFilter("seance__jour", "lte", label="Au")
    etat = django_filters.ChoiceFilter(
        label="Présence",
        choices=[("comptes", "présent ou suppléé"), *Presence.Etat.choices],
        empty_label="Toutes",
        method="filtrer_etat",
    )
    voix = django_filters.ChoiceFilter(
        label="Voix",
        choices=[("oui", "avec une voix"), ("non", "sans voix")],
        empty_label="Avec ou sans",
        method="filtrer_voix",
    )

    class Meta:
        model = Presence
        fields = ["nom", "seance__instance", "seance", "du", "au", "etat", "voix"]

    def filtrer_etat(self, queryset, nom, etat):
        return queryset.filter(etat__in=PRESENTS if etat == "comptes" else [etat])

    def filtrer_voix(self, queryset, nom, voix):
        votantes = Q(membre__qualite__in=MembreInstance.VOTANTES)
        return queryset.filter(votantes if voix == "oui" else ~votantes)


class PointFilterSet(django_filters.FilterSet):
    objet = MotsFilter(["objet"], label="Objet")
    seance__instance = ChoixFilter(
        label="Instance", queryset=instances_lisibles, empty_label="Toutes"
    )
    du = DateFilter("seance__jour", "gte", label="Du")
    au = DateFilter("seance__jour", "lte", label="Au")

    class Meta:
        model = PointOrdreDuJour
        fields = ["objet", "seance__instance", "du", "au"]
