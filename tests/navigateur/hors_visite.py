"""Les adresses qui ne sont pas des pages, et pourquoi."""

FICHIER = "donne un fichier, non une page"
EXCLUES = {
    "constat_expliquer": "ne s’ouvre que pour un constat : voir les variantes",
    **dict.fromkeys(["sante", "metriques"], "répond à une supervision"),
    "fiche_brouillon": "répond à un script, en JSON",
    "connexion_code": "n’attend un code qu’entre le mot de passe et la connexion",
    "journal_derniers": "s’insère dans une autre page",
    **dict.fromkeys(
        [
            "import_modele",
            "import_donnees",
            "mes_donnees",
            "compte_donnees",
            "echeance_agenda",
            "seance_ics",
            "seance_convocation_pdf",
            "seance_proces_verbal_pdf",
            "refacturation_pdf",
            "document_fichier",
            "production_fichier",
            "rapport_pdf",
            "rapport_donnees",
            "rapport_tableau",
            "fiche_pdf",
            "fiches_pdf",
            "fiches_zip",
            "edition_fiche",
            "edition_fichier",
        ],
        FICHIER,
    ),
}
