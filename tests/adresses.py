"""Chaque adresse du site, et le statut qu'y reçoit chaque personne.

Ce qu'y ajoutent un groupe et une méthode : `tests/droits/attentes.py`.
"""

from tests.fabriques import creer_cle, creer_deliberation, creer_etape, creer_texte
from tests.fabriques_gouvernance import creer_instance, creer_pacte, creer_schema

CONNEXION = 302
PUBLIC = (200, 200, 200, 200, 200)
TOUS_CONNECTES = (CONNEXION, 200, 200, 200, 200)
AGENTS = (CONNEXION, 200, 404, 404, 404)
SAISIE = ["fiche_saisir", "fiche_brouillon", "fiche_soumettre"]
REPERES = {
    "schema": creer_schema,
    "pacte": creer_pacte,
    "texte": creer_texte,
    "etape": creer_etape,
}
PAGES = REPERES | {
    "cle": creer_cle,
    "deliberation": creer_deliberation,
    "instance": creer_instance,
}
LISTES_DE_GOUVERNANCE = [
    f"{objet}_liste"
    for objet in [
        *REPERES,
        "collectivite",
        "document",
        "mandat",
        "membre",
        "point",
        "population",
        "presence",
        "reponse",
    ]
]
PARTAGE = ["avenant", "convention", "domaine", "saisine"]
ACTIVITE = ["fiche", "mesure", "mission", "objectif", "piste", "realisation"]
GRILLES = [
    "mesures",
    "effectifs",
    "saisines",
    "adhesions",
    "participations",
    "couts",
    "cle",
    "presences",
]
MONTANTS = ["attribution_votee", "regularisation", "total_vote"]
ADRESSES_D_UN_COMPTE = [
    f"compte_{geste}" for geste in ["assister", "donnees", "effacer", "inviter", "sessions"]
]
IMPORT_ECRIT = [f"import_{v}" for v in ["repondre", "confirmer", "abandonner", "reprendre"]]
# Statut pour : anonyme, agent, maire de la commune, autre maire, compte sans commune.
ATTENTES = {
    "accueil": (200, 302, 302, 302, 200),
    **dict.fromkeys(["tableau_de_bord", "couverture", "changements", "controles"], AGENTS),
    "evolution": AGENTS,
    **dict.fromkeys(["historique", "historique_personne", "historique_exercice"], AGENTS),
    "changement_liste": AGENTS,
    # Il faut le droit d'expliquer un écart, que n'a pas tout agent.
    "constat_expliquer": (CONNEXION, 403, 404, 404, 404),
    "connexion": (200, 302, 302, 302, 302),
    "deconnexion": (CONNEXION, 405, 405, 405, 405),
    # Sans connexion en attente, il n'y a pas de code à donner.
    "connexion_code": (CONNEXION, 302, 302, 302, 302),
    **dict.fromkeys(["second_facteur", "second_facteur_activer"], TOUS_CONNECTES),
    "codes_fichier": (CONNEXION, 405, 405, 405, 405),
    "mot_de_passe_oublie": (200, 200, 200, 200, 200),
    "mot_de_passe_envoye": (200, 200, 200, 200, 200),
    "mot_de_passe_confirmer": (200, 200, 200, 200, 200),
    "mot_de_passe_termine": (200, 200, 200, 200, 200),
    **dict.fromkeys(
        ["aide", "glossaire", "accessibilite", "mentions_legales", "donnees_personnelles"], PUBLIC
    ),
    **dict.fromkeys(
        ["colonnes_choisir", "filtre_enregistrer", "filtre_supprimer", "sessions_fermer"],
        (CONNEXION, 405, 405, 405, 405),
    ),
    "sante": PUBLIC,
    # Il faut le jeton de la supervision.
    "metriques": (404, 404, 404, 404, 404),
    "recherche": TOUS_CONNECTES,
    **dict.fromkeys(["mon_compte", "mes_donnees", "mot_de_passe_changer"], TOUS_CONNECTES),
    "invitation": PUBLIC,
    **dict.fromkeys(ADRESSES_D_UN_COMPTE, (CONNEXION, 403, 403, 403, 403)),
    "assistance_finir": (CONNEXION, 405, 405, 405, 405),
    **dict.fromkeys(["verrous", "seconds_facteurs", "droits"], (CONNEXION, 403, 403, 403, 403)),
    **dict.fromkeys(["verrou_lever", "second_facteur_retirer"], (CONNEXION, 405, 405, 405, 405)),
    **dict.fromkeys(["journal", "journal_derniers"], TOUS_CONNECTES),
    "commune_liste": TOUS_CONNECTES,
    "commune_detail": (CONNEXION, 200, 200, 404, 404),
    "instance_liste": TOUS_CONNECTES,
    "instance_detail": TOUS_CONNECTES,
    "siege_liste": TOUS_CONNECTES,
    "siege_simuler": TOUS_CONNECTES,
    **dict.fromkeys(LISTES_DE_GOUVERNANCE, TOUS_CONNECTES),
    **dict.fromkeys([f"{objet}_detail" for objet in REPERES], TOUS_CONNECTES),
    "elu_detail": TOUS_CONNECTES,
    **dict.fromkeys([f"deliberation_{p}" for p in ["liste", "detail", "scdl"]], TOUS_CONNECTES),
    # Il faut le droit d'ajouter une délibération, que n'a pas tout agent.
    "deliberation_importer": (CONNEXION, 404, 404, 404, 404),
    "echeance_liste": TOUS_CONNECTES,
    "echeance_agenda": TOUS_CONNECTES,
    "service_liste": TOUS_CONNECTES,
    "service_detail": TOUS_CONNECTES,
    "adhesion_liste": TOUS_CONNECTES,
    "transfert_liste": TOUS_CONNECTES,
    "effectif_liste": TOUS_CONNECTES,
    "indicateur_liste": TOUS_CONNECTES,
    "cooperation_liste": TOUS_CONNECTES,
    **dict.fromkeys([f"{o}_liste" for o in PARTAGE + ACTIVITE + MONTANTS], TOUS_CONNECTES),
    "domaine_detail": TOUS_CONNECTES,
    **dict.fromkeys(["cooperation_detail", "convention_detail"], (CONNEXION, 200, 200, 404, 404)),
    **dict.fromkeys(["cout_liste", "valeur_liste", "tranche_liste"], AGENTS),
    "participation_liste": TOUS_CONNECTES,
    "participation_detail": (CONNEXION, 200, 200, 404, 404),
    "evaluation_liste": TOUS_CONNECTES,
    "evaluation_detail": TOUS_CONNECTES,
    "evaluation_consulter": (CONNEXION, 403, 403, 403, 403),
    "cle_liste": AGENTS,
    "cle_detail": AGENTS,
    **dict.fromkeys([f"grille_{nom}" for nom in GRILLES], AGENTS),
    # Il faut le droit d'ajouter une clé, que n'a pas tout agent.
    "cle_reconduire": (CONNEXION, 403, 403, 403, 403),
    "attribution_liste": TOUS_CONNECTES,
    "scenario_liste": TOUS_CONNECTES,
    "scenario_creer": TOUS_CONNECTES,
    "scenario_detail": (CONNEXION, 200, 404, 404, 404),
    "scenario_modifier": (CONNEXION, 404, 404, 404, 404),
    "scenario_dupliquer": (CONNEXION, 405, 405, 405, 405),
    "scenario_supprimer": (CONNEXION, 404, 404, 404, 404),
    "attribution_detail": (CONNEXION, 200, 200, 404, 404),
    "refacturation_liste": TOUS_CONNECTES,
    "refacturation_detail": (CONNEXION, 200, 200, 404, 404),
    # Un PDF est éprouvé avec son rendu, qui est long.
    "refacturation_pdf": (CONNEXION, None, None, 404, 404),
    "consultation_liste": TOUS_CONNECTES,
    "consultation_detail": (CONNEXION, 200, 200, 404, 404),
    # Les droits d'ouvrir et d'écrire sont éprouvés avec les consultations.
    **dict.fromkeys(
        ["consultation_ouvrir", "consultation_reponse", "consultation_conclure"],
        (CONNEXION, 403, 403, 403, 403),
    ),
    **dict.fromkeys(
        ["consultation_clore", "consultation_relancer"], (CONNEXION, 405, 405, 405, 405)
    ),
    "seance_liste": TOUS_CONNECTES,
    "seance_detail": TOUS_CONNECTES,
    "seance_ics": TOUS_CONNECTES,
    **dict.fromkeys(
        ["seance_convocation_pdf", "seance_proces_verbal_pdf"],
        (CONNEXION, None, None, None, None),
    ),
    # Écrire demande un droit que n'a pas tout agent.
    "seance_envois": (CONNEXION, 403, 403, 403, 403),
    "document_ajouter": (CONNEXION, 403, 403, 403, 403),
    "consultation_document": (CONNEXION, 403, 403, 403, 403),
    # Un fichier est éprouvé avec son dépôt.
    "document_fichier": (CONNEXION, None, None, None, None),
    "document_retirer": (CONNEXION, 405, 405, 405, 405),
    **dict.fromkeys(["import_liste", "journal_import_liste"], AGENTS),
    # Il faut le droit d'ajouter et de modifier ces données, que n'a pas tout agent.
    **dict.fromkeys(
        ["import_envoyer", "import_modele", "import_donnees"], (CONNEXION, 403, 404, 404, 404)
    ),
    "import_detail": (CONNEXION, 404, 404, 404, 404),
    **dict.fromkeys(IMPORT_ECRIT, (CONNEXION, 405, 405, 405, 405)),
    "production_detail": AGENTS,
    "production_relancer": (CONNEXION, 405, 405, 405, 405),
    "production_fichier": (CONNEXION, 302, 404, 404, 404),
    "campagne_detail": AGENTS,
    # Les droits d'ouvrir, de relancer et de valider sont éprouvés avec la campagne.
    "campagne_ouvrir": (CONNEXION, 403, 403, 403, 403),
    "campagne_relancer": (CONNEXION, 405, 405, 405, 405),
    "fiche_suivre": AGENTS,
    "rapport_liste": PUBLIC,
    "rapport_comparer": PUBLIC,
    "exercice_liste": AGENTS,
    # Il faut le droit de rouvrir, que n'a pas tout agent.
    "exercice_rouvrir": (CONNEXION, 404, 404, 404, 404),
    "exercice_refermer": (CONNEXION, 405, 405, 405, 405),
    # Il faut le droit de publier, que n'a pas tout agent.
    "rapport_publier": (CONNEXION, 404, 404, 404, 404),
    "rapport_detail": PUBLIC,
    # Un agent sans droit de saisie ne voit aucune fiche.
    **dict.fromkeys(SAISIE, (CONNEXION, 404, 404, 404, 404)),
    "rapport_pdf": PUBLIC,
    "rapport_donnees": PUBLIC,
    "rapport_tableau": PUBLIC,
    **dict.fromkeys(["fiche_pdf", "fiches_pdf", "fiches_zip", "edition_fiche"], PUBLIC),
    "edition_detail": PUBLIC,
    "edition_fichier": PUBLIC,
    # Le droit de modifier un récit est éprouvé avec leur page.
    "texte_saisir": (CONNEXION, 404, 404, 404, 404),
}

ADRESSES_D_UNE_PRODUCTION = ["production_detail", "production_relancer", "production_fichier"]
ADRESSES_D_UNE_CONSULTATION = [
    "consultation_detail",
    "consultation_conclure",
    "consultation_clore",
    "consultation_relancer",
    "consultation_document",
]
ADRESSES_D_UNE_SEANCE = [
    "seance_convocation_pdf",
    "seance_proces_verbal_pdf",
    "seance_detail",
    "seance_ics",
    "seance_envois",
    "document_ajouter",
    "grille_presences",
]
ADRESSES_D_UN_RAPPORT = ["rapport_detail", "rapport_pdf", "rapport_donnees", "rapport_publier"]
ADRESSES_D_UN_EXERCICE = ["exercice_rouvrir", "exercice_refermer"]
ADRESSES_D_UN_SCENARIO = [
    "scenario_detail",
    "scenario_modifier",
    "scenario_dupliquer",
    "scenario_supprimer",
]
