import django_filters

from gouvernance.filters import MotsFilter
from services_communs.filters import PourCommuneFilter, annee_filter, domaine_filter
from services_communs.models import Fiche, Objectif, PisteAction, Realisation


class FicheFilterSet(django_filters.FilterSet):
    domaine = domaine_filter()
    annee = annee_filter(Fiche)
    etat = django_filters.ChoiceFilter(label="État", choices=Fiche.Etat.choices, empty_label="Tous")

    class Meta:
        model = Fiche
        fields = ["domaine", "annee", "etat"]


def domaine_de_la_fiche():
    return domaine_filter(field_name="fiche__domaine")


def annee_de_la_fiche():
    return annee_filter(Fiche, field_name="fiche__annee")


class ObjectifFilterSet(django_filters.FilterSet):
    texte = MotsFilter(["texte"], label="Objectif")
    domaine = domaine_de_la_fiche()
    annee = annee_de_la_fiche()

    class Meta:
        model = Objectif
        fields = ["texte", "domaine", "annee"]


class PisteActionFilterSet(django_filters.FilterSet):
    texte = MotsFilter(["texte"], label="Action")
    domaine = domaine_de_la_fiche()
    annee = annee_de_la_fiche()
    commune = PourCommuneFilter(label="Concerne la commune ou son CCAS")

    class Meta:
        model = PisteAction
        fields = ["texte", "domaine", "annee", "commune"]


class RealisationFilterSet(django_filters.FilterSet):
    texte = MotsFilter(["titre"], label="Réalisation")
    domaine = domaine_de_la_fiche()
    annee = annee_de_la_fiche()
    etat = django_filters.ChoiceFilter(
        label="État", choices=Realisation.Etat.choices, empty_label="Tous"
    )
    commune = PourCommuneFilter(label="Profite à la commune ou à son CCAS")

    class Meta:
        model = Realisation
        fields = ["texte", "domaine", "annee", "etat", "commune"]
