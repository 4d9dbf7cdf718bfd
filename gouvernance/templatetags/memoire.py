from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def propre(context, gabarit: str) -> str:
    """Inclut un gabarit qui ne lit que ce que donne la requête : ce qui est propre à la personne.

    Dans une page qui se garde, n'en laisse que la place.
    """
    trou = getattr(context.get("request"), "trou", None)
    if trou:
        return mark_safe(trou.format(gabarit))  # noqa: S308 – un commentaire, sans rien de saisi
    return context.template.engine.get_template(gabarit).render(context)
