import django_tables2 as tables

from gouvernance.listes import AlternativeColumn, DateColumn, NombreColumn
from gouvernance.models import Commune


class CommuneTable(tables.Table):
    legende = "Communes membres de la métropole, et celles qui l’ont été"

    nom = tables.Column(verbose_name="commune", linkify=True, order_by=["nom_de_tri"])
    a_un_ccas = AlternativeColumn(verbose_name="CCAS", vrai="un CCAS", faux="aucun")
    population = NombreColumn(verbose_name="population totale")
    millesime = tables.Column(verbose_name="recensement")
    nombre_sieges = NombreColumn(verbose_name="sièges")
    date_debut = DateColumn(verbose_name="membre depuis", precision="precision_debut")
    date_fin = DateColumn(verbose_name="membre jusqu’au")

    class Meta:
        model = Commune
        fields = [
            "nom",
            "a_un_ccas",
            "population",
            "millesime",
            "nombre_sieges",
            "date_debut",
            "date_fin",
        ]
        empty_text = "Aucune commune ne correspond à ces critères."
