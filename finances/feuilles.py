"""Ce que les pages de finances donnent à télécharger : les lignes et les totaux de l'écran."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from finances import decomptes, refacturation
from finances.contenu_simulation import COLONNES, PageScenario
from finances.decomptes import PageAttributions
from finances.models import Scenario
from finances.refacturation import EtatRefacturation, PageRefacturation
from finances.simulation import Montants, Simulation
from gouvernance.exports import Colonne, Feuille, Genre

COMMUNE, OBJET = Colonne("commune", "Commune"), Colonne("objet", "Objet")
EXERCICES, PAYEUR = Colonne("exercices", "Exercices"), Colonne("payeur", "Payeur")
FACTURATION = ("montant_vote", "facture", "cout_reel", "solde", "a_facturer")
CODES = ("aujourd_hui", "scenario", "ecart")


def en_euros(codes: Iterable[str], entetes: Iterable[str]) -> list[Colonne]:
    paires = zip(codes, entetes, strict=True)
    return [Colonne(code, entete, Genre.EUROS) for code, entete in paires]


def feuille_des_attributions(page: PageAttributions) -> Feuille:
    codes = [decomptes.COLONNES[nom] for nom in page.colonnes]
    return Feuille(
        "Attributions de compensation",
        (COMMUNE, *en_euros(codes, page.colonnes)),
        [(decompte.nom, *montants) for decompte, montants in page.lignes],
        criteres=f"Exercice {page.exercice}",
        totaux=("Total", *page.totaux),
    )


def feuille_des_refacturations(page: PageRefacturation) -> Feuille:
    return Feuille(
        "Refacturation",
        (COMMUNE, OBJET, *en_euros(FACTURATION, refacturation.COLONNES)),
        [(etat.nom, ligne.objet, *ligne.cellules) for etat in page.etats for ligne in etat.lignes],
        criteres=f"Exercice {page.exercice}",
        totaux=("Total", "", *page.totaux) if page.etats else (),
    )


def feuille_de_refacturation(etat: EtatRefacturation) -> Feuille:
    return Feuille(
        f"Refacturation {etat.de}",
        (OBJET, EXERCICES, *en_euros(FACTURATION, refacturation.COLONNES)),
        [(ligne.objet, ligne.exercices, *ligne.cellules) for ligne in etat.lignes],
        criteres=f"Exercice {etat.exercice}",
        totaux=("Total", "", *etat.totaux) if etat.lignes else (),
    )


def feuille_de_simulation(scenario: Scenario, simulation: Simulation) -> Feuille:
    groupes = {"ensemble": "Ensemble"} | {str(an): str(an) for an in simulation.exercices}
    lignes = [(ligne.payeur, ligne.total, ligne.par_exercice) for ligne in simulation.lignes]
    return Feuille(
        f"Simulation {scenario.nom}",
        (PAYEUR, *colonnes_par_groupe(groupes)),
        [(payeur, *cellules([total, *exercices])) for payeur, total, exercices in lignes],
        totaux=("Total", *cellules([simulation.total, *simulation.totaux])),
    )


def feuille_comparee(scenario: Scenario, page: PageScenario) -> Feuille:
    codes = [f"scenario_{resultat.scenario.pk}" for resultat in page.compares]
    groupes = dict(zip(codes, page.noms_compares, strict=True))
    return Feuille(
        f"Comparaison {scenario.nom}",
        (PAYEUR, *colonnes_par_groupe(groupes)),
        [(ligne.payeur, *cellules(ligne.montants)) for ligne in page.lignes_comparees],
        totaux=("Total", *cellules(page.totaux_compares)),
    )


def colonnes_par_groupe(groupes: dict[str, str]) -> list[Colonne]:
    return en_euros(
        [f"{code}_{suffixe}" for code in groupes for suffixe in CODES],
        [f"{groupe}, {titre}" for groupe in groupes.values() for titre in COLONNES],
    )


def cellules(montants: Sequence[Montants]) -> list[Decimal]:
    return [valeur for m in montants for valeur in (m.aujourd_hui, m.scenario, m.ecart)]
