"""Ce qu'un bouton de la page ajoute à la saisie en cours : une ligne, ou l'an dernier."""

from collections.abc import Iterable
from datetime import date

from django.http import QueryDict

from services_communs.saisie.formulaires import LIGNES_AU_PLUS
from services_communs.saisie.lecture import PageFiche


def ajouter_ligne(donnees: QueryDict, prefixe: str, ligne: dict | None = None) -> None:
    """Ajoute une ligne, vide ou remplie, à la suite des autres."""
    total = donnees.get(f"{prefixe}-TOTAL_FORMS", "")
    if not total.isdecimal() or int(total) >= LIGNES_AU_PLUS:
        return
    donnees[f"{prefixe}-TOTAL_FORMS"] = str(int(total) + 1)
    if ligne is not None:
        _remplir(donnees, f"{prefixe}-{total}", ligne)


def reprendre(donnees: QueryDict, quoi: str, page: PageFiche) -> None:
    """Reprend de l'année d'avant un texte, une liste entière ou une réalisation à suivre."""
    precedent = page.precedent
    nature, _, rang = quoi.partition("-")
    if nature == "fiche" and rang in precedent.textes:
        donnees[quoi] = precedent.textes[rang]
    elif quoi in {"objectifs", "pistes"}:
        for ligne in getattr(precedent, quoi):
            ajouter_ligne(donnees, quoi, ligne)
    elif nature == "realisations" and rang.isdecimal() and int(rang) < len(precedent.realisations):
        ajouter_ligne(donnees, nature, precedent.realisations[int(rang)])


def remplacer(donnees: QueryDict, rubrique: str, valeur: str | list | dict) -> None:
    """Met dans la saisie le contenu d'une rubrique, à la place de celui qui y était."""
    if isinstance(valeur, str):
        donnees[rubrique] = valeur
        return
    for nom in [nom for nom in donnees if nom.startswith(f"{rubrique}-")]:
        # La page a montré ces champs : vidés, ils restent postés.
        if isinstance(valeur, dict):
            donnees[nom] = ""
        else:
            del donnees[nom]
    if isinstance(valeur, dict):
        _remplir(donnees, rubrique, valeur)
    else:
        _remplir_lignes(donnees, rubrique, valeur)


def _remplir(donnees: QueryDict, prefixe: str, ligne: dict) -> None:
    for champ, valeur in ligne.items():
        nom = f"{prefixe}-{champ}"
        if champ == "concernees":
            _remplir_lignes(donnees, nom, valeur)
        elif isinstance(valeur, list):
            donnees.setlist(nom, [str(pk) for pk in valeur])
        elif valeur is True:
            donnees[nom] = "on"
        elif valeur not in {None, False}:
            donnees[nom] = valeur.isoformat() if isinstance(valeur, date) else str(valeur)


def _remplir_lignes(donnees: QueryDict, prefixe: str, lignes: Iterable[dict]) -> None:
    donnees[f"{prefixe}-TOTAL_FORMS"] = donnees[f"{prefixe}-INITIAL_FORMS"] = "0"
    for ligne in lignes:
        ajouter_ligne(donnees, prefixe, ligne)
