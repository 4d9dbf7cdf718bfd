"""Ce que le conseil ne peut déléguer ni au bureau ni au président (CGCT, art. L. 5211-10)."""

MATIERES_RESERVEES = {
    "1": "Vote du budget ; institution et taux ou tarifs des taxes et redevances",
    "2": "Approbation du compte administratif",
    "3": "Mesures budgétaires prises après une mise en demeure (art. L. 1612-15)",
    "4": "Conditions initiales de composition, de fonctionnement et de durée de l’établissement",
    "5": "Adhésion de l’établissement à un établissement public",
    "6": "Délégation de la gestion d’un service public",
    "7": "Orientations d’aménagement, d’équilibre social de l’habitat, de politique de la ville",
}


def delegation_interdite(matiere: str, *, prise_par_le_conseil: bool) -> str:
    """Phrase qui cite la règle quand un autre que le conseil décide d'une matière réservée.

    Vide quand la décision est permise.

    Unités : le numéro de la matière, de « 1 » à « 7 », ou rien.
    Erreurs : `KeyError` si ce numéro n'existe pas.
    Source : CGCT, art. L. 5211-10, 1° à 7° ; pacte de gouvernance 2020-2026, art. 1er.
    """
    if not matiere or prise_par_le_conseil:
        return ""
    return (
        f"Seul le conseil peut en décider : {MATIERES_RESERVEES[matiere]} "
        f"(CGCT, art. L. 5211-10, {matiere}°)."
    )
