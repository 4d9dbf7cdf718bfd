import django_tables2 as tables
from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property

from gouvernance.listes import AlternativeColumn, DateColumn, NombreColumn, adresse_de_la_commune
from gouvernance.models import Collectivite, Commune


def adresse_pour_le_lecteur(collectivite: Collectivite, table: tables.Table) -> str | None:
    """Page de la commune, pour qui peut l'ouvrir."""
    adresse = adresse_de_la_commune(collectivite)
    lecteur = table.request.user
    if adresse is None or lecteur.is_staff:
        return adresse
    if not hasattr(table, "communes_lisibles"):
        table.communes_lisibles = set(lecteur.collectivites.values_list("pk", flat=True))
    commune = collectivite.commune_id or collectivite.pk
    return adresse if commune in table.communes_lisibles else None


class CommuneColumn(tables.Column):
    """Collectivité, qui mène à sa page quand on peut l'ouvrir."""

    def __init__(self, **options):
        lien = {"linkify": lambda value, table: adresse_pour_le_lecteur(value, table)}
        super().__init__(**lien | options)


class UneLigneParCommune(tables.Table):
    """Le pied totalise les communes, sauf si l'une d'elles paraît deux fois."""

    champ_de_la_commune = "commune"

    @cached_property
    def se_totalise(self) -> bool:
        comptes = self.data.data.order_by().aggregate(
            lignes=Count("pk"), communes=Count(self.champ_de_la_commune, distinct=True)
        )
        return comptes["lignes"] == comptes["communes"]

    def has_footer(self):
        return super().has_footer() and self.se_totalise


def dire_total(table: UneLigneParCommune) -> str:
    return "Total" if table.se_totalise else ""


class SommeColumn(NombreColumn):
    """Totalisée seulement si chaque commune ne paraît qu'une fois."""

    def __init__(self, **options):
        super().__init__(total=True, **options)

    def est_totalisee(self, table):
        return table.se_totalise


def ouvrir_la_population(record: Commune) -> str:
    criteres = {"commune": record.pk, "millesime": record.millesime}
    return reverse("population_liste", query=criteres)


def ouvrir_les_sieges(record: Commune) -> str:
    criteres = {"commune": record.pk, "mandature": record.mandature_des_sieges}
    return reverse("siege_liste", query=criteres)


class CommuneTable(tables.Table):
    legende = "Communes membres de la métropole, et celles qui l’ont été"

    nom = tables.Column(verbose_name="commune", linkify=True, order_by=["nom_de_tri"])
    a_un_ccas = AlternativeColumn(verbose_name="CCAS", vrai="un CCAS", faux="aucun")
    population = NombreColumn(verbose_name="population totale", linkify=ouvrir_la_population)
    millesime = tables.Column(verbose_name="recensement")
    nombre_sieges = NombreColumn(verbose_name="sièges", linkify=ouvrir_les_sieges)
    date_debut = DateColumn(verbose_name="membre depuis", precision="precision_debut")
    date_fin = DateColumn(verbose_name="membre jusqu’au")

    class Meta:
        model = Commune
        fields = [
            "nom",
            "a_un_ccas",
            "population",
            "millesime",
            "nombre_sieges",
            "date_debut",
            "date_fin",
        ]
        empty_text = "Aucune commune ne correspond à ces critères."
