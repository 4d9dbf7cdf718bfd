"""Ce que chaque rôle reçoit à chaque adresse, outre ce que dit `tests/adresses.py`.

Quatre règles valent partout et ne se répètent pas ici : un compte désactivé est un anonyme ; HEAD
répond comme GET ; PUT, PATCH, DELETE, OPTIONS et TRACE reçoivent 405 ; un envoi aussi, sauf là où
`ENVOIS` en attend un, et d'abord la connexion de qui n'est pas connecté.
"""

from tests.adresses import ADRESSES_D_UN_COMPTE, CONNEXION, GRILLES

ROLES = [
    "anonyme",
    "agent sans groupe",
    "maire de la commune",
    "maire d’une autre",
    "compte sans commune",
    "contributeur du domaine",
    "contributeur d’un autre",
    "gestionnaire",
    "administrateur",
]


def sauf_anonyme(agent: int, lecteur: int, *agents: int) -> tuple[int, ...]:
    """Statuts de `ROLES` : tous les lecteurs n'ont ici qu'un sort."""
    return (CONNEXION, agent, lecteur, lecteur, lecteur, *agents)


def tous(statut: int) -> tuple[int, ...]:
    return (CONNEXION, *[statut] * 8)


# Ce que lisent, dans l'ordre, les deux contributeurs, le gestionnaire et l'administrateur, là où
# ce n'est pas ce que lit un agent sans groupe. La simulation est celle du gestionnaire.
AVEC_DES_DROITS = {
    # Sans écart à expliquer, il n'y a rien à cette adresse pour qui en a le droit.
    "constat_expliquer": (403, 403, 404, 404),
    **dict.fromkeys(
        [*ADRESSES_D_UN_COMPTE, "droits", "seconds_facteurs", "verrous"], (403, 403, 403, 200)
    ),
    "deliberation_importer": (404, 404, 302, 302),
    "evaluation_consulter": (403, 403, 404, 404),
    **dict.fromkeys(["scenario_modifier", "scenario_supprimer"], (404, 404, 200, 404)),
    **dict.fromkeys(
        [
            "cle_reconduire",
            "consultation_ouvrir",
            "consultation_reponse",
            "consultation_conclure",
            "seance_envois",
            "document_ajouter",
            "consultation_document",
            "import_envoyer",
            "import_modele",
            "import_donnees",
            "campagne_ouvrir",
        ],
        (403, 403, 200, 200),
    ),
    **dict.fromkeys(["import_detail", "rapport_publier", "texte_saisir"], (404, 404, 200, 200)),
    "exercice_rouvrir": (404, 404, 404, 200),
    **dict.fromkeys(["fiche_suivre", "fiche_saisir", "fiche_brouillon"], (200, 404, 200, 200)),
    "fiche_soumettre": (302, 404, 302, 302),
}
# Ce que reçoit l'envoi d'un formulaire vide, dans l'ordre de `ROLES`.
ENVOIS = {
    "connexion": (200, *[302] * 8),
    **dict.fromkeys(
        ["assistance_finir", "deconnexion", "connexion_code", "sessions_fermer"], tous(302)
    ),
    **dict.fromkeys(["second_facteur", "second_facteur_activer"], tous(200)),
    "codes_fichier": tous(400),
    "mot_de_passe_changer": tous(200),
    "compte_sessions": sauf_anonyme(403, 403, 403, 403, 403, 302),
    **dict.fromkeys(["mot_de_passe_oublie", "mot_de_passe_confirmer", "invitation"], (200,) * 9),
    **dict.fromkeys(["colonnes_choisir", "filtre_enregistrer", "filtre_supprimer"], tous(404)),
    "constat_expliquer": sauf_anonyme(403, 404, 403, 403, 404, 404),
    **dict.fromkeys(
        ["compte_assister", "compte_effacer", "compte_inviter"],
        sauf_anonyme(403, 403, 403, 403, 403, 200),
    ),
    "verrou_lever": sauf_anonyme(403, 403, 403, 403, 403, 404),
    "second_facteur_retirer": sauf_anonyme(403, 403, 403, 403, 403, 302),
    "deliberation_importer": sauf_anonyme(404, 404, 404, 404, 302, 302),
    "evaluation_consulter": sauf_anonyme(403, 403, 403, 403, 404, 404),
    # Une grille incomplète, pour qui pourrait l'écrire ; un contributeur ne saisit que les mesures.
    **dict.fromkeys(
        [f"grille_{nom}" for nom in GRILLES], sauf_anonyme(403, 404, 403, 403, 400, 400)
    ),
    "grille_mesures": sauf_anonyme(403, 404, 400, 400, 400, 400),
    **dict.fromkeys(
        [
            "cle_reconduire",
            "consultation_ouvrir",
            "consultation_reponse",
            "seance_envois",
            "document_ajouter",
            "consultation_document",
            "campagne_ouvrir",
        ],
        sauf_anonyme(403, 403, 403, 403, 200, 200),
    ),
    **dict.fromkeys(
        [
            "consultation_conclure",
            "consultation_clore",
            "consultation_relancer",
            "document_retirer",
            "campagne_relancer",
        ],
        sauf_anonyme(403, 403, 403, 403, 302, 302),
    ),
    "scenario_creer": tous(200),
    "scenario_modifier": sauf_anonyme(404, 404, 404, 404, 200, 404),
    "scenario_supprimer": sauf_anonyme(404, 404, 404, 404, 302, 404),
    **dict.fromkeys(
        ["scenario_dupliquer", "production_relancer"], sauf_anonyme(302, 404, 302, 302, 302, 302)
    ),
    "import_envoyer": sauf_anonyme(403, 404, 403, 403, 200, 200),
    **dict.fromkeys(
        ["import_repondre", "import_abandonner", "import_reprendre"],
        sauf_anonyme(404, 404, 404, 404, 302, 302),
    ),
    **dict.fromkeys(
        ["import_confirmer", "rapport_publier", "texte_saisir"],
        sauf_anonyme(404, 404, 404, 404, 200, 200),
    ),
    "exercice_rouvrir": sauf_anonyme(404, 404, 404, 404, 404, 200),
    "exercice_refermer": sauf_anonyme(404, 404, 404, 404, 404, 302),
    **dict.fromkeys(
        ["fiche_saisir", "fiche_soumettre"], sauf_anonyme(404, 404, 302, 404, 302, 302)
    ),
    "fiche_brouillon": sauf_anonyme(404, 404, 200, 404, 200, 200),
    "fiche_suivre": sauf_anonyme(200, 404, 200, 404, 200, 200),
}
# Droit que demande chaque page d'un modèle administré : sans lui, 403.
PAGES_ADMINISTREES = {
    "changelist": "view",
    "add": "add",
    "change": "view",
    "delete": "delete",
    "history": "view",
    "retablir": "change",
}
AUTRES_PAGES_ADMINISTREES = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
    "app_list",
}
