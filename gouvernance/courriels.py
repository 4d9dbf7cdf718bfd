"""Courriels de rappel : à qui, une seule fois, par une seule connexion, et ce qu'il en est."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from gouvernance.francais import INSECABLE, accord, enumerer
from gouvernance.models import Utilisateur

# Ces moteurs n'envoient rien à personne.
SANS_COURRIEL = {f"django.core.mail.backends.{nom}.EmailBackend" for nom in ("console", "dummy")}


@dataclass(frozen=True, slots=True)
class BilanRelance:
    """Noms de ceux qu'on relance, selon le sort de leur courriel."""

    formes: ClassVar[tuple[str, str]]
    deja: ClassVar[str]
    rien: ClassVar[str]

    envoyees: tuple[str, ...] = ()
    deja_relancees: tuple[str, ...] = ()
    sans_adresse: tuple[str, ...] = ()
    refusees: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[tuple[str, str], ...]:
        """Niveau du message et phrase, ce qui est fait d'abord."""
        nombre = len(self.envoyees)
        envois = f"{nombre}{INSECABLE}{accord(nombre, *self.formes)} par courriel"
        sorts = [
            ("success", envois, self.envoyees),
            ("info", self.deja, self.deja_relancees),
            ("warning", "Personne à qui écrire, faute d’adresse", self.sans_adresse),
            ("error", "Courriel refusé par le serveur, à relancer", self.refusees),
        ]
        phrases = tuple(
            (niveau, f"{debut}{INSECABLE}: {enumerer(dict.fromkeys(noms))}.")
            for niveau, debut, noms in sorts
            if noms
        )
        return phrases or (("info", self.rien),)


def adresses_de(personnes: Iterable[Utilisateur | None]) -> tuple[str, ...]:
    """Adresses des comptes ouverts, chacune une fois."""
    adresses = [p.email for p in personnes if p and p.is_active and p.email]
    return tuple(dict.fromkeys(adresses))


def envoyer_une_fois(
    serveur: BaseEmailBackend | None,
    courriel: Callable[[], EmailMessage],
    *,
    prendre: Callable[[], int],
    rendre: Callable[[], object],
) -> str:
    """Sort de l'envoi, champ de `BilanRelance`.

    `prendre` note la relance, et rend zéro si un autre l'a déjà faite : deux relances lancées
    ensemble n'écrivent pas deux fois ; `rendre` l'efface si le serveur refuse.
    """
    if serveur is None:
        return "refusees"
    if not prendre():
        return "deja_relancees"
    try:
        serveur.send_messages([courriel()])
    except OSError:
        rendre()
        return "refusees"
    return "envoyees"


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
