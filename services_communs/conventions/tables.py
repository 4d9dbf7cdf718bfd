import django_tables2 as tables
from django.urls import reverse

from gouvernance.chapitres import grouper_avec_ccas
from gouvernance.francais import enumerer
from gouvernance.listes import DateColumn, NombreColumn
from services_communs.models import Avenant, Convention


def adresse_des_avenants(record: Convention) -> str | None:
    if not record.nombre_avenants:
        return None
    return reverse("avenant_liste", query={"convention": record.pk})


def adresse_des_adhesions(record: Convention) -> str | None:
    if not record.nombre_adhesions:
        return None
    return reverse("adhesion_liste", query={"convention": record.pk})


class ConventionTable(tables.Table):
    legende = "Conventions de services communs, la plus récente d’abord"

    objet = tables.Column(linkify=True)
    services = tables.Column(orderable=False, empty_values=())
    parties = tables.Column(verbose_name="signataires", orderable=False, empty_values=())
    date_signature = DateColumn(verbose_name="signée le")
    date_debut = DateColumn(verbose_name="depuis le")
    date_fin = DateColumn(verbose_name="jusqu’au")
    nombre_avenants = NombreColumn(verbose_name="avenants", linkify=adresse_des_avenants)
    nombre_adhesions = NombreColumn(verbose_name="adhésions", linkify=adresse_des_adhesions)

    class Meta:
        model = Convention
        fields = [
            "objet",
            "services",
            "parties",
            "date_signature",
            "date_debut",
            "date_fin",
            "nombre_avenants",
            "nombre_adhesions",
        ]
        empty_text = "Aucune convention ne correspond à ces critères."

    def render_services(self, record):
        return enumerer(service.nom for service in record.services.all())

    def render_parties(self, record):
        return enumerer(grouper_avec_ccas(record.parties.all()))


class AvenantTable(tables.Table):
    legende = "Avenants, le plus récent d’abord"

    convention = tables.Column(
        accessor="convention__objet", linkify=True, order_by=["convention__objet"]
    )
    numero = NombreColumn(verbose_name="numéro")
    objet = tables.Column()
    date_effet = DateColumn(verbose_name="prend effet le")

    class Meta:
        model = Avenant
        fields = ["convention", "numero", "objet", "date_effet"]
        empty_text = "Aucun avenant ne correspond à ces critères."
