import django_tables2 as tables

from gouvernance.francais import nombre
from gouvernance.listes import DateColumn, NombreColumn
from gouvernance.models import Collectivite, Population
from gouvernance.tables import (
    CommuneColumn,
    SommeColumn,
    UneLigneParCommune,
    adresse_pour_le_lecteur,
    dire_total,
)


class CollectiviteTable(tables.Table):
    legende = "Métropole, communes, CCAS et partenaires"

    nom = tables.Column(
        verbose_name="collectivité",
        linkify=lambda record, table: adresse_pour_le_lecteur(record, table),
        order_by=["nom_de_tri"],
    )
    nature = tables.Column()
    commune = CommuneColumn(
        verbose_name="commune de rattachement", order_by=["commune__nom_de_tri"]
    )
    code_insee = tables.Column(verbose_name="code INSEE")
    siren = tables.Column(verbose_name="SIREN")
    date_debut = DateColumn(verbose_name="membre depuis", precision="precision_debut")
    date_fin = DateColumn(verbose_name="membre jusqu’au")
    successeur = CommuneColumn(verbose_name="remplacée par", order_by=["successeur__nom_de_tri"])

    class Meta:
        model = Collectivite
        fields = [
            "nom",
            "nature",
            "commune",
            "code_insee",
            "siren",
            "date_debut",
            "date_fin",
            "successeur",
        ]
        empty_text = "Aucune collectivité ne correspond à ces critères."


class EvolutionColumn(NombreColumn):
    def ecrire(self, valeur) -> str:
        return nombre(valeur, signe=True)


class PopulationTable(UneLigneParCommune):
    legende = "Population légale de chaque commune, recensement par recensement"
    champ_de_la_commune = "collectivite"

    collectivite = CommuneColumn(
        verbose_name="commune", footer=dire_total, order_by=["collectivite__nom_de_tri"]
    )
    millesime = tables.Column(verbose_name="recensement")
    en_vigueur = tables.Column(verbose_name="en vigueur au 1er janvier")
    municipale = SommeColumn(verbose_name="population municipale")
    totale = SommeColumn(verbose_name="population totale")
    evolution = EvolutionColumn(verbose_name="évolution, habitants")
    depuis = tables.Column(verbose_name="depuis le recensement")

    class Meta:
        model = Population
        fields = [
            "collectivite",
            "millesime",
            "en_vigueur",
            "municipale",
            "totale",
            "evolution",
            "depuis",
        ]
        empty_text = "Aucune population ne correspond à ces critères."
