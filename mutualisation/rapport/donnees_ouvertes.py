"""Données ouvertes d'un rapport : une archive que l'on comprend et réutilise sans le site."""

import io
import json
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string

from mutualisation.rapport.annexes import Annexe, annexes
from mutualisation.rapport.contenu import ContenuRapport

MINIMUM = 5
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
# Toujours la même, pour que le même contenu donne les mêmes octets.
DATE_DES_FICHIERS = (1980, 1, 1, 0, 0, 0)
LISIBLE_PAR_TOUS = 0o644 << 16


def composer_archive(contenu: ContenuRapport) -> bytes:
    """Archive ZIP : tableaux en CSV, leurs schémas, leur catalogue, la licence, le mode d'emploi.

    Le même contenu donne les mêmes octets. Aucun nombre d'agents inférieur à cinq n'y est donné,
    quel que soit le minimum du rapport.
    """
    minimum = max(MINIMUM, contenu.effectif_minimal)
    tableaux = annexes(contenu, minimum)
    contexte = {
        "rapport": contenu,
        "tableaux": tableaux,
        "licence": LICENCE,
        "minimum": minimum,
        "maximum_masque": minimum - 1,
    }
    fichiers = {
        "LISEZMOI.md": render_to_string("rapport/donnees/lisezmoi.md", contexte).encode(),
        "LICENCE.md": render_to_string("rapport/donnees/licence.md", contexte).encode(),
        "datapackage.json": en_json(catalogue(contenu, tableaux)),
    }
    for tableau in tableaux:
        fichiers[tableau.nom] = tableau.octets
        fichiers[chemin_du_schema(tableau)] = en_json(tableau.schema)
    return zipper(fichiers)


def catalogue(contenu: ContenuRapport, tableaux: tuple[Annexe, ...]) -> dict:
    """Descripteur Data Package : de quoi ouvrir tous les tableaux d'un coup, typés."""
    return {
        "name": f"mutualisation-{contenu.annee}",
        "title": f"{contenu.titre} : données",
        "profile": "tabular-data-package",
        "licenses": [LICENCE],
        "resources": [ressource(tableau) for tableau in tableaux],
    }


def ressource(tableau: Annexe) -> dict:
    octets = tableau.octets
    return {
        "name": tableau.nom.removesuffix(".csv"),
        "title": tableau.titre,
        "path": tableau.nom,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(octets),
        "hash": f"sha256:{sha256(octets).hexdigest()}",
        "schema": chemin_du_schema(tableau),
    }


def chemin_du_schema(tableau: Annexe) -> str:
    return f"schemas/{tableau.nom.removesuffix('.csv')}.json"


def en_json(descripteur: dict) -> bytes:
    return json.dumps(descripteur, ensure_ascii=False, indent=2).encode()


def zipper(fichiers: dict[str, bytes]) -> bytes:
    tampon = io.BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for nom, octets in sorted(fichiers.items()):
            entree = ZipInfo(nom, DATE_DES_FICHIERS)
            entree.create_system = 3
            entree.external_attr = LISIBLE_PAR_TOUS
            archive.writestr(entree, octets, ZIP_DEFLATED, 9)
    return tampon.getvalue()
