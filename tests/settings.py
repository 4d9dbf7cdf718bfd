"""Réglages des tests : ceux de l'application, en plus rapides et en plus sévères."""

from mutualisation.settings import *  # noqa: F403
from mutualisation.settings import CACHES, DATABASES, RACINE, TEMPLATES
from tests.severite import VariableIndefinie

ALLOWED_HOSTS = ["localhost"]
# Le second vérifie les mots de passe livrés avec les comptes de démonstration.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SECOND_FACTEUR_EXIGE = False
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
PAGES_GARDEES = False
# Les tests vont plus vite qu'une personne.
LIMITES_DE_DEBIT = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Une connexion gardée empêcherait d'effacer la base de test.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# L'option --fail-on-template-vars refuserait aussi les gabarits de l'admin de Django.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = VariableIndefinie(RACINE / "templates")
