"""Ce que la base refuse d'une table au regard d'une autre."""

from gouvernance.declencheurs import Declencheur, Dialecte

CENTIEME_DE_POURCENT, DEMI_CENTIME = "0.00005", "0.005"


def payeur_impossible(dialecte: Dialecte) -> str:
    """Le payeur est la commune, pour elle et son CCAS, ou la métropole."""
    return (
        "NOT EXISTS (SELECT 1 FROM gouvernance_collectivite c"
        " WHERE c.id = NEW.payeur_id AND c.nature IN ('commune', 'metropole'))"
    )


def commune_sans_adhesion(dialecte: Dialecte) -> str:
    """Une commune ne paie qu'un service où elle, ou son CCAS, adhère dans ces exercices."""
    debut, fin = dialecte.annee("a.date_debut"), dialecte.annee("a.date_fin")
    return (
        "NEW.service_id IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM gouvernance_collectivite p"
        " WHERE p.id = NEW.payeur_id AND p.nature = 'commune')"
        " AND NOT EXISTS (SELECT 1 FROM services_communs_adhesion a"
        " JOIN gouvernance_collectivite c ON c.id = a.collectivite_id"
        " WHERE a.service_id = NEW.service_id"
        " AND (c.id = NEW.payeur_id OR c.commune_id = NEW.payeur_id)"
        f" AND (a.date_fin IS NULL OR {fin} >= NEW.exercice_debut)"
        f" AND (NEW.exercice_fin IS NULL OR {debut} <= NEW.exercice_fin))"
    )


def exercice_avant_la_seance(dialecte: Dialecte) -> str:
    return (
        "EXISTS (SELECT 1 FROM finances_evaluationclect e WHERE e.id = NEW.evaluation_id"
        f" AND NEW.exercice < {dialecte.annee('e.date')})"
    )


def pourcentages_incomplets(dialecte: Dialecte) -> str:
    """À la proposition, une clé en pourcentages d'un service évalué doit faire 100 %."""
    debut, fin = dialecte.annee("k.date_debut"), dialecte.annee("k.date_fin")
    return (
        "OLD.etat <> 'proposee' AND NEW.etat = 'proposee'"
        " AND EXISTS (SELECT k.id FROM finances_clerepartition k"
        " LEFT JOIN finances_valeurcle v ON v.cle_id = k.id"
        " WHERE k.nature = 'pourcentages' AND EXISTS (SELECT 1 FROM finances_coutservice c"
        " WHERE c.evaluation_id = NEW.id AND c.service_id = k.service_id"
        f" AND {debut} <= c.exercice AND (k.date_fin IS NULL OR {fin} >= c.exercice))"
        f" GROUP BY k.id HAVING ABS(COALESCE(SUM(v.valeur), 0) - 100) > {CENTIEME_DE_POURCENT})"
    )


def parts_inexpliquees(dialecte: Dialecte) -> str:
    """À l'adoption, les parts d'un exercice font le total voté, ou l'écart est expliqué."""
    return (
        "OLD.etat <> 'adoptee' AND NEW.etat = 'adoptee'"
        " AND EXISTS (SELECT 1 FROM finances_totalvote t"
        " WHERE t.evaluation_id = NEW.id AND TRIM(t.explication_ecart) = ''"
        " AND ABS(t.montant - COALESCE((SELECT SUM(p.montant) FROM finances_participation p"
        " WHERE p.evaluation_id = NEW.id AND p.mode = 'imputation_ac'"
        " AND p.exercice_debut <= t.exercice_debut"
        " AND (p.exercice_fin IS NULL OR p.exercice_fin >= t.exercice_debut)), 0))"
        f" > {DEMI_CENTIME})"
    )


COHERENCE = [
    *(
        Declencheur("finances_participation", quand, f"finances_participation_{regle}", refus)
        for regle, refus in [("payeur", payeur_impossible), ("adhesion", commune_sans_adhesion)]
        for quand in ["INSERT", "UPDATE"]
    ),
    *(
        Declencheur(
            "finances_coutservice", quand, "finances_coutservice_seance", exercice_avant_la_seance
        )
        for quand in ["INSERT", "UPDATE"]
    ),
    Declencheur(
        "finances_evaluationclect",
        "UPDATE",
        "finances_evaluationclect_pourcentages",
        pourcentages_incomplets,
    ),
    Declencheur(
        "finances_evaluationclect", "UPDATE", "finances_evaluationclect_parts", parts_inexpliquees
    ),
]
