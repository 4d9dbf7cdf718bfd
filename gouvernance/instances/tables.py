import django_tables2 as tables
from django.utils import timezone

from gouvernance.instances.adresses import adresse_des_membres
from gouvernance.listes import DateColumn, NombreColumn
from gouvernance.models import Instance, Mandat, MembreInstance, Sieges
from gouvernance.tables import CommuneColumn, SommeColumn, UneLigneParCommune, dire_total


class MembresColumn(NombreColumn):
    """Membres qui ont une voix, au jour que montre la liste ; zéro n'ouvre rien."""

    def __init__(self, sexe: str = "", **options):
        super().__init__(linkify=self.ouvrir, **options)
        self.criteres = {"sexe": sexe} if sexe else {}

    def ouvrir(self, record, value, table):
        jour = table.criteres.get("au") or timezone.localdate()
        return adresse_des_membres(record, jour, **self.criteres) if value else None


class InstanceTable(tables.Table):
    legende = "Instances, et leurs membres qui ont une voix, aujourd’hui ou au jour choisi"

    nom = tables.Column(verbose_name="instance", linkify=True, order_by=["ordre", "nom"])
    nature = tables.Column()
    effectif = NombreColumn(verbose_name="places")
    nombre_membres = MembresColumn(verbose_name="membres saisis")
    femmes = MembresColumn("F")
    hommes = MembresColumn("H")
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


class MandatTable(tables.Table):
    legende = "Mandats, par ordre alphabétique des personnes"
    rien_d_enregistre = "Aucun mandat n’est encore saisi."

    elu = tables.Column(verbose_name="personne", linkify=True, order_by=["elu__nom", "elu__prenom"])
    commune = CommuneColumn(accessor="elu__commune", order_by=["elu__commune__nom_de_tri"])
    fonction = tables.Column(order_by=["fonction", "rang"])
    delegation = tables.Column(verbose_name="délégation")
    mandature = tables.Column(order_by=["mandature__date_debut"])
    date_debut = DateColumn(verbose_name="depuis le")
    date_fin = DateColumn(verbose_name="jusqu’au")

    class Meta:
        model = Mandat
        fields = [
            "elu",
            "commune",
            "fonction",
            "delegation",
            "mandature",
            "date_debut",
            "date_fin",
        ]
        empty_text = "Aucun mandat ne correspond à ces critères."

    def render_fonction(self, record):
        rang = f"{record.rang}{'er' if record.rang == 1 else 'e'} " if record.rang else ""
        return f"{rang}{record.get_fonction_display()}"

    def value_fonction(self, record):
        return self.render_fonction(record)


class MembreTable(tables.Table):
    legende = "Places dans les instances"
    rien_d_enregistre = "Aucune personne n’est encore saisie dans une instance."

    elu = tables.Column(
        accessor="mandat__elu",
        verbose_name="personne",
        linkify=True,
        order_by=["mandat__elu__nom", "mandat__elu__prenom"],
    )
    commune = CommuneColumn(
        accessor="mandat__elu__commune", order_by=["mandat__elu__commune__nom_de_tri"]
    )
    instance = tables.Column(linkify=True, order_by=["instance__ordre", "instance__nom"])
    qualite = tables.Column(verbose_name="qualité")
    fonction = tables.Column(
        accessor="mandat__get_fonction_display",
        verbose_name="fonction",
        order_by=["mandat__fonction"],
    )
    date_debut = DateColumn(verbose_name="depuis le")
    date_fin = DateColumn(verbose_name="jusqu’au")

    class Meta:
        model = MembreInstance
        fields = ["elu", "commune", "instance", "qualite", "fonction", "date_debut", "date_fin"]
        empty_text = "Aucune personne ne correspond à ces critères."


class SiegesTable(UneLigneParCommune):
    legende = "Sièges de chaque commune au conseil métropolitain"

    commune = CommuneColumn(footer=dire_total, order_by=["commune__nom_de_tri"])
    mandature = tables.Column(order_by=["mandature__date_debut"])
    nombre = SommeColumn(verbose_name="sièges")
    acte = tables.Column(verbose_name="fixés par")

    class Meta:
        model = Sieges
        fields = ["commune", "mandature", "nombre", "acte"]
        empty_text = "Aucun siège ne correspond à ces critères."
