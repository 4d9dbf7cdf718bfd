"""Nomenclature nationale des actes transmis au contrôle de légalité, à deux niveaux (@CTES)."""

_NOMENCLATURE = {
    "commande publique": [
        "marchés publics",
        "délégation de service public",
        "conventions de mandat",
        "autres types de contrats",
        "transactions et protocole d’accord transactionnel",
        "actes relatifs à la maîtrise d’œuvre",
        "actes spéciaux et divers",
    ],
    "urbanisme": [
        "documents d’urbanisme",
        "actes relatifs au droit d’occupation ou d’utilisation des sols",
        "droit de préemption urbain",
    ],
    "domaine et patrimoine": [
        "acquisitions",
        "aliénations",
        "locations",
        "limites territoriales",
        "autres actes de gestion du domaine public",
        "autres actes de gestion du domaine privé",
    ],
    "fonction publique": [
        "personnel titulaires et stagiaires de la fonction publique territoriale",
        "personnel contractuel",
        "fonction publique hospitalière",
        "autres catégories de personnels",
        "régime indemnitaire",
    ],
    "institutions et vie politique": [
        "élection exécutif",
        "fonctionnement des assemblées",
        "désignation de représentants",
        "délégation de fonctions",
        "délégation de signature",
        "exercice des mandats locaux",
        "intercommunalité",
        "décision d’ester en justice",
    ],
    "libertés publiques et pouvoirs de police": [
        "police municipale",
        "pouvoir du président du conseil général",
        "pouvoir du président du conseil régional",
        "autres actes réglementaires",
        "actes pris au nom de l’État et soumis au contrôle hiérarchique",
    ],
    "finances locales": [
        "décisions budgétaires",
        "fiscalité",
        "emprunts",
        "interventions économiques",
        "subventions",
        "contributions budgétaires",
        "avances",
        "fonds de concours",
        "prise de participation",
        "divers",
    ],
    "domaines de compétences par thèmes": [
        "enseignement",
        "aide sociale",
        "voirie",
        "aménagement du territoire",
        "politique de la ville habitat logement",
        "emploi formation professionnelle",
        "transports",
        "environnement",
        "culture",
    ],
    "autres domaines de compétences": [
        "autres domaines de compétences des communes",
        "autres domaines de compétences des départements",
        "autres domaines de compétences des régions",
        "vœux et motions",
    ],
}

# Code de niveau 1 : intitulé. Code de niveau 2 : les deux intitulés, séparés par une barre.
RUBRIQUES = {str(rang): titre for rang, titre in enumerate(_NOMENCLATURE, start=1)}
MATIERES = {
    f"{rang}.{sous_rang}": f"{titre}/{sous_titre}"
    for rang, (titre, sous_titres) in enumerate(_NOMENCLATURE.items(), start=1)
    for sous_rang, sous_titre in enumerate(sous_titres, start=1)
}


def intitule_de_la_matiere(code: str) -> str:
    """« institutions et vie politique/intercommunalité » pour « 5.7 » et ce qu'il contient.

    Unités : le code, de deux à cinq niveaux séparés par des points.
    Erreurs : aucune ; un code inconnu n'a pas d'intitulé.
    Source : nomenclature nationale des actes soumis au contrôle de légalité.
    """
    return MATIERES.get(".".join(code.split(".")[:2]), "")


def matieres_de(rubrique: str) -> list[tuple[str, str]]:
    """Codes d'une rubrique, chacun avec son intitulé court : « 5.7 intercommunalité ».

    Unités : le code de la rubrique, de « 1 » à « 9 ».
    Erreurs : aucune ; une rubrique inconnue n'a pas de matière.
    Source : celle de `intitule_de_la_matiere`.
    """
    return [
        (code, f"{code} {intitule.partition('/')[2]}")
        for code, intitule in MATIERES.items()
        if code.partition(".")[0] == rubrique
    ]
