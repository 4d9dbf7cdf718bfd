"""Les colonnes d'une liste : ce que l'œil lit, et la valeur exacte que le fichier emporte."""

from decimal import Decimal

from django.db.models import Sum
from django_tables2 import Column, Table

from gouvernance.exports import Genre
from gouvernance.francais import ABSENT, date_en_lettres, euros, nombre
from gouvernance.models import Collectivite


def adresse_de_la_commune(value: Collectivite) -> str | None:
    """Page de la commune, la même pour son CCAS ; la métropole et un tiers n'en ont pas."""
    natures = {Collectivite.Nature.COMMUNE, Collectivite.Nature.CCAS}
    return value.get_absolute_url() if value.nature in natures else None


class AlternativeColumn(Column):
    """Oui ou non, en toutes lettres."""

    def __init__(self, *args, vrai: str, faux: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.libelles = {True: vrai, False: faux}

    def render(self, value):
        return self.libelles[value]


class NombreColumn(Column):
    """Nombre aligné à droite ; `total` en fait la somme de toutes les lignes filtrées, en pied."""

    genre = Genre.NOMBRE

    def __init__(self, *args, total: bool = False, decimales: int | None = None, **kwargs):
        nombre_a_droite = {"class": "nombre"}
        kwargs.setdefault(
            "attrs", {"th": nombre_a_droite, "td": nombre_a_droite, "tf": nombre_a_droite}
        )
        if total:
            kwargs["footer"] = self.totaliser
        super().__init__(*args, **kwargs)
        self.total = total
        self.decimales = decimales

    def ecrire(self, valeur) -> str:
        return nombre(valeur, self.decimales)

    def render(self, value):
        return self.ecrire(value)

    def value(self, value):
        return value

    def est_totalisee(self, table: Table) -> bool:
        """Faux quand la somme des lignes montrées n'aurait pas de sens."""
        return self.total

    def totaliser(self, bound_column, table) -> str:
        if not self.est_totalisee(table):
            return ""
        total = lire_totaux(table)[bound_column.name]
        return ABSENT if total is None else self.ecrire(total)


class EurosColumn(NombreColumn):
    genre = Genre.EUROS

    def ecrire(self, valeur) -> str:
        return euros(valeur)


class DateColumn(Column):
    """Date en toutes lettres, à la précision que donne le champ `precision`."""

    def __init__(self, *args, precision: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.precision = precision

    def render(self, value, record):
        return date_en_lettres(value, getattr(record, self.precision) if self.precision else "jour")

    def value(self, value, record):
        precise = not self.precision or getattr(record, self.precision) == "jour"
        return value if precise else self.render(value, record)


def lire_totaux(table: Table) -> dict[str, Decimal | None]:
    """Somme de chaque colonne totalisée, sur toutes les pages, lue en une requête."""
    if not hasattr(table, "totaux_lus"):
        sommes = {
            f"total_{colonne.name}": Sum(colonne.accessor)
            for colonne in table.columns
            if isinstance(colonne.column, NombreColumn) and colonne.column.est_totalisee(table)
        }
        lus = table.data.data.aggregate(**sommes)
        table.totaux_lus = {nom.removeprefix("total_"): total for nom, total in lus.items()}
    return table.totaux_lus


def totaux_a_telecharger(table: Table) -> list[object]:
    """Le pied de la table, sommes exactes ; rien s'il n'y a rien en pied."""
    pieds = []
    for colonne in table.columns:
        pied = colonne.footer if colonne.has_footer() else ""
        est_somme = pied and isinstance(colonne.column, NombreColumn) and colonne.column.total
        pieds.append(lire_totaux(table)[colonne.name] if est_somme else pied)
    return pieds if any(pied not in {None, ""} for pied in pieds) else []
