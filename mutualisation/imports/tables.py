import django_tables2 as tables

from gouvernance.listes import NombreColumn
from mutualisation.imports.registre import titre_de
from mutualisation.models import Import


class ImportTable(tables.Table):
    legende = "Imports, le plus récent d’abord"
    rien_d_enregistre = "Aucun fichier n’a encore été envoyé."

    envoye_le = tables.DateTimeColumn(format="d/m/Y H:i", verbose_name="envoyé le")
    nom = tables.Column(verbose_name="fichier", linkify=True)
    ressource = tables.Column(verbose_name="contenu")
    etat = tables.Column(verbose_name="état")
    envoye_par = tables.Column(order_by=["envoye_par__username"])
    confirme_par = tables.Column(order_by=["confirme_par__username"])
    creees = NombreColumn(verbose_name="créées")
    changees = NombreColumn(verbose_name="changées")
    inchangees = NombreColumn(verbose_name="inchangées")
    motif = tables.Column()
    empreinte = tables.Column(verbose_name="empreinte du fichier")

    class Meta:
        model = Import
        fields = [
            "envoye_le",
            "nom",
            "ressource",
            "etat",
            "envoye_par",
            "confirme_par",
            "creees",
            "changees",
            "inchangees",
            "motif",
            "empreinte",
        ]
        empty_text = "Aucun import ne correspond à ces critères."

    def render_ressource(self, value):
        return titre_de(value)

    def render_empreinte(self, value):
        return f"{value[:12]}…"

    def value_empreinte(self, value):
        return value
