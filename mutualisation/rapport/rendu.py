"""Rapport mis en forme : document HTML complet en lui-même, et PDF gardé par son contenu."""

import base64
import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from filelock import FileLock, Timeout

from mutualisation.rapport import pdf
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.figures import illustrer
from mutualisation.rapport.plan import composer_plan

FEUILLES = ["css/polices.css", "css/rapport.css"]
ADRESSE_DE_POLICE = re.compile(r'url\("\.\./(polices/[\w.-]+\.woff2)"\)')
RENDUS_GARDES = 20


def composer_contexte(rapport: ContenuRapport) -> dict:
    """Ce que lisent les chapitres, sur le papier comme à l'écran."""
    return {
        "rapport": rapport,
        "chapitres": composer_plan(rapport),
        "figures": illustrer(rapport),
    }


def rendre_html(rapport: ContenuRapport) -> str:
    """Document à imprimer, styles et polices inclus : il se garde et se relit sans le site."""
    contexte = composer_contexte(rapport) | {"papier": True, "styles": feuille_de_style()}
    return render_to_string("rapport/rapport.html", contexte)


def feuille_de_style(feuilles: Sequence[str] = FEUILLES) -> SafeString:
    styles = "\n".join(lire_statique(feuille).decode() for feuille in feuilles)
    return mark_safe(ADRESSE_DE_POLICE.sub(inclure_police, styles))


def inclure_police(adresse: re.Match) -> str:
    police = base64.b64encode(lire_statique(adresse[1])).decode()
    return f'url("data:font/woff2;base64,{police}")'


def lire_statique(nom: str) -> bytes:
    """Fichier source : en production, `{% static %}` donnerait son nom empreint."""
    return Path(finders.find(nom)).read_bytes()


def chemin_du_pdf(rapport: ContenuRapport) -> Path:
    """PDF du rapport, rendu une seule fois par contenu.

    Lève `pdf.ErreurDeRendu` s'il ne peut pas l'être.
    """
    return garder(rendre_html(rapport))


def garder(html: str) -> Path:
    """PDF de ce document : celui qui est gardé, sinon un nouveau, un seul à la fois."""
    empreinte = sha256(f"{version('weasyprint')}\n{html}".encode()).hexdigest()
    dossier = settings.DOSSIER_RENDUS
    chemin = dossier / f"{empreinte}.pdf"
    if chemin.exists():
        return chemin
    dossier.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(dossier / "rendu.lock", timeout=2 * pdf.DELAI):
            # Un autre a pu le rendre pendant l'attente.
            if not chemin.exists():
                ecrire_d_un_coup(chemin, pdf.rendre_pdf(html))
                oublier_les_anciens(dossier)
    except Timeout:
        raise pdf.ErreurDeRendu("D’autres rendus sont en cours ; réessayez.") from None
    return chemin


def oublier_les_anciens(dossier: Path) -> None:
    recents = sorted(dossier.glob("*.pdf"), key=lambda rendu: rendu.stat().st_mtime_ns)
    for ancien in recents[:-RENDUS_GARDES]:
        ancien.unlink()


def ecrire_d_un_coup(chemin: Path, contenu: bytes) -> None:
    """Un lecteur voit l'ancien fichier ou le nouveau, jamais la moitié d'un."""
    partiel = chemin.with_name(f".{chemin.name}.partiel")
    partiel.write_bytes(contenu)
    partiel.replace(chemin)
