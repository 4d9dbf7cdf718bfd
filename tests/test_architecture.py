import ast
import re
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
PERMIS = {
    "gouvernance": set(),
    "services_communs": {"gouvernance"},
    "finances": {"gouvernance", "services_communs"},
    "mutualisation": {"gouvernance", "services_communs", "finances"},
}
# WeasyPrint charge Pango, Altair une demi-seconde : `manage.py` démarre sans eux.
LOURDS = {"weasyprint", "pikepdf", "altair", "vl_convert"}
APPLICATION = sorted(f for paquet in PERMIS for f in (RACINE / paquet).rglob("*.py"))
PYTHON = [f for f in APPLICATION if "migrations" not in f.parts] + sorted(
    f for dossier in ["tests", "bench"] for f in (RACINE / dossier).rglob("*.py")
)
PRODUITS = {".git", ".venv", "var", "staticfiles", "__pycache__", "node_modules"}
SUFFIXES = {
    "",
    ".cfg",
    ".css",
    ".html",
    ".js",
    ".json",
    ".jsonl",
    ".md",
    ".py",
    ".toml",
    ".txt",
    ".yaml",
}


def lire(fichier: Path) -> ast.Module:
    return ast.parse(fichier.read_text(encoding="utf-8"))


def imports(arbre: ast.AST) -> set[str]:
    noms = set()
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms.add(noeud.module)
    return noms


def modules_importes(fichier: Path) -> set[str]:
    return {nom.partition(".")[0] for nom in imports(lire(fichier))}


def fonctions(fichier: Path) -> list[ast.FunctionDef]:
    return [noeud for noeud in ast.walk(lire(fichier)) if isinstance(noeud, ast.FunctionDef)]


@pytest.mark.parametrize("paquet", PERMIS)
def test_chaque_paquet_n_importe_que_les_paquets_permis(paquet):
    interdits = PERMIS.keys() - PERMIS[paquet] - {paquet}
    fautes = {
        f"{fichier.relative_to(RACINE)} importe {module}"
        for fichier in (RACINE / paquet).rglob("*.py")
        for module in modules_importes(fichier) & interdits
    }

    assert not fautes


def test_les_calculs_sont_purs():
    assert modules_importes(RACINE / "finances" / "calculs.py") <= {
        "collections",
        "decimal",
        "fractions",
    }


def test_les_querysets_n_importent_pas_leurs_modeles():
    fautes = {
        f"{fichier.relative_to(RACINE)} importe {module}"
        for fichier in APPLICATION
        if fichier.name == "querysets.py"
        for module in imports(lire(fichier))
        if module.startswith(f"{fichier.parent.name}.models")
    }

    assert not fautes


def test_seuls_les_imports_lourds_sont_locaux():
    fautes = {
        f"{fichier.relative_to(RACINE)} : {fonction.name} importe {module}"
        for fichier in APPLICATION
        for fonction in fonctions(fichier)
        for module in imports(fonction)
        if module.partition(".")[0] not in LOURDS
    }

    assert not fautes


def test_modules_de_moins_de_trois_cents_lignes():
    longueurs = {f: len(f.read_text(encoding="utf-8").splitlines()) for f in PYTHON}

    assert not {f.relative_to(RACINE): n for f, n in longueurs.items() if n > 300}


def test_fonctions_d_au_plus_quarante_lignes():
    longueurs = {
        f"{fichier.relative_to(RACINE)} : {fonction.name}": fonction.end_lineno
        - fonction.lineno
        + 1
        for fichier in PYTHON
        for fonction in fonctions(fichier)
    }

    assert not {nom: n for nom, n in longueurs.items() if n > 40}


def test_aucun_module_fourre_tout():
    interdits = {"utils", "helpers", "services", "common", "misc", "tools"}
    fautes = [fichier.relative_to(RACINE) for fichier in PYTHON if fichier.stem in interdits]

    assert not fautes


def test_aucun_fichier_ne_nomme_un_depot_de_paquets():
    # Les crochets évitent que cette ligne se dénonce elle-même.
    hotes = re.compile(r"pypi[.]org|python[h]osted|npm[j]s[.]org|deb[.]debian[.]org")
    fautes = [
        fichier.relative_to(RACINE)
        for fichier in RACINE.rglob("*")
        if fichier.is_file()
        and fichier.suffix in SUFFIXES
        and not PRODUITS & set(fichier.relative_to(RACINE).parts)
        and hotes.search(fichier.read_text(encoding="utf-8", errors="ignore"))
    ]

    assert not fautes
