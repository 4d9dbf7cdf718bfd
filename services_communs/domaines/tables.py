from datetime import date

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone

from gouvernance.listes import NombreColumn
from services_communs.models import Domaine


def jour_montre(table: tables.Table) -> date:
    return table.criteres.get("au") or timezone.localdate()


def adresse_des_services(record: Domaine, value: int, table: tables.Table) -> str | None:
    if not value:
        return None
    jour = jour_montre(table).isoformat()
    return reverse("service_liste", query={"domaine": record.pk, "au": jour})


def adresse_des_effectifs(record: Domaine, table: tables.Table) -> str:
    criteres = {"domaine": record.pk, "perimetre": "service", "au": jour_montre(table).isoformat()}
    return reverse("effectif_liste", query=criteres)


def adresse_des_indicateurs(record: Domaine, value: int) -> str | None:
    return reverse("indicateur_liste", query={"domaine": record.pk}) if value else None


class DomaineTable(tables.Table):
    legende = "Domaines mutualisés, aujourd’hui ou au jour choisi"

    titre = tables.Column(verbose_name="domaine", linkify=True, footer="Total", order_by=["ordre"])
    direction = tables.Column()
    nombre_services = NombreColumn(
        verbose_name="services", total=True, linkify=adresse_des_services
    )
    agents = NombreColumn(verbose_name="agents", total=True, linkify=adresse_des_effectifs)
    etp = NombreColumn(verbose_name="ETP", decimales=1, total=True, linkify=adresse_des_effectifs)
    nombre_indicateurs = NombreColumn(
        verbose_name="indicateurs", total=True, linkify=adresse_des_indicateurs
    )

    class Meta:
        model = Domaine
        fields = [
            "titre",
            "direction",
            "nombre_services",
            "agents",
            "etp",
            "nombre_indicateurs",
        ]
        empty_text = "Aucun domaine ne correspond à ces critères."
