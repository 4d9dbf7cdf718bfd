"""Textes écrits en Markdown par les services : mise en forme sûre, sans HTML ni image."""

import re
from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gouvernance.francais import INSECABLE

register = template.Library()

DERNIER_NIVEAU = 6
AVANT_OU_APRES_UN_SIGNE_DOUBLE = re.compile(r"(?<=\S) (?=[:;?!»])|(?<=«) ")


@register.filter
def markdown(texte: str, niveau: int = 2) -> SafeString:
    """`{{ chapitre.recit|markdown:3 }}` : ses titres commencent au niveau 3, sans saut."""
    # Le HTML est échappé et les liens sont filtrés par `lecteur` : le résultat est sûr.
    jetons = lecteur.parse(AVANT_OU_APRES_UN_SIGNE_DOUBLE.sub(INSECABLE, texte))
    decaler_titres(jetons, niveau)
    return mark_safe(lecteur.renderer.render(jetons, lecteur.options, {}))


def decaler_titres(jetons: Sequence[Token], niveau: int) -> None:
    """Un titre descend d'un niveau au plus sous celui qui le précède."""
    precedent = niveau - 1
    for jeton in jetons:
        if jeton.type == "heading_open":
            voulu = niveau - 1 + int(jeton.tag.removeprefix("h"))
            precedent = min(voulu, precedent + 1, DERNIER_NIVEAU)
        if jeton.type in {"heading_open", "heading_close"}:
            jeton.tag = f"h{precedent}"


def creer_lecteur() -> MarkdownIt:
    lecteur = MarkdownIt("commonmark", {"html": False}).disable("image")
    # Ni « javascript: », ni adresse du site : un texte de chapitre ne mène qu'au web.
    lecteur.validateLink = lambda url: url.lower().startswith(("http://", "https://"))
    return lecteur


lecteur = creer_lecteur()
