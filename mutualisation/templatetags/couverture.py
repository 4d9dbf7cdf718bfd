"""Cases de la matrice de couverture, écrites d'un trait : une grande matrice en a dix mille."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mutualisation.vue_d_ensemble.couverture import Ligne

register = template.Library()


@register.simple_tag
def cases_datees(ligne: Ligne) -> SafeString:
    """L'année dans chaque case ; la date et l'adhérent au survol et au lecteur d'écran."""
    return mark_safe("".join([datee(c.forme, c.annee, c.texte) for c in ligne.cases]))  # noqa: S308 – par format_html


@register.simple_tag
def cases_marquees(ligne: Ligne) -> SafeString:
    """Une marque au lieu de l'année, pour voir toute la matrice à la fois."""
    return mark_safe("".join([marquee(c.forme, c.texte) for c in ligne.cases]))  # noqa: S308 – par format_html


@cache
def datee(forme: str, annee: str, texte: str) -> SafeString:
    if not forme:
        return mark_safe("<td></td>")
    case = '<td class="case case--{}" title="{}" aria-label="{}">{}</td>'
    return format_html(case, forme, texte, texte, annee)


@cache
def marquee(forme: str, texte: str) -> SafeString:
    if not forme:
        return mark_safe("<td></td>")
    case = '<td class="case case--{}" title="{}"><span class="invisible">{}</span></td>'
    return format_html(case, forme, texte, texte)
