"""Ce qu'une grille demande de choisir avant de saisir : une année, un jour, un objet."""

from collections.abc import Iterable

from django import forms
from django.http import Http404, QueryDict
from django.urls import reverse

from gouvernance.etat_au import JourField
from gouvernance.grilles.declaration import Lien
from gouvernance.periodes import DERNIERE_ANNEE, PREMIERE_ANNEE

# Dans l'adresse d'une grille : proposer d'emblée les valeurs de l'année d'avant.
REPRENDRE = "reprendre"


class AnneeForm(forms.Form):
    def __init__(
        self, annees: Iterable[int], annee: int, libelle: str = "Année", nom: str = "annee"
    ):
        super().__init__(initial={nom: annee})
        choix = [(a, a) for a in sorted({*annees, annee}, reverse=True)]
        self.fields[nom] = forms.ChoiceField(label=libelle, choices=choix)
        self.order_fields([nom])


class JourForm(forms.Form):
    date = JourField(label="Observés le")


def lire_annee(donnees: QueryDict, defaut: int, nom: str = "annee") -> int:
    """Celle de l'adresse ; une adresse qui n'en donne pas une vraie ne mène à rien."""
    demandee = donnees.get(nom) or str(defaut)
    if not (demandee.isdecimal() and PREMIERE_ANNEE <= int(demandee) <= DERNIERE_ANNEE):
        raise Http404("Cette année n’existe pas.")
    return int(demandee)


def vers_l_annee_suivante(page: str, annee: int, *args: int, nom: str = "annee", **autres) -> Lien:
    """Ouvre la grille de l'année d'après avec ces valeurs-ci en aperçu ; rien n'est écrit."""
    criteres = {nom: annee, **{cle: valeur for cle, valeur in autres.items() if valeur}}
    adresse = reverse(page, args=args, query={**criteres, REPRENDRE: 1})
    return Lien(adresse, f"Reprendre vers {annee}")
