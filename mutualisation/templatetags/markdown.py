"""Textes écrits en Markdown par les services : mise en forme sûre, sans HTML ni image."""

import re
from collections.abc import Iterator, Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
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
    return mark_safe(lecteur.renderer.render(jetons, lecteur.options, {}))  # noqa: S308


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


def creer_examinateur() -> MarkdownIt:
    """Lit tout ce que `lecteur` refuse, pour pouvoir le nommer."""
    examinateur = MarkdownIt("commonmark", {"html": True}).enable("table")
    examinateur.validateLink = lambda url: True
    return examinateur


lecteur = creer_lecteur()
examinateur = creer_examinateur()


def interdits(texte: str) -> Iterator[tuple[int, str]]:
    """Ligne et faute : HTML, image, tableau, lien qui ne mène pas au web."""
    for bloc in examinateur.parse(texte):
        if bloc.map is None:
            continue
        ligne = bloc.map[0] + 1
        if bloc.type == "table_open":
            yield ligne, "les tableaux ne sont pas permis dans un récit ; faites une liste."
        for jeton in bloc.children or [bloc]:
            ligne += jeton.type in {"softbreak", "hardbreak"}
            faute = interdit(jeton)
            if faute:
                yield ligne, faute


def interdit(jeton: Token) -> str:
    match jeton.type:
        case "html_block" | "html_inline":
            return f"les balises HTML ne sont pas permises : {extrait(jeton.content)}"
        case "image":
            return f"les images ne sont pas permises : {extrait(jeton.attrGet('src'))}"
        case "link_open" if not lecteur.validateLink(jeton.attrGet("href")):
            adresse = extrait(jeton.attrGet("href"))
            return f"un lien commence par http:// ou https:// : {adresse}"
    return ""


def extrait(texte: str) -> str:
    return Truncator(" ".join(texte.split())).chars(60)
