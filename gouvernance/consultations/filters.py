import django_filters
from django import forms
from django.utils import timezone

from gouvernance.consultations.contenu import Avancement
from gouvernance.consultations.issues import lire_issues
from gouvernance.filters import ChoixFilter, DateFilter, MotsFilter, communes_visibles
from gouvernance.models import Consultation, ReponseCommune
from gouvernance.regles import REGLES, Issue

ETATS = [
    ("Avancement", [(etat.value, etat.value) for etat in Avancement]),
    ("Issue", [(issue.value, issue.value) for issue in Issue]),
]
REPONSES = [
    ("rendue", "rendue, quelle qu’elle soit"),
    *ReponseCommune.Sens.choices,
    ("attendue", "encore attendue"),
]


class ConsultationFilterSet(django_filters.FilterSet):
    objet = MotsFilter(["objet"], label="Objet")
    nature = django_filters.ChoiceFilter(
        choices=[(regle.code, regle.libelle) for regle in REGLES.values()], empty_label="Toutes"
    )
    etat = django_filters.ChoiceFilter(
        label="État", choices=ETATS, empty_label="Tous", method="filtrer_etat"
    )
    commune = ChoixFilter(
        label="Commune",
        queryset=communes_visibles,
        field_name="reponses__commune",
        empty_label="Toutes",
    )
    au = DateFilter(label="À la date du", method="dater")

    class Meta:
        model = Consultation
        fields = ["objet", "nature", "etat", "commune", "au"]

    def dater(self, queryset, nom, jour):
        """Ce qui était déjà transmis ce jour-là."""
        return queryset.transmises_le(jour)

    def filtrer_etat(self, queryset, nom, etat):
        """L'avancement se lit dans la base ; l'issue d'un vote se calcule."""
        jour = self.form.cleaned_data.get("au") or timezone.localdate()
        match etat:
            case Avancement.A_VENIR:
                return queryset.exclude(pk__in=queryset.transmises_le(jour))
            case Avancement.CLOSE:
                return queryset.transmises_le(jour).filter(close_le__lte=jour)
            case Avancement.EN_COURS:
                return queryset.ouvertes_le(jour).attendant_une_reponse_le(jour)
            case Avancement.A_CLORE:
                attendues = queryset.attendant_une_reponse_le(jour)
                return queryset.ouvertes_le(jour).exclude(pk__in=attendues)
        issues = lire_issues(queryset.qui_votent(), jour)
        return queryset.filter(pk__in=[cle for cle, issue in issues if issue == etat])


def consultations_visibles(request):
    return Consultation.objects.visibles_par(request.user)


class ReponseFilterSet(django_filters.FilterSet):
    objet = MotsFilter(["consultation__objet"], label="Objet de la consultation")
    consultation = ChoixFilter(
        label="Consultation", queryset=consultations_visibles, widget=forms.HiddenInput
    )
    commune = ChoixFilter(queryset=communes_visibles, empty_label="Toutes")
    reponse = django_filters.ChoiceFilter(
        label="Réponse", choices=REPONSES, empty_label="Toutes", method="filtrer_reponse"
    )
    au = DateFilter(label="À la date du", method="dater")

    class Meta:
        model = ReponseCommune
        fields = ["objet", "consultation", "commune", "reponse", "au"]

    def dater(self, queryset, nom, jour):
        """Celles demandées ce jour-là ou avant."""
        return queryset.filter(consultation__transmise_le__lte=jour)

    def filtrer_reponse(self, queryset, nom, voulue):
        jour = self.form.cleaned_data.get("au") or timezone.localdate()
        if voulue == "attendue":
            return queryset.attendues_le(jour)
        rendues = queryset.rendues_le(jour)
        return rendues if voulue == "rendue" else rendues.filter(sens=voulue)
