import django_tables2 as tables

from gouvernance.listes import DateColumn, NombreColumn
from gouvernance.models import Deliberation


class DeliberationTable(tables.Table):
    legende = "Délibérations et décisions, la plus récente d’abord"

    objet = tables.Column(linkify=True)
    date = DateColumn(precision="precision")
    assemblee = tables.Column(verbose_name="assemblée")
    numero = tables.Column(verbose_name="numéro")
    matiere_code = tables.Column(verbose_name="matière")
    pour = NombreColumn()
    contre = NombreColumn()
    abstentions = NombreColumn()
    resultat = tables.Column(verbose_name="résultat")

    class Meta:
        model = Deliberation
        fields = [
            "objet",
            "date",
            "assemblee",
            "numero",
            "matiere_code",
            "pour",
            "contre",
            "abstentions",
            "resultat",
        ]
        empty_text = "Aucune délibération ne correspond à ces critères."

    def render_resultat(self, record):
        return record.get_resultat_display()

    def value_resultat(self, record):
        return record.get_resultat_display()
