from functools import cached_property

import django_tables2 as tables
from django.utils import timezone

from gouvernance.francais import ABSENT
from gouvernance.listes import DateColumn, NombreColumn
from gouvernance.models import Collectivite, Seance
from gouvernance.seances.suivi import retards_de


class SeanceTable(tables.Table):
    legende = "Séances, la plus récente d’abord"

    jour = DateColumn(verbose_name="séance du", linkify=True)
    instance = tables.Column(order_by=["instance__ordre", "instance__nom"])
    lieu = tables.Column()
    convoquee_le = DateColumn(verbose_name="convoquée le")
    nombre_deliberations = NombreColumn(verbose_name="délibérations")
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
