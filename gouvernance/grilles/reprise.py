"""Reprendre ce qui précède dans les cases encore vides : un aperçu, rien n'est écrit."""

from gouvernance.grilles.declaration import Grille, nom_de_cellule


def reprendre(grille: Grille, textes: dict[str, str], *, avec_valeurs: bool) -> dict[str, str]:
    """Textes à proposer pour les objets dont aucune cellule n'est encore remplie."""
    voulues = {"valeur", "structure"} if avec_valeurs else {"structure"}
    proposes = {}
    for ligne in grille.lignes:
        if ligne.fermee:
            continue
        remplis = {
            colonne.objet
            for colonne in grille.saisies
            if textes.get(nom_de_cellule(ligne, colonne), "").strip()
        }
        for colonne in grille.saisies:
            precedent = ligne.precedents.get(colonne.objet)
            if precedent is None or colonne.reprise not in voulues or colonne.objet in remplis:
                continue
            if ecrit := colonne.saisie.ecrire(precedent):
                proposes[nom_de_cellule(ligne, colonne)] = ecrit
    return proposes
