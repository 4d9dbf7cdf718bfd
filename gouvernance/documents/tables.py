import django_tables2 as tables
from django.urls import reverse

from gouvernance.listes import DateColumn, NombreColumn
from gouvernance.models import Document


class TailleColumn(NombreColumn):
    """Octets, écrits en kilooctets."""

    def ecrire(self, valeur) -> str:
        return super().ecrire(-(-valeur // 1000))


class DocumentTable(tables.Table):
    legende = "Documents joints, le plus récent d’abord"
    rien_d_enregistre = "Aucun document n’est encore joint."

    titre = tables.Column(
        verbose_name="document",
        linkify=lambda record: reverse("document_fichier", args=[record.pk]),
    )
    date = DateColumn()
    extension = tables.Column(verbose_name="format", order_by=["type_mime"])
    taille = TailleColumn(verbose_name="taille, en ko")
    seance = tables.Column(linkify=True, order_by=["seance__jour"])
    deliberation = tables.Column(
        accessor="deliberation__objet",
        verbose_name="délibération",
        linkify=lambda record: record.deliberation and record.deliberation.get_absolute_url(),
    )
    consultation = tables.Column(linkify=True, order_by=["consultation__objet"])

    class Meta:
        model = Document
        fields = [
            "titre",
            "date",
            "extension",
            "taille",
            "seance",
            "deliberation",
            "consultation",
        ]
        empty_text = "Aucun document ne correspond à ces critères."
