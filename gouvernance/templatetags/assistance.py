from django import template

register = template.Library()


@register.inclusion_tag("assistance/_bandeau.html", takes_context=True)
def bandeau_d_assistance(context) -> dict:
    """Rien hors d'une assistance, ni sur une page rendue sans requête."""
    request = context.get("request")
    return {"assistance": getattr(request, "assistance", None)}
