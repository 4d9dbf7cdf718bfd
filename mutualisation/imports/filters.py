import django_filters

from gouvernance.filters import DateFilter, MotsFilter
from mutualisation.imports.registre import choix_des_ressources
from mutualisation.models import Import


class ImportFilterSet(django_filters.FilterSet):
    nom = MotsFilter(["nom", "motif"], label="Fichier ou motif")
    ressource = django_filters.ChoiceFilter(
        label="Contenu", choices=choix_des_ressources, empty_label="Tout"
    )
    etat = django_filters.ChoiceFilter(
        label="État", choices=Import.Etat.choices, empty_label="Tous"
    )
    du = DateFilter("envoye_le", "date__gte", label="Du")
    au = DateFilter("envoye_le", "date__lte", label="Au")

    class Meta:
        model = Import
        fields = ["nom", "ressource", "etat", "du", "au"]
