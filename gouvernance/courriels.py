"""Envoi de plusieurs courriels par une seule connexion."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend


@contextmanager
def serveur_de_courriel() -> Iterator[BaseEmailBackend | None]:
    """Une connexion pour tous les envois ; `None` si le serveur ne répond pas."""
    serveur = get_connection()
    try:
        serveur.open()
    except OSError:
        yield None
        return
    try:
        yield serveur
    finally:
        serveur.close()
