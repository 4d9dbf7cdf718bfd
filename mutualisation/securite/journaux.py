"""Les journaux : une ligne JSON par fait en production, du texte en développement."""

import logging

from pythonjsonlogger.core import RESERVED_ATTRS

# Django y joint la requête entière, dont la chaîne peut porter ce qu'une personne cherche.
JAMAIS_ECRITS = [*RESERVED_ATTRS, "request", "server_time"]


class EnClair(logging.Formatter):
    """« INFO export compte=3 vue=adhesion_liste »."""

    def format(self, record: logging.LogRecord) -> str:
        champs = {"compte": record.compte} | record.details if hasattr(record, "details") else {}
        return super().format(record) + "".join(f" {nom}={v}" for nom, v in champs.items())


def journaux(*, debug: bool) -> dict:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"requete": {"()": "mutualisation.securite.requetes.PorteLaRequete"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": ["levelname", "name", "requete", "message"],
                "rename_fields": {"levelname": "niveau", "name": "journal"},
                "reserved_attrs": JAMAIS_ECRITS,
                "timestamp": "date",
                "json_ensure_ascii": False,
            },
            "clair": {"()": EnClair, "format": "{levelname} {message}", "style": "{"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["requete"],
                "formatter": "clair" if debug else "json",
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "securite": {"level": "INFO"},
            # Ses refus et ses verrous sont déjà au journal de sécurité.
            "axes": {"level": "ERROR"},
            # Celui de Django écrirait une seconde fois, en texte.
            "django": {"handlers": [], "level": "INFO" if debug else "WARNING"},
        },
    }
