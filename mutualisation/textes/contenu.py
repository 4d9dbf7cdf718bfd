"""Ce que montre la page où s'écrit le récit d'un chapitre."""

from dataclasses import dataclass

from django.urls import reverse

from gouvernance.francais import nombre
from gouvernance.models import Cloture
from mutualisation.models import TexteChapitre
from mutualisation.models.rapports import LONGUEUR_MAXIMALE
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.variables import fautes, resoudre
from mutualisation.rapport.variables_lues import VARIABLES, Variable


@dataclass(frozen=True, slots=True)
class ChapitreARediger:
    titre: str
    adresse: str
    est_ecrit: bool
    est_ouvert: bool


@dataclass(frozen=True, slots=True)
class Proposition:
    """Variable prête à insérer, avec ce qu'elle écrirait aujourd'hui ; vide, sans valeur."""

    libelle: str
    ecriture: str
    valeur: str


@dataclass(frozen=True, slots=True)
class GroupeDePropositions:
    titre: str
    propositions: tuple[Proposition, ...]


@dataclass(frozen=True, slots=True)
class PageTexte:
    annee: int
    campagne: str
    titre: str
    ancre: str
    chapitres: tuple[ChapitreARediger, ...]
    groupes: tuple[GroupeDePropositions, ...]
    texte_precedent: str
    derniere_edition: int | None
    refus_de_cloture: str
    reouverture: Cloture | None
    contenu: ContenuRapport

    @property
    def rang(self) -> int:
        return next(rang for rang, c in enumerate(self.chapitres) if c.est_ouvert)

    @property
    def precedent(self) -> ChapitreARediger | None:
        return self.chapitres[self.rang - 1] if self.rang else None

    @property
    def suivant(self) -> ChapitreARediger | None:
        return next(iter(self.chapitres[self.rang + 1 :]), None)

    @property
    def restants(self) -> int:
        return sum(not chapitre.est_ecrit for chapitre in self.chapitres)


@dataclass(frozen=True, slots=True)
class Apercu:
    """Récit tel que le rapport l'écrirait maintenant, et ce qui n'y va pas."""

    texte: str
    fautes: tuple[str, ...]


def lire_page(texte: TexteChapitre) -> PageTexte:
    rapport = texte.rapport
    contenu = construire_rapport(rapport.annee)
    ecrits = {chapitre for chapitre, _ in contenu.textes}
    derniere = rapport.editions.first()
    return PageTexte(
        annee=rapport.annee,
        campagne=f"Campagne {rapport.annee}",
        titre=texte.get_chapitre_display(),
        ancre=texte.chapitre.replace("_", "-"),
        chapitres=tuple(
            ChapitreARediger(
                titre=chapitre.label,
                adresse=reverse("texte_saisir", args=[rapport.annee, chapitre]),
                est_ecrit=chapitre in ecrits,
                est_ouvert=chapitre == texte.chapitre,
            )
            for chapitre in TexteChapitre.Chapitre
        ),
        groupes=lire_propositions(contenu),
        texte_precedent=rapport.recit_precedent(texte.chapitre),
        derniere_edition=derniere.numero if derniere else None,
        refus_de_cloture=texte.refus_de_cloture,
        reouverture=texte.reouverture,
        contenu=contenu,
    )


def lire_propositions(contenu: ContenuRapport) -> tuple[GroupeDePropositions, ...]:
    """Chaque variable et sa valeur ; celles d'un service ou d'une commune, groupées par sorte."""
    simples = tuple(
        Proposition(variable.description, variable.ecriture(), variable.lire(contenu) or "")
        for variable in VARIABLES
        if variable.argument is None
    )
    return (
        GroupeDePropositions("Tout le rapport", simples),
        *(
            GroupeDePropositions(variable.description, _par_argument(variable, contenu))
            for variable in VARIABLES
            if variable.argument is not None
        ),
    )


def _par_argument(variable: Variable, contenu: ContenuRapport) -> tuple[Proposition, ...]:
    argument = variable.argument
    return tuple(
        Proposition(
            libelle=nom,
            ecriture=variable.ecriture(nom if argument.est_nomme else code),
            valeur=variable.lire(contenu, objet) or "",
        )
        for code, nom, objet in argument.presents(contenu)
    )


def composer_apercu(texte: str, contenu: ContenuRapport) -> Apercu:
    if len(texte) > LONGUEUR_MAXIMALE:
        phrase = (
            f"Ce texte a {nombre(len(texte))} signes, pour {nombre(LONGUEUR_MAXIMALE)} au plus."
        )
        return Apercu("", (phrase,))
    return Apercu(resoudre(texte, contenu), fautes(texte, contenu))
