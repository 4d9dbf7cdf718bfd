"""Où l'on est, et comment en revenir : page courante, filtres retirables."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gouvernance.listes import criteres

register = template.Library()

filtres_actifs = register.simple_tag(criteres.filtres_actifs)


@register.simple_tag(takes_context=True)
def ici(context, page: str, *sections: str) -> SafeString | str:
    """`aria-current` d'un lien : « page » si c'est la page courante, « true » si elle en dépend."""
    resolue = context["request"].resolver_match
    if resolue is None:
        return ""
    if resolue.view_name == page:
        return format_html(' aria-current="{}"', "page")
    return format_html(' aria-current="{}"', "true") if resolue.view_name in sections else ""
