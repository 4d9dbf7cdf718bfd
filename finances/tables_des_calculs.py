"""Tables de ce qui mène aux montants : coûts, clés, votes, soldes."""

import django_tables2 as tables

from finances.models import (
    AttributionCompensation,
    CoutService,
    Regularisation,
    TotalVote,
    TrancheForfait,
    ValeurCle,
)
from finances.tables import MontantColumn, titre_du_total
from gouvernance.listes import DateColumn, EurosColumn, NombreColumn, adresse_de_la_commune


def un_seul_chiffrage(table: tables.Table) -> bool:
    """Un service réévalué a plusieurs coûts pour le même exercice : ils ne s'ajoutent pas."""
    return bool(table.criteres.get("exercice") and table.criteres.get("evaluation"))


def titre_du_chiffrage(table: tables.Table) -> str:
    return "Total" if un_seul_chiffrage(table) else ""


class CoutColumn(EurosColumn):
    def est_totalisee(self, table):
        return super().est_totalisee(table) and un_seul_chiffrage(table)


class CoutServiceTable(tables.Table):
    legende = "Coûts annuels évalués, en euros"

    service = tables.Column(
        linkify=True, footer=titre_du_chiffrage, order_by=["service__nom_de_tri"]
    )
    exercice = tables.Column()
    nature = tables.Column()
    taux = NombreColumn(verbose_name="taux (%)")
    cout = CoutColumn(verbose_name="coût annuel", total=True)
    evaluation = tables.Column(linkify=True, order_by=["evaluation__date"])

    class Meta:
        model = CoutService
        fields = ["service", "exercice", "nature", "taux", "cout", "evaluation"]
        empty_text = "Aucun coût ne correspond à ces critères."


class TotalVoteTable(tables.Table):
    legende = "Coûts totaux arrêtés par la CLECT, en euros"

    evaluation = tables.Column(linkify=True, order_by=["evaluation__date"])
    exercices = tables.Column(verbose_name="exercice", order_by=["exercice_debut"])
    montant = EurosColumn(verbose_name="coût total voté")
    explication_ecart = tables.Column(verbose_name="explication de l’écart", orderable=False)

    class Meta:
        model = TotalVote
        fields = ["evaluation", "exercices", "montant", "explication_ecart"]
        empty_text = "Aucun total voté ne correspond à ces critères."


def une_seule_nature(table: tables.Table) -> bool:
    """Le provisoire et le définitif d'un même exercice ne s'ajoutent pas."""
    return bool(table.criteres.get("exercice") and table.criteres.get("nature"))


def titre_des_attributions(table: tables.Table) -> str:
    return "Total" if une_seule_nature(table) else ""


class AttributionColumn(EurosColumn):
    def est_totalisee(self, table):
        return super().est_totalisee(table) and une_seule_nature(table)


class AttributionTable(tables.Table):
    legende = "Attributions de compensation enregistrées, en euros"

    commune = tables.Column(
        linkify=adresse_de_la_commune,
        footer=titre_des_attributions,
        order_by=["commune__nom_de_tri"],
    )
    exercice = tables.Column()
    nature = tables.Column()
    base = AttributionColumn(verbose_name="avant services communs", total=True)
    montant_vote = AttributionColumn(verbose_name="montant voté", total=True, linkify=True)
    date_notification = DateColumn(verbose_name="notifiée le")
    deliberation = tables.Column(linkify=True, order_by=["deliberation__date"])

    class Meta:
        model = AttributionCompensation
        fields = [
            "commune",
            "exercice",
            "nature",
            "base",
            "montant_vote",
            "date_notification",
            "deliberation",
        ]
        empty_text = "Aucune attribution ne correspond à ces critères."


class RegularisationTable(tables.Table):
    legende = "Soldes au coût réel, en euros ; un solde négatif est rendu à la commune"

    payeur = tables.Column(
        accessor="participation__payeur",
        linkify=adresse_de_la_commune,
        footer=titre_du_total,
        order_by=["participation__payeur__nom_de_tri"],
    )
    exercice = tables.Column()
    objet = tables.Column(accessor="participation__objet")
    vote = MontantColumn(
        accessor="participation__montant",
        verbose_name="montant voté",
        total=True,
        linkify=lambda record: record.participation.get_absolute_url(),
    )
    cout_reel = MontantColumn(verbose_name="coût réel", total=True)
    solde_arrete = MontantColumn(verbose_name="solde", total=True)
    date = DateColumn(verbose_name="arrêté le")

    class Meta:
        model = Regularisation
        fields = ["payeur", "exercice", "objet", "vote", "cout_reel", "solde_arrete", "date"]
        empty_text = "Aucune régularisation ne correspond à ces critères."


class ValeurCleTable(tables.Table):
    legende = "Valeur de chaque collectivité dans les clés"

    collectivite = tables.Column(
        verbose_name="collectivité",
        linkify=adresse_de_la_commune,
        order_by=["collectivite__nom_de_tri"],
    )
    service = tables.Column(
        accessor="cle__service", linkify=True, order_by=["cle__service__nom_de_tri"]
    )
    nature = tables.Column(
        accessor="cle__get_nature_display",
        verbose_name="nature de la clé",
        linkify=lambda record: record.cle.get_absolute_url(),
        order_by=["cle__nature"],
    )
    date_debut = DateColumn(accessor="cle__date_debut", verbose_name="depuis le")
    date_fin = DateColumn(accessor="cle__date_fin", verbose_name="jusqu’au")
    valeur = NombreColumn()

    class Meta:
        model = ValeurCle
        fields = ["collectivite", "service", "nature", "date_debut", "date_fin", "valeur"]
        empty_text = "Aucune valeur ne correspond à ces critères."


class TrancheForfaitTable(tables.Table):
    legende = "Forfaits par strate démographique, en euros par an"

    service = tables.Column(
        accessor="cle__service", linkify=True, order_by=["cle__service__nom_de_tri"]
    )
    population_min = NombreColumn(verbose_name="de (habitants)")
    population_max = NombreColumn(verbose_name="à (habitants)")
    montant = EurosColumn(
        verbose_name="forfait annuel", linkify=lambda record: record.cle.get_absolute_url()
    )
    date_debut = DateColumn(accessor="cle__date_debut", verbose_name="depuis le")
    date_fin = DateColumn(accessor="cle__date_fin", verbose_name="jusqu’au")

    class Meta:
        model = TrancheForfait
        fields = [
            "service",
            "population_min",
            "population_max",
            "montant",
            "date_debut",
            "date_fin",
        ]
        empty_text = "Aucun forfait ne correspond à ces critères."
