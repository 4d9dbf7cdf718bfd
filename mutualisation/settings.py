from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from mutualisation.acces.fournisseur import reglages_de_la_bibliotheque
from mutualisation.environnement import lire_environnement
from mutualisation.securite.journaux import journaux
from mutualisation.securite.politique import politique

RACINE = Path(__file__).resolve().parent.parent

env = lire_environnement(RACINE)

DEBUG = env.debug
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.allowed_hosts
ADRESSE_DU_SITE = env.adresse_du_site
MENTIONS = env.mentions

INSTALLED_APPS = [
    # Avant nous, qui retirons de l'administration les modèles qu'elles y inscrivent.
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    # Avant l'admin, dont elle remplace des gabarits.
    "mutualisation",
    "finances",
    "services_communs",
    "gouvernance",
    "mutualisation.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "mutualisation.securite.requetes.identifier_la_requete",
    # Avant les fichiers statiques, qui en portent aussi les en-têtes.
    "csp.middleware.CSPMiddleware",
    "mutualisation.securite.intergiciel.entetes_de_securite",
    "django.middleware.security.SecurityMiddleware",
    "gouvernance.droits.methodes.MethodesAdmisesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mutualisation.securite.evenements.noter_les_reponses",
    "django_otp.middleware.OTPMiddleware",
    "mutualisation.acces.intergiciel.second_facteur",
    "mutualisation.reprises.middleware.ConnexionRequise",
    "mutualisation.securite.intergiciel.ignorer_le_caractere_nul",
    "mutualisation.securite.debit.DebitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gouvernance.assistance.intergiciel.AssistanceMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "gouvernance.exercices.intergiciel.ExercicesClosMiddleware",
    "gouvernance.conflits.intergiciel.RefusDeLaBaseMiddleware",
    # En dernier : sa page de connexion verrouillée passe par tous les autres.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mutualisation.urls"
WSGI_APPLICATION = "mutualisation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mutualisation.contexte.metropole",
                "mutualisation.contexte.fournisseur",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "partials/table.html"

DATABASES = {"default": env.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if env.database["ENGINE"] == "django.db.backends.sqlite3":
    # Un verrou pris dès le début de la transaction attend son tour au lieu d'échouer.
    env.database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Une demande que PostgreSQL a déjà vue deux fois lui reste préparée : il ne l'analyse plus.
    preparees = {"server_side_binding": True, "prepare_threshold": 2}
    env.database["OPTIONS"] = preparees | env.database.get("OPTIONS", {})

AUTH_USER_MODEL = "gouvernance.Utilisateur"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Un nom et une adresse ensemble : nul n'en verrouille un autre depuis chez lui.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "mutualisation.acces.verrou.montrer_le_verrou"
AXES_CLIENT_IP_CALLABLE = "mutualisation.acces.adresse.adresse_du_visiteur"
# Ni journal de chaque entrée, ni page d'administration : /connexions/verrous/ en tient lieu.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Une saisie qui attend la connexion n'a rien à faire dans la table des échecs.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "saisie", "next", "csrfmiddlewaretoken"]
MANDATAIRES = env.mandataires

FOURNISSEUR = env.fournisseur
if FOURNISSEUR:
    AUTHENTICATION_BACKENDS.append("mutualisation.acces.oidc.FournisseurBackend")
    AXES_WHITELIST_CALLABLE = "mutualisation.acces.oidc.est_sans_nom"
    globals().update(reglages_de_la_bibliotheque(FOURNISSEUR))

SECOND_FACTEUR_EXIGE = env.second_facteur_exige
# Ce que l'application de codes écrit au-dessus du nom de la personne.
OTP_TOTP_ISSUER = urlsplit(ADRESSE_DU_SITE).hostname
# Un pas d'écart, pas davantage : sans quoi l'écart admis glisserait d'un code à l'autre.
OTP_TOTP_SYNC = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}", "OPTIONS": options}
    for nom, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
AUTH_PASSWORD_VALIDATORS.append({"NAME": "mutualisation.securite.evenements.MotDePasseConsigne"})
SESSION_ENGINE = "gouvernance.models.sessions"
SESSION_INACTIVITE = timedelta(minutes=env.minutes_d_inactivite)
SESSION_DUREE = timedelta(hours=env.heures_de_session)
# Une activité s'écrit en base une fois par minute au plus.
SESSION_PAS = timedelta(minutes=1)
# Le cookie dure autant que la plus longue des sessions ; la base seule dit si elle vaut encore.
SESSION_COOKIE_AGE = int(SESSION_DUREE.total_seconds())
# Le lien d'un mot de passe oublié se demande quand on s'en sert.
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "accueil"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
# Vrai, il écrirait « Rapport annuel 2 020 ».
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = RACINE / "staticfiles"
STATICFILES_DIRS = [RACINE / "static"]

# Servis par une vue qui vérifie les droits : aucune adresse n'y mène directement.
MEDIA_ROOT = env.dossier_documents
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if env.seau_des_documents:
    # Les accès et l'adresse du service viennent des variables AWS_* que lit boto3.
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": env.seau_des_documents, "file_overwrite": False},
    }

