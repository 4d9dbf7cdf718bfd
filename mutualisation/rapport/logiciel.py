"""Ce qui rend une édition : une différence dit pourquoi un nouveau rendu s'écarte de l'ancien."""

import ctypes
import ctypes.util
import platform
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

BIBLIOTHEQUES = [
    "Django",
    "weasyprint",
    "pikepdf",
    "pydantic",
    "markdown-it-py",
    "altair",
    "vl-convert-python",
]
SYSTEME = {
    "Pango": ("pango-1.0", "pango_version_string"),
    "HarfBuzz": ("harfbuzz", "hb_version_string"),
}
GABARITS = ["templates", "static/css", "static/polices", "static/img"]
APPLICATIONS = ["gouvernance", "services_communs", "finances", "mutualisation"]


@cache
def versions() -> dict[str, str]:
    """Version de chaque logiciel, empreinte des gabarits et du code de l'application."""
    racine = settings.RACINE
    gabarits = [f for ou in GABARITS for f in (racine / ou).rglob("*") if f.is_file()]
    code = [module for nom in APPLICATIONS for module in _modules(racine / nom)]
    return {
        "Python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{nom: version(nom) for nom in BIBLIOTHEQUES},
        **{nom: _version_du_systeme(*ou) for nom, ou in SYSTEME.items()},
        "gabarits": _empreinte(racine, gabarits),
        "code": _empreinte(racine, code),
    }


def differences(figees: dict[str, str]) -> tuple[str, ...]:
    """Phrases : ce qui n'est plus comme au jour de la publication."""
    actuelles = versions()
    noms = [nom for nom in actuelles | figees if figees.get(nom) != actuelles.get(nom)]
    return tuple(_difference(nom, figees.get(nom), actuelles.get(nom)) for nom in noms)


def _difference(nom: str, figee: str | None, actuelle: str | None) -> str:
    if nom == "gabarits":
        return "Les gabarits, les styles ou les polices ont changé."
    if nom == "code":
        return "Le code de l’application a changé."
    return f"{nom} : {figee or 'absent'} alors, {actuelle or 'absent'} maintenant."


def _modules(dossier: Path) -> Iterator[Path]:
    return (module for module in dossier.rglob("*.py") if "migrations" not in module.parts)


def _empreinte(racine: Path, fichiers: Iterable[Path]) -> str:
    contenus = {str(f.relative_to(racine)): sha256(f.read_bytes()).hexdigest() for f in fichiers}
    return sha256(repr(sorted(contenus.items())).encode()).hexdigest()


def _version_du_systeme(bibliotheque: str, fonction: str) -> str:
    chemin = ctypes.util.find_library(bibliotheque)
    if chemin is None:
        return ""
    lire = getattr(ctypes.CDLL(chemin), fonction)
    lire.restype = ctypes.c_char_p
    return lire().decode()
