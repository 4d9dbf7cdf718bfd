"""Rapport mis en forme : document HTML complet en lui-même, prêt à devenir un PDF."""

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.figures import illustrer
from mutualisation.rapport.pdf import ErreurDeRendu
from mutualisation.rapport.plan import composer_plan

FEUILLES = ["css/polices.css", "css/rapport.css"]
ADRESSE_DE_POLICE = re.compile(r'url\("\.\./(polices/[\w.-]+\.woff2)"\)')


def composer_contexte(rapport: ContenuRapport) -> dict:
    """Ce que lisent les chapitres, sur le papier comme à l'écran."""
    return {
        "rapport": rapport,
        "chapitres": composer_plan(rapport),
        "figures": illustrer(rapport),
    }


def rendre_html(rapport: ContenuRapport, *, seulement: str = "") -> str:
    """Document à imprimer, styles et polices inclus : il se garde et se relit sans le site.

    `seulement` est l'ancre d'un chapitre, pour le relire sans attendre les autres.
    """
    contexte = composer_contexte(rapport) | {"papier": True, "styles": feuille_de_style()}
    if seulement:
        contexte["chapitres"] = [
            replace(c, est_seul=True) for c in contexte["chapitres"] if c.ancre == seulement
        ]
    return render_to_string("rapport/rapport.html", contexte)


def feuille_de_style(feuilles: Sequence[str] = FEUILLES) -> SafeString:
    styles = "\n".join(lire_statique(feuille).decode() for feuille in feuilles)
    # Nos propres fichiers de style.
    return mark_safe(ADRESSE_DE_POLICE.sub(inclure_police, styles))  # noqa: S308


def inclure_police(adresse: re.Match) -> str:
    police = base64.b64encode(lire_statique(adresse[1])).decode()
    return f'url("data:font/woff2;base64,{police}")'


def lire_statique(nom: str) -> bytes:
    """Fichier source : en production, `{% static %}` donnerait son nom empreint."""
    chemin = finders.find(nom)
    if chemin is None:
        raise ErreurDeRendu(f"Il manque le fichier static/{nom}.")
    return Path(chemin).read_bytes()


def ecrire_d_un_coup(chemin: Path, contenu: bytes) -> None:
    """Un lecteur voit l'ancien fichier ou le nouveau, jamais la moitié d'un."""
    partiel = chemin.with_name(f".{chemin.name}.partiel")
    try:
        partiel.write_bytes(contenu)
        partiel.replace(chemin)
    finally:
        # Il ne reste qu'en cas d'échec : un disque plein, par exemple.
        partiel.unlink(missing_ok=True)
