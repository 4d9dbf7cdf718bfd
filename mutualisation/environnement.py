"""Variables d'environnement de l'application, lues, typées et validées une fois."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from environs import Env, EnvValidationError, validate

from mutualisation.acces.fournisseur import Fournisseur

ATTENDUS = {
    "DJANGO_DEBUG": "« true » en développement, « false » en production",
    "DJANGO_SECRET_KEY": "une longue chaîne aléatoire, propre à l’installation",
    "DJANGO_ALLOWED_HOSTS": "les noms d’hôtes servis, séparés par des virgules",
    "ADRESSE_DU_SITE": "l’adresse publique, pour les liens des courriels : https://…",
    "DATABASE_URL": "postgres://utilisateur:mot-de-passe@hote:5432/base ou sqlite:////chemin",
    "DOSSIER_RENDUS": "le dossier où garder les graphiques dessinés",
    "DOSSIER_DOCUMENTS": "le dossier où garder les fichiers joints, hors des fichiers statiques",
    "SEAU_DES_DOCUMENTS": "le nom d’un seau S3, où garder les fichiers joints",
    "CACHE_URL": "file:///chemin, db://cache (dans la base) ou redis://hote:6379/0",
    "PAGES_GARDEES": "« true », ou « false » si chaque page se recompose à chaque fois",
    "MANDATAIRES": "le nombre de serveurs mandataires devant le site : 0, 1, 2…",
    "LIMITES_DE_DEBIT": "« true », ou « false » si un autre serveur limite déjà les demandes",
    "SECOND_FACTEUR_EXIGE": "« true » si un agent confirme sa connexion par un code, ou « false »",
    "SESSION_INACTIVITE_MINUTES": "après combien de minutes sans activité se reconnecter : 30",
    "SESSION_DUREE_HEURES": "combien d’heures après la connexion se reconnecter : 12",
    "JETON_DES_METRIQUES": "une longue chaîne aléatoire, celle de la supervision",
    "TACHES": "« immediates », ou « base » avec un exécutant (`manage.py db_worker`)",
    "EMAIL_URL": "smtp+tls://utilisateur:mot-de-passe@hote:587 ou console:",
    "DEFAULT_FROM_EMAIL": "l’adresse d’expédition des messages",
}
# Facultatives : une mention vide est dite « non renseignée » sur le site.
MENTIONS = {
    "editeur": "EDITEUR_DU_SITE",
    "directeur": "DIRECTEUR_DE_LA_PUBLICATION",
    "hebergeur": "HEBERGEUR_DU_SITE",
    "delegue": "DELEGUE_AUX_DONNEES",
    "contact": "CONTACT_ACCESSIBILITE",
}
DU_FOURNISSEUR = {
    "OIDC_EMETTEUR": "l’adresse qui nomme le fournisseur d’identité, telle qu’il l’écrit : https://…",
    "OIDC_CLIENT": "le nom de ce site chez le fournisseur",
    "OIDC_SECRET": "le secret de ce site chez le fournisseur",
    "OIDC_AUTORISATION": "son adresse « authorization_endpoint »",
    "OIDC_JETON": "son adresse « token_endpoint »",
    "OIDC_PERSONNE": "son adresse « userinfo_endpoint »",
    "OIDC_CLES": "son adresse « jwks_uri »",
    "OIDC_DECONNEXION": "son adresse « end_session_endpoint », s’il en a une",
    "OIDC_ALGORITHME": "RS256 ou ES256",
    "OIDC_GARANTIT_LES_ADRESSES": "« true » s’il vérifie toute adresse sans le dire, ou « false »",
}
ATTENDUS |= DU_FOURNISSEUR
ADRESSE = validate.URL(require_tld=False)
DUREE = validate.Range(min=1, max=10_000)
OBLIGATOIRES_EN_PRODUCTION = ["DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "DATABASE_URL"]


@dataclass(frozen=True, slots=True)
class Environnement:
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    adresse_du_site: str
    database: dict
    dossier_rendus: Path
    dossier_documents: Path
    seau_des_documents: str
    cache: dict
    pages_gardees: bool
    mandataires: int
    limites_de_debit: bool
    second_facteur_exige: bool
    minutes_d_inactivite: int
    heures_de_session: int
    fournisseur: Fournisseur | None
    jeton_des_metriques: str
    taches: str
    email: dict
    expediteur: str
    mentions: dict[str, str]


def lire_environnement(racine: Path) -> Environnement:
    """Réglages de cette installation ; le développement n'en demande aucun.

    Lève `SystemExit`, avec une phrase par variable à corriger : ni `manage.py` ni le
    serveur ne démarrent sur un réglage douteux.
    """
    env = Env(eager=False)
    lu = _lire(env, racine)
    absents = [nom for nom in OBLIGATOIRES_EN_PRODUCTION if not os.environ.get(nom)]
    if lu.debug is False and absents:
        raise SystemExit(phrases("obligatoire en production", absents))
    try:
        env.seal()
    except EnvValidationError as erreur:
        raise SystemExit(phrases("invalide", erreur.error_messages)) from None
    _refuser_un_protocole_inconnu(lu)
    return lu


def _lire(env: Env, racine: Path) -> Environnement:
    hotes = env.list("DJANGO_ALLOWED_HOSTS", [])
    rendus = env.path("DOSSIER_RENDUS", racine / "var" / "rendus")
    premier_hote = f"https://{hotes[0].lstrip('.')}" if hotes else "http://localhost:8000"
    debug = env.bool("DJANGO_DEBUG", True)
    return Environnement(
        debug=debug,
        secret_key=env.str("DJANGO_SECRET_KEY", "django-insecure-poste-de-developpement"),
        allowed_hosts=hotes,
        adresse_du_site=env.str("ADRESSE_DU_SITE", premier_hote, validate=ADRESSE),
        database=env.dj_db_url(
            "DATABASE_URL",
            f"sqlite:///{racine / 'db.sqlite3'}",
            conn_max_age=60,
            conn_health_checks=True,
        ),
        dossier_rendus=rendus,
        dossier_documents=env.path("DOSSIER_DOCUMENTS", racine / "var" / "documents"),
        seau_des_documents=env.str("SEAU_DES_DOCUMENTS", "").strip(),
        cache=env.dj_cache_url("CACHE_URL", f"file://{rendus.absolute() / 'cache'}"),
        # En développement, un gabarit changé se voit aussitôt.
        pages_gardees=env.bool("PAGES_GARDEES", not debug),
        mandataires=env.int("MANDATAIRES", 0, validate=validate.Range(min=0)),
        minutes_d_inactivite=env.int("SESSION_INACTIVITE_MINUTES", 30, validate=DUREE),
        heures_de_session=env.int("SESSION_DUREE_HEURES", 12, validate=DUREE),
        limites_de_debit=env.bool("LIMITES_DE_DEBIT", True),
        second_facteur_exige=env.bool("SECOND_FACTEUR_EXIGE", not debug),
        fournisseur=_lire_le_fournisseur(env),
        jeton_des_metriques=env.str("JETON_DES_METRIQUES", "").strip(),
        taches=env.str("TACHES", "immediates", validate=validate.OneOf(["immediates", "base"])),
        email=env.dj_email_url("EMAIL_URL", "console:"),
        expediteur=env.str("DEFAULT_FROM_EMAIL", "mutualisation@localhost"),
        mentions={mention: env.str(nom, "").strip() for mention, nom in MENTIONS.items()},
    )


def _lire_le_fournisseur(env: Env) -> Fournisseur | None:
    """Rien sans émetteur ; avec lui, toutes ses adresses, en https."""
    emetteur = env.str("OIDC_EMETTEUR", "").strip()
    if not emetteur:
        return None
    https = validate.URL(require_tld=False, schemes={"https"})
    return Fournisseur(
        nom=env.str("OIDC_NOM", "votre fournisseur d’identité"),
        emetteur=emetteur,
        client=env.str("OIDC_CLIENT", validate=validate.Length(min=1)),
        secret=env.str("OIDC_SECRET", validate=validate.Length(min=1)),
        algorithme=env.str("OIDC_ALGORITHME", "RS256", validate=validate.OneOf(["RS256", "ES256"])),
        autorisation=env.str("OIDC_AUTORISATION", validate=https),
        jeton=env.str("OIDC_JETON", validate=https),
        personne=env.str("OIDC_PERSONNE", validate=https),
        cles=env.str("OIDC_CLES", validate=https),
        deconnexion=env.str("OIDC_DECONNEXION", None, validate=https) or "",
        seconds_facteurs=tuple(env.list("OIDC_SECONDS_FACTEURS", [])),
        garantit_les_adresses=env.bool("OIDC_GARANTIT_LES_ADRESSES", False),
    )


def _refuser_un_protocole_inconnu(lu: Environnement) -> None:
    """Les lectures de ces adresses acceptent n'importe quel protocole."""
    if "ENGINE" not in lu.database:
        raise SystemExit(phrases("invalide", ["DATABASE_URL"]))
    if "EMAIL_BACKEND" not in lu.email:
        raise SystemExit(phrases("invalide", ["EMAIL_URL"]))


def phrases(defaut: str, noms: Iterable[str]) -> str:
    return "\n".join(f"Réglage {nom} {defaut} : attendu {ATTENDUS[nom]}." for nom in noms)
