"""Liens de l'aide, montrés à qui peut les suivre."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag(takes_context=True, end_name="finlien")
def lien(context, content: SafeString, nom: str, *arguments, pour: str) -> SafeString:
    """`{% lien "cle_liste" pour="agent" %}les clés{% finlien %}` : le texte seul pour les autres.

    `pour` vaut « tous », « connecte », « agent », ou un droit.
    """
    if not peut_suivre(context["user"], pour):
        return content
    return format_html('<a href="{}">{}</a>', reverse(nom, args=arguments), content)


def peut_suivre(utilisateur, pour: str) -> bool:
    match pour:
        case "tous":
            return True
        case "connecte":
            return utilisateur.is_authenticated
        case "agent":
            return utilisateur.is_staff
        case droit:
            return utilisateur.is_staff and utilisateur.has_perm(droit)
