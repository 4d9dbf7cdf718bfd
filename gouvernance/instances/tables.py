import django_tables2 as tables

from gouvernance.listes import DateColumn, NombreColumn
from gouvernance.models import Instance


class InstanceTable(tables.Table):
    legende = "Instances, et leurs membres qui ont une voix, aujourd’hui ou au jour choisi"

    nom = tables.Column(verbose_name="instance", linkify=True, order_by=["ordre", "nom"])
    nature = tables.Column()
    effectif = NombreColumn(verbose_name="places")
    nombre_membres = NombreColumn(verbose_name="membres saisis")
    femmes = NombreColumn(verbose_name="femmes")
    hommes = NombreColumn(verbose_name="hommes")
    delai_convocation = NombreColumn(verbose_name="convocation, jours francs")
    derniere_seance = DateColumn(verbose_name="dernière séance")
    prochaine_seance = DateColumn(verbose_name="prochaine séance")

    class Meta:
        model = Instance
        fields = [
            "nom",
            "nature",
            "effectif",
            "nombre_membres",
            "femmes",
            "hommes",
            "delai_convocation",
            "derniere_seance",
            "prochaine_seance",
        ]
        empty_text = "Aucune instance ne correspond à ces critères."
