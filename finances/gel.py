"""Ce que la base refuse une fois le vote acquis."""

from collections.abc import Iterator

from gouvernance.declencheurs import Declencheur, Dialecte

FIGES = "('adoptee', 'approuvee', 'en_vigueur')"
COLONNES = {
    "finances_participation": [
        "evaluation_id",
        "payeur_id",
        "service_id",
        "exercice_debut",
        "montant",
        "montant_calcule",
        "deja_valorise",
        "mode",
        "mois",
    ],
    "finances_totalvote": ["evaluation_id", "exercice_debut", "montant"],
}
FIGEE = (
    "EXISTS (SELECT 1 FROM finances_evaluationclect e"
    f" WHERE e.id = OLD.evaluation_id AND e.etat IN {FIGES})"
)


def gel_des_lignes(table: str) -> Iterator[Declencheur]:
    """Une ligne d'une évaluation adoptée ne se supprime pas ; ses colonnes votées restent."""

    def changee(dialecte: Dialecte) -> str:
        changements = (f"OLD.{nom} {dialecte.differe} NEW.{nom}" for nom in COLONNES[table])
        return f"{FIGEE} AND ({' OR '.join(changements)})"

    yield Declencheur(table, "DELETE", f"{table}_figee", lambda dialecte: FIGEE)
    yield Declencheur(table, "UPDATE", f"{table}_figee", changee)


def gel_de_l_evaluation() -> Iterator[Declencheur]:
    """Une évaluation adoptée ne se supprime pas et ne revient pas aux travaux."""
    table = "finances_evaluationclect"
    adoptee, revient = f"OLD.etat IN {FIGES}", f"NEW.etat NOT IN {FIGES}"
    yield Declencheur(table, "DELETE", f"{table}_figee", lambda dialecte: adoptee)
    yield Declencheur(
        table, "UPDATE", f"{table}_figee", lambda dialecte: f"{adoptee} AND {revient}"
    )


GEL = [*(d for table in COLONNES for d in gel_des_lignes(table)), *gel_de_l_evaluation()]
