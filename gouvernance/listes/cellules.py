"""Les cellules d'une table, lues colonne par colonne.

django-tables2 réexamine à chaque cellule la signature de `render`, le chemin de la valeur et les
attributs : les trois quarts d'une page, et d'un téléchargement. Ici, une fois par colonne.
"""

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.html import format_html
from django_tables2 import Column, ManyToManyColumn, Table, TemplateColumn
from django_tables2.columns import BoundColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature

# Celles-ci ont leur propre façon de lire une ligne.
PARTICULIERES = (BaseLinkColumn, ManyToManyColumn, TemplateColumn)


class LecteurDeColonne:
    """Écrit chaque cellule d'une colonne : pour l'œil, ou sa valeur exacte pour un fichier."""

    def __init__(self, colonne: BoundColumn, table: Table, *, exacte: bool):
        self.colonne, self.table, self.exacte = colonne, table, exacte
        self.est_particuliere = isinstance(colonne.column, PARTICULIERES)
        self.vides = colonne.column.empty_values
        self.defaut = None if exacte else colonne.default
        self.ecrire = FonctionDeCellule(choisir_fonction(colonne) if exacte else colonne.render)
        self.lien = None if exacte or not colonne.link else LienDeCellule(colonne.link)
        self.chemin = Accessor(colonne.accessor)
        *self.avant, self.dernier = self.chemin.bits
        self.affichage = self.chercher_affichage()

    def chercher_affichage(self) -> str:
        """Nom de la méthode qui écrit un choix en clair, si c'en est un."""
        champ = self.chemin.get_field(self.table.data.model)
        return f"get_{self.dernier}_display" if getattr(champ, "choices", None) else ""

    def lire(self, objet: object) -> object:
        if self.est_particuliere:
            ligne = BoundRow(objet, self.table)
            nom = self.colonne.name
            return ligne.get_cell_value(nom) if self.exacte else ligne.get_cell(nom)
        valeur = self.chercher_valeur(objet)
        if valeur in self.vides:
            return self.defaut
        arguments = {
            "value": valeur,
            "record": objet,
            "column": self.colonne.column,
            "bound_column": self.colonne,
            "bound_row": None,
            "table": self.table,
        }
        contenu = self.ecrire(arguments)
        if contenu == "":
            return self.defaut
        return self.lien(contenu, arguments) if self.lien else contenu

    def chercher_valeur(self, objet: object) -> object:
        if not isinstance(objet, Model):
            return self.chemin.resolve(objet, quiet=True)
        try:
            for nom in self.avant:
                objet = suivre(objet, nom)
            if self.affichage and hasattr(objet, self.affichage):
                return getattr(objet, self.affichage)()
            return suivre(objet, self.dernier)
        except (AttributeError, ObjectDoesNotExist):
            return None


class FonctionDeCellule:
    """Une fonction, et ceux des arguments d'une cellule qu'elle demande."""

    def __init__(self, fonction: Callable):
        self.fonction = fonction
        noms, reste = signature(fonction)
        self.noms = None if reste else noms

    def __call__(self, arguments: dict) -> object:
        if "bound_row" in (self.noms or arguments):
            table = arguments["table"]
            arguments = arguments | {"bound_row": BoundRow(arguments["record"], table)}
        if self.noms is None:
            return self.fonction(**arguments)
        return self.fonction(**{nom: arguments[nom] for nom in self.noms})


class LienDeCellule:
    def __init__(self, lien):
        self.lien = lien
        self.adresse = FonctionDeCellule(lien.url) if callable(lien.url) else None

    def __call__(self, contenu: object, arguments: dict) -> object:
        if self.lien.attrs:
            return self.lien(contenu, **arguments)
        composer = self.adresse
        adresse = composer(arguments) if composer else self.lien.compose_url(**arguments)
        return contenu if adresse is None else format_html('<a href="{}">{}</a>', adresse, contenu)


def choisir_fonction(colonne: BoundColumn) -> Callable:
    """Ce qui donne la valeur exacte ; par défaut, ce qui l'écrit."""
    est_celle_par_defaut = getattr(colonne.value, "__func__", None) is Column.value
    return colonne.column.render if est_celle_par_defaut else colonne.value


def suivre(objet: object, nom: str) -> object:
    """Attribut, appelé s'il s'appelle sans danger ; rien ne mène à rien."""
    if objet is None:
        return None
    valeur = getattr(objet, nom)
    if not callable(valeur) or getattr(valeur, "do_not_call_in_templates", False):
        return valeur
    if getattr(valeur, "alters_data", False):
        raise AttributeError(f"{nom} modifie des données : une cellule ne l'appelle pas.")
    return valeur()
