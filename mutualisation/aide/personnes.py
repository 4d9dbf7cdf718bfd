"""Ce qui est gardé des personnes : dit par la page, et confronté aux modèles par les tests."""

from dataclasses import dataclass

from django.conf import settings

CHAMPS_DU_COMPTE = {
    "username": "nom d’utilisateur",
    "password": "empreinte du mot de passe, jamais le mot de passe",
    "first_name": "prénom, s’il est saisi",
    "last_name": "nom, ou celui du service",
    "email": "adresse de courriel, si elle est saisie",
    "collectivites": "collectivités dont la personne lit la page",
    "groups": "groupes, qui donnent les droits",
    "user_permissions": "droits donnés un à un",
    "is_staff": "qualité d’agent de la métropole",
    "is_superuser": "qualité d’administrateur",
    "is_active": "compte ouvert ou fermé",
    "date_joined": "jour de création du compte",
    "last_login": "jour et heure de la dernière connexion",
}


@dataclass(frozen=True, slots=True)
class Traitement:
    """Sorte de données, où elles sont, qui les lit et combien de temps elles restent."""

    ancre: str
    titre: str
    contenu: str
    lecteurs: str
    duree: str
    modeles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cookie:
    nom: str
    role: str
    duree: str


COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        "garde la connexion ouverte",
        "douze heures, ou jusqu’à la déconnexion",
    ),
    Cookie(settings.CSRF_COOKIE_NAME, "protège les formulaires d’un envoi à votre insu", "un an"),
    Cookie(
        "derniere_personne",
        "ne rend qu’à vous ce que vous écriviez quand votre session a expiré",
        "trente jours",
    ),
    Cookie(
        "messages",
        "porte d’une page à la suivante la phrase qui confirme une action",
        "jusqu’à la page suivante",
    ),
)

AUCUNE_DUREE = "Aucune durée n’est réglée."
SANS_NOM = "Aussi longtemps que la donnée ; le compte effacé, l’auteur n’a plus de nom."

