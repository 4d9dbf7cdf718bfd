"""De quoi écrire un fichier SCDL à importer."""

import csv
import io

from gouvernance.deliberations.scdl import COLONNES

SIREN = "212102313"
SIRET = "21210231300013"
AUTRE_SIRET = "73282932000074"
LIGNE = {
    "COLL_NOM": "Dijon",
    "COLL_SIRET": SIRET,
    "DELIB_ID": "2021-001",
    "DELIB_DATE": "2021-03-25",
    "DELIB_MATIERE_CODE": "5.7",
    "DELIB_MATIERE_NOM": "institutions et vie politique/intercommunalité",
    "DELIB_OBJET": "Adhésion au service commun",
}
VOTE = {"VOTE_POUR": "50", "VOTE_CONTRE": "5", "VOTE_ABSTENTION": "4"}


def fichier(*lignes: dict, colonnes=COLONNES) -> bytes:
    tampon = io.StringIO()
    redacteur = csv.DictWriter(tampon, colonnes)
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return tampon.getvalue().encode()
