import django_tables2 as tables

from gouvernance.listes import AlternativeColumn, DateColumn, NombreColumn
from gouvernance.models import Etape, Pacte, Schema, Texte


class SchemaTable(tables.Table):
    legende = "Schémas de mutualisation, le plus récent d’abord"

    nom = tables.Column(verbose_name="schéma", linkify=True)
    annee_debut = tables.Column(verbose_name="première année")
    annee_fin = tables.Column(verbose_name="dernière année prévue")
    adopte_le = DateColumn(accessor="deliberation__date", verbose_name="adopté le")
    deliberation = tables.Column(accessor="deliberation__objet", verbose_name="délibération")

    class Meta:
        model = Schema
        fields = ["nom", "annee_debut", "annee_fin", "adopte_le", "deliberation"]
        empty_text = "Aucun schéma ne correspond à ces critères."


class PacteTable(tables.Table):
    legende = "Pactes de gouvernance, le plus récent d’abord"

    nom = tables.Column(verbose_name="pacte", linkify=True)
    mandature = tables.Column(order_by=["mandature__date_debut"])
    adopte_le = DateColumn(accessor="deliberation__date", verbose_name="adopté le")
    nombre_actes = NombreColumn(verbose_name="actes annexés")

    class Meta:
        model = Pacte
        fields = ["nom", "mandature", "adopte_le", "nombre_actes"]
        empty_text = "Aucun pacte ne correspond à ces critères."


class TexteTable(tables.Table):
    legende = "Textes cités par le site et le rapport"

    reference = tables.Column(
        verbose_name="référence", linkify=True, order_by=["categorie", "ordre", "reference"]
    )
    objet = tables.Column()
    categorie = tables.Column(verbose_name="catégorie")
    version_citee = tables.Column(verbose_name="version citée")
    a_change = AlternativeColumn(
        verbose_name="depuis cette version", vrai="a changé", faux="rien de signalé"
    )
    date_verification = DateColumn(verbose_name="vérifié le")

    class Meta:
        model = Texte
        fields = [
            "reference",
            "objet",
            "categorie",
            "version_citee",
            "a_change",
            "date_verification",
        ]
        empty_text = "Aucun texte ne correspond à ces critères."


class EtapeTable(tables.Table):
    legende = "Étapes, de la plus ancienne à la plus récente"

    titre = tables.Column(verbose_name="étape", linkify=True)
    date = DateColumn(precision="precision")
    entrees = NombreColumn(verbose_name="communes qui rejoignent")
    nombre_communes = NombreColumn(verbose_name="communes membres ensuite")

    class Meta:
        model = Etape
        fields = ["titre", "date", "entrees", "nombre_communes"]
        empty_text = "Aucune étape ne correspond à ces critères."
