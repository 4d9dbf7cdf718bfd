import django_tables2 as tables

from finances.chapitres import libelle_du_payeur
from finances.models import Participation
from gouvernance.francais import INSECABLE
from gouvernance.listes import EurosColumn, adresse_de_la_commune


def un_seul_exercice(table: tables.Table) -> bool:
    return bool(table.criteres.get("exercice"))


def titre_du_total(table: tables.Table) -> str:
    return "Total" if un_seul_exercice(table) else ""


class MontantColumn(EurosColumn):
    """Montant totalisé en pied si un seul exercice est choisi : deux ne s'additionnent pas."""

    def totaliser(self, bound_column, table):
        return super().totaliser(bound_column, table) if un_seul_exercice(table) else ""


class ParticipationTable(tables.Table):
    legende = "Participations votées, en euros"

    payeur = tables.Column(
        footer=titre_du_total, linkify=adresse_de_la_commune, order_by=["payeur__nom_de_tri"]
    )
    exercices = tables.Column(verbose_name="exercice", order_by=["exercice_debut"])
    objet = tables.Column()
    mode = tables.Column()
    montant = MontantColumn(verbose_name="montant voté", total=True)
    deja_valorise = MontantColumn(verbose_name="déjà valorisé", total=True)
    effet_sur_l_ac = MontantColumn(verbose_name="effet sur l’attribution", total=True)

    class Meta:
        model = Participation
        fields = [
            "payeur",
            "exercices",
            "objet",
            "mode",
            "montant",
            "deja_valorise",
            "effet_sur_l_ac",
        ]
        empty_text = "Aucune participation ne correspond à ces critères."

    def render_payeur(self, value):
        return libelle_du_payeur(value)

    def render_exercices(self, value):
        return value.replace(" ", INSECABLE)

    def render_mode(self, record):
        return record.mode_en_clair