DOSSIER_RENDUS = env.dossier_rendus
# Partagé : un graphique dessiné l'est pour tous les processus, et le reste au redémarrage.
# Le nombre est hors d'OPTIONS, que Redis passe telles quelles à sa bibliothèque.
CACHES = {
    "default": {"TIMEOUT": None, "max_entries": 2000} | env.cache,
    # Propre à chaque processus, qui l'oublie en s'arrêtant : aucune version n'y relit l'autre.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
PAGES_GARDEES = env.pages_gardees

LIMITES_DE_DEBIT = env.limites_de_debit

JETON_DES_METRIQUES = env.jeton_des_metriques
if JETON_DES_METRIQUES:
    # Le premier et le dernier : la durée mesurée est celle que la personne attend.
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")

# Sans exécutant, une tâche s'accomplit aussitôt, dans le processus qui la demande.
TASKS = {
    "default": {
        "BACKEND": {
            "immediates": "django_tasks.backends.immediate.ImmediateBackend",
            "base": "django_tasks_db.DatabaseBackend",
        }[env.taches],
    }
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.expediteur
EMAIL_BACKEND = env.email["EMAIL_BACKEND"]
EMAIL_HOST = env.email["EMAIL_HOST"]
EMAIL_PORT = env.email["EMAIL_PORT"]
EMAIL_HOST_USER = env.email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = env.email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = env.email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = env.email["EMAIL_USE_SSL"]
# Une page n'attend pas plus un serveur de courriel qui ne répond pas.
EMAIL_TIMEOUT = 10

CONTENT_SECURITY_POLICY = politique(
    formulaires_vers=env.fournisseur.origine_de_la_deconnexion if env.fournisseur else ""
)

LOGGING = journaux(debug=DEBUG)

CSRF_FAILURE_VIEW = "mutualisation.reprises.views.echec_csrf"

# Un texte trop long revient à l'écran avec sa faute, plutôt que de se perdre dans un refus.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# La grille d'une évaluation porte des centaines de lignes de coûts et de participations.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Une adresse saisie sans protocole est en https, comme dans Django 6.
FORMS_URLFIELD_ASSUME_HTTPS = True

if not DEBUG:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1,
        "whitenoise.middleware.WhiteNoiseMiddleware",
    )
    STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Une supervision interroge le serveur lui-même, sans passer par celui qui porte HTTPS.
    SECURE_REDIRECT_EXEMPT = [r"^sante/$", r"^metriques/$"]
    # La préinscription HSTS engage tout le domaine : elle revient à son titulaire.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Ce préfixe fait refuser au navigateur un cookie posé en clair ou par un sous-domaine voisin.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
