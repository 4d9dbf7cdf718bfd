"""Ce que fait une personne sur une grille : l'ouvrir, changer des cellules, enregistrer."""

import json

from django.test import Client

from gouvernance.grilles.tableau import Tableau


def ouvrir(client: Client, adresse: str) -> Tableau:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.context["tableau"]


def cellules(tableau: Tableau) -> dict[str, str]:
    """Texte de chaque cellule où l'on écrit, sous le nom de sa ligne et de sa colonne."""
    return {c.nom: c.texte for rangee in tableau.rangees for c in rangee.cellules if c.nom}


def nom(tableau: Tableau, libelle: str, colonne: str) -> str:
    return next(
        c.nom
        for rangee in tableau.rangees
        if rangee.ligne.libelle == libelle
        for c in rangee.cellules
        if c.colonne == colonne
    )


def envoyer(client: Client, adresse: str, tableau: Tableau, saisies=None, **autres):
    """Poste la page comme un navigateur sans script : toutes les cellules, et ses champs cachés."""
    donnees = {
        "lues": tableau.lues,
        "disputees": tableau.disputees,
        "action": "enregistrer",
        **cellules(tableau),
    }
    for (libelle, colonne), texte in (saisies or {}).items():
        donnees[nom(tableau, libelle, colonne)] = texte
    return client.post(adresse, donnees | autres)


def en_faute(tableau: Tableau) -> dict[tuple[str, str], str]:
    return {
        (rangee.ligne.libelle, c.colonne): " ".join(c.fautes)
        for rangee in tableau.rangees
        for c in rangee.cellules
        if c.est_en_faute
    }


def lues(tableau: Tableau) -> dict[str, str]:
    return json.loads(tableau.lues)
