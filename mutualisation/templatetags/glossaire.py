"""Liens d'un mot vers sa définition."""

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table

from mutualisation.aide.glossaire import Terme, glossaire

register = template.Library()


@register.simple_tag
def terme(mot: str) -> SafeString:
    """`{% terme "CLECT" %}` : le mot, lié à sa définition ; un mot inconnu est une erreur."""
    return lien(mot, glossaire.chercher(mot))


@register.filter
def termes(texte: str) -> SafeString:
    """`{{ chapeau|termes }}` : la première occurrence de chaque terme mène à sa définition."""
    morceaux, fin = [], 0
    for trouve, connu in glossaire.reconnaitre(texte):
        morceaux += [conditional_escape(texte[fin : trouve.start()]), lien(trouve.group(), connu)]
        fin = trouve.end()
    # Chaque morceau est échappé ou vient de `format_html`.
    return mark_safe("".join([*morceaux, conditional_escape(texte[fin:])]))  # noqa: S308


@register.filter
def termes_des_colonnes(table: Table) -> list[Terme]:
    """Termes du glossaire que nomment la légende et les entêtes d'une liste."""
    mots = [getattr(table, "legende", ""), *(str(colonne.header) for colonne in table.columns)]
    return [connu for _, connu in glossaire.reconnaitre(" ; ".join(mots))]


def lien(mot: str, connu: Terme) -> SafeString:
    adresse = f"{reverse('glossaire')}#{connu.ancre}"
    explication = f"{mot} : {connu.nom}" if mot.casefold() != connu.nom.casefold() else mot
    return format_html(
        '<a class="terme" href="{}" title="{} (glossaire)">{}</a>', adresse, explication, mot
    )