TRAITEMENTS = (
    Traitement(
        "comptes",
        "Comptes",
        "Les champs dont la liste suit, pour chaque personne à qui un compte est ouvert.",
        "les administrateurs du site",
        "Jusqu’à ce qu’un administrateur efface le compte, à la demande de la personne ou à son "
        "départ ; un compte fermé depuis un an est à effacer.",
        ("gouvernance.Utilisateur",),
    ),
    Traitement(
        "sessions",
        "Connexions",
        "Une clé de session, le compte auquel elle donne accès, l’heure de la connexion et celle "
        "de la dernière activité, à la minute ; ni l’adresse du poste, ni son navigateur.",
        "la personne et les administrateurs des comptes ; la clé, la base seule",
        "Une heure sans activité, douze heures au plus depuis la connexion, sauf autre réglage ; "
        "une session expirée est effacée la nuit suivante.",
        ("gouvernance.SessionOuverte",),
    ),
    Traitement(
        "echecs",
        "Échecs de connexion",
        "Le nom essayé, l’adresse du poste, son navigateur, le nombre d’échecs et l’heure du "
        "dernier ; jamais le mot de passe essayé. Les entrées réussies n’y sont pas.",
        "les administrateurs des comptes",
        "Un quart d’heure après le dernier échec, au premier échec suivant, ou dès que la personne "
        "se connecte.",
        ("axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessLog"),
    ),
    Traitement(
        "oublis",
        "Mots de passe oubliés",
        "L’adresse de courriel saisie, qu’un compte la porte ou non, le temps d’envoyer le lien.",
        "personne : l’exécutant des tâches seul s’en sert",
        "Sept jours, dans la file des tâches que la nuit vide.",
        (),
    ),
    Traitement(
        "second_facteur",
        "Second facteur",
        "La clé partagée avec l’application de codes du téléphone, jamais montrée après son "
        "enregistrement ; l’empreinte des codes de secours ; le jour d’activation, le dernier "
        "usage, les essais manqués.",
        "personne : le site seul lit la clé ; les administrateurs des comptes lisent les dates",
        "Jusqu’à ce que la personne remplace ou désactive son appareil, qu’un administrateur le "
        "retire, ou avec son compte.",
        ("otp_totp.TOTPDevice", "otp_static.StaticDevice"),
    ),
    Traitement(
        "journal",
        "Journal de l’administration",
        "Ce que chaque compte a créé, modifié ou supprimé dans l’administration, avec l’heure ; "
        "quel administrateur a vu le site comme une autre personne, quand et pour quel motif.",
        "les agents qui peuvent lire l’objet modifié ; la personne, pour son propre compte",
        SANS_NOM,
        ("admin.LogEntry",),
    ),
    Traitement(
        "historique",
        "Historique des données",
        "Chaque état passé d’une donnée, qui l’a écrit, quand et pour quel motif : c’est la preuve "
        "de ce qui a été voté et publié.",
        "les agents ; un élu n’y lit pas le nom des agents",
        SANS_NOM,
        (),
    ),
    Traitement(
        "travail",
        "Travail sur le rapport",
        "Contributeurs d’un domaine, responsable d’une fiche, mots échangés et changements d’état "
        "avec leur auteur, saisies en cours non enregistrées.",
        "les agents ; une saisie en cours, son auteur seul",
        "Une saisie en cours s’efface quand elle est enregistrée ou abandonnée. Les mots "
        "échangés restent avec la fiche. " + SANS_NOM,
        (
            "services_communs.Domaine",
            "services_communs.Fiche",
            "services_communs.CommentaireFiche",
            "services_communs.BrouillonFiche",
        ),
    ),
    Traitement(
        "editions",
        "Publications et documents demandés",
        "Qui a publié une édition du rapport ; qui a demandé la mise en page d’un document, et qui "
        "d’autre peut le lire.",
        "les agents",
        "Une édition est définitive. Les vingt derniers documents demandés restent, et tous "
        "pendant une heure.",
        ("mutualisation.Edition", "mutualisation.Production"),
    ),
    Traitement(
        "exercices",
        "Clôture des exercices",
        "Qui a clos un exercice, qui l’a rouvert, quand et pourquoi.",
        "les agents",
        SANS_NOM,
        ("gouvernance.Cloture",),
    ),
    Traitement(
        "imports",
        "Fichiers importés",
        "Qui a envoyé un fichier à importer, qui l’a confirmé, quand, et ce qu’il a créé ou "
        "changé.",
        "les agents qui peuvent importer ces données",
        "Le fichier lui-même est effacé dès qu’il est enregistré ou abandonné, et au plus tard "
        "sept jours après son envoi, au premier envoi suivant. Le compte supprimé, l’import reste "
        f"sans auteur. {AUCUNE_DUREE}",
        ("mutualisation.Import",),
    ),
    Traitement(
        "constats",
        "Écarts expliqués",
        "Qui a expliqué un écart relevé par un contrôle, et quand.",
        "les agents",
        SANS_NOM,
        ("mutualisation.ConstatExplique",),
    ),
    Traitement(
        "scenarios",
        "Simulations",
        "Les scénarios qu’une personne enregistre, à son nom.",
        "leur auteur, et les agents",
        "Jusqu’à ce que leur auteur les supprime, ou avec son compte.",
        ("finances.Scenario",),
    ),
    Traitement(
        "listes",
        "Préférences de listes",
        "Les filtres qu’une personne enregistre sous un nom, et les colonnes qu’elle masque.",
        "elle seule",
        "Jusqu’à ce qu’elle les supprime, ou avec son compte.",
        ("gouvernance.PreferenceDeListe",),
    ),
    Traitement(
        "elus",
        "Élus et membres des instances",
        "Nom, prénom, commune, fonctions et dates, places dans les instances, présences aux "
        "séances, pouvoirs, affaires rapportées ; le sexe s’il est saisi, pour la parité. Ce sont "
        "des fonctions publiques ; ni adresse, ni téléphone, ni appartenance politique.",
        "les personnes connectées",
        "Sans limite : la composition des assemblées est une archive publique (code du patrimoine, "
        "art. L. 211-1 et suivants).",
        (
            "gouvernance.Elu",
            "gouvernance.Mandat",
            "gouvernance.MembreInstance",
            "gouvernance.Presence",
            "gouvernance.PointOrdreDuJour",
        ),
    ),
    Traitement(
        "documents",
        "Documents joints",
        "Les fichiers joints à une séance, à une délibération ou à une consultation, et le compte "
        "qui les a déposés. Leur texte peut citer des personnes : il n’est ni lu ni analysé.",
        "qui peut lire la séance, la délibération ou la consultation",
        AUCUNE_DUREE,
        ("gouvernance.Document",),
    ),
    Traitement(
        "services",
        "Adresses des services",
        "L’adresse de courriel générique d’un service commun. Elle ne devrait nommer personne.",
        "les personnes connectées",
        "Tant que le service est au registre.",
        ("services_communs.ServiceCommun",),
    ),
)
