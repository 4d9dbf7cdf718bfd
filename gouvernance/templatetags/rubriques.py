from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gouvernance.rubriques import GROUPES, Groupe, Rubrique, groupe_de

register = template.Library()


@register.simple_tag
def groupes_de_gouvernance() -> tuple[Groupe, ...]:
    return GROUPES


@register.simple_tag(takes_context=True)
def rubriques_voisines(context) -> tuple[Rubrique, ...]:
    """Pages du groupe de la page courante ; aucune si elle y est seule."""
    groupe = groupe_de(page_courante(context))
    return groupe.rubriques if groupe and len(groupe.rubriques) > 1 else ()


@register.filter
def contient(rubriques: Groupe | Rubrique, page: str) -> bool:
    return page in rubriques.pages


@register.simple_tag(takes_context=True)
def page_courante(context) -> str:
    """Nom de l'adresse de la page ; vide pour une page d'erreur."""
    resolue = context["request"].resolver_match
    return resolue.view_name if resolue else ""


@register.simple_tag(takes_context=True)
def ici_gouvernance(context) -> SafeString | str:
    """`aria-current` du lien vers la gouvernance, dans le menu."""
    page = page_courante(context)
    if page == GROUPES[0].premiere:
        return format_html(' aria-current="{}"', "page")
    return format_html(' aria-current="{}"', "true") if groupe_de(page) else ""
