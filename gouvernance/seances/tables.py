from functools import cached_property

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone

from gouvernance.francais import ABSENT
from gouvernance.listes import DateColumn, NombreColumn
from gouvernance.models import Collectivite, PointOrdreDuJour, Presence, Seance
from gouvernance.seances.suivi import retards_de
from gouvernance.tables import CommuneColumn


def ouvrir_les_deliberations(record: Seance, value: int) -> str | None:
    return reverse("deliberation_liste", query={"seance": record.pk}) if value else None


class SeanceTable(tables.Table):
    legende = "Séances, la plus récente d’abord"

    jour = DateColumn(verbose_name="séance du", linkify=True)
    instance = tables.Column(order_by=["instance__ordre", "instance__nom"])
    lieu = tables.Column()
    convoquee_le = DateColumn(verbose_name="convoquée le")
    nombre_deliberations = NombreColumn(
        verbose_name="délibérations",
        linkify=ouvrir_les_deliberations,
    )
    retards = tables.Column(verbose_name="en retard", orderable=False, empty_values=())

    class Meta:
        model = Seance
        fields = ["jour", "instance", "lieu", "convoquee_le", "nombre_deliberations", "retards"]
        empty_text = "Aucune séance ne correspond à ces critères."

    @cached_property
    def communes(self) -> list[Collectivite]:
        return list(Collectivite.objects.communes())

    def render_retards(self, record):
        retards = retards_de(record, self.communes, timezone.localdate())
        return ", ".join(retards) or ABSENT

    def value_retards(self, record):
        return ", ".join(retards_de(record, self.communes, timezone.localdate()))


class PresenceTable(tables.Table):
    legende = "Présences notées nom par nom, la séance la plus récente d’abord"
    rien_d_enregistre = "Aucune présence n’est encore notée nom par nom."

    elu = tables.Column(
        accessor="membre__mandat__elu",
        verbose_name="personne",
        linkify=True,
        order_by=["membre__mandat__elu__nom", "membre__mandat__elu__prenom"],
    )
    commune = CommuneColumn(
        accessor="membre__mandat__elu__commune",
        order_by=["membre__mandat__elu__commune__nom_de_tri"],
    )
    seance = tables.Column(verbose_name="séance", linkify=True, order_by=["seance__jour"])
    etat = tables.Column(verbose_name="présence")
    pouvoir_a = tables.Column(
        accessor="pouvoir_a__mandat__elu",
        verbose_name="pouvoir donné à",
        order_by=["pouvoir_a__mandat__elu__nom", "pouvoir_a__mandat__elu__prenom"],
    )

    class Meta:
        model = Presence
        fields = ["elu", "commune", "seance", "etat", "pouvoir_a"]
        empty_text = "Aucune présence ne correspond à ces critères."


class PointTable(tables.Table):
    legende = "Points des ordres du jour, la séance la plus récente d’abord"
    rien_d_enregistre = "Aucun ordre du jour n’est encore saisi."

    objet = tables.Column()
    ordre = NombreColumn(verbose_name="point")
    seance = tables.Column(verbose_name="séance", linkify=True, order_by=["seance__jour"])
    rapporteur = tables.Column(linkify=True, order_by=["rapporteur__nom", "rapporteur__prenom"])

    class Meta:
        model = PointOrdreDuJour
        fields = ["objet", "ordre", "seance", "rapporteur"]
        empty_text = "Aucun point ne correspond à ces critères."
