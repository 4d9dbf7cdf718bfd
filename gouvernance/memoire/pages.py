"""Une vue dont la page se garde, et ce qui, dans la page gardée, reste propre à chacun."""

import hashlib
import re
import secrets
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from gouvernance.memoire.declencheurs import MARQUES
from gouvernance.memoire.lecteurs import (
    CACHE,
    TABLES_DES_GROUPES,
    UNE_HEURE,
    Lecteur,
    lire_lecteur,
)
from gouvernance.memoire.lecture import Lecture

# Propre à ce processus : nul texte saisi ne peut imiter un trou.
JETON = secrets.token_hex(16)
TROU = f"<!--{JETON} {{}}-->"
# Une page qui en porte d'autres ne ressert pas.
ENTETES = {"Content-Type", "Vary"}
# Un jeton de formulaire n'est qu'à une personne.
PERSONNEL = b"csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class PageGardee:
    """`octets` : la page, ses trous compris, compressée ; `marques` : ce qu'elle a lu."""

    marques: Mapping[str, int]
    octets: bytes
    entetes: Mapping[str, str]

    def vaut_encore(self, marques: Mapping[str, int]) -> bool:
        return all(marques.get(table) == marque for table, marque in self.marques.items())


def page_gardee(vue: Callable) -> Callable:
    """Pour une vue qui ne fait que lire, et dont la page ne dépend que des données et des droits.

    Ce qui tient à la personne s'y écrit avec `{% propre "gabarit.html" %}`. Une page qui écrit, qui
    porte un formulaire à envoyer ou qui cherche au nom d'un compte est composée à chaque fois.
    """

    @wraps(vue)
    def servir(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.PAGES_GARDEES or not _peut_se_garder(request):
            return vue(request, *args, **kwargs)
        marques = lire_marques()
        # Une migration est en cours, ou n'a pas abouti.
        if not marques:
            return vue(request, *args, **kwargs)
        lecteur = lire_lecteur(request.user, marques)
        if gardee := _chercher(request, lecteur, marques):
            octets = _completer(request, zlib.decompress(gardee.octets))
            return HttpResponse(octets, headers=gardee.entetes)
        lecture = Lecture()
        reponse = _composer(lecture, vue, request, *args, **kwargs)
        if reponse.streaming or JETON.encode() not in reponse.content:
            return reponse
        if lecture.se_garde and _est_a_tous(reponse):
            _garder(request, reponse, lecture, lecteur, marques)
        reponse.content = _completer(request, reponse.content)
        return reponse

    return servir


def lire_marques() -> dict[str, int]:
    """Avant la page : ce qui s'écrit pendant qu'elle se compose la périme aussitôt gardée."""
    marques = {}
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT nom, marque FROM {MARQUES}")
        for table, marque in curseur.fetchall():
            marques[table] = marques.get(table, 0) + marque
    return marques


def _peut_se_garder(request: HttpRequest) -> bool:
    return request.method == "GET" and not request.htmx and request.assistance is None


def _composer(lecture: Lecture, vue: Callable, request: HttpRequest, *args, **kwargs):
    """La page, un trou à la place de ce qui est propre à chacun."""
    request.trou = TROU
    try:
        with connection.execute_wrapper(lecture):
            return vue(request, *args, **kwargs)
    finally:
        # Une page d'erreur se rend après coup, entière.
        del request.trou


def _est_a_tous(reponse: HttpResponse) -> bool:
    if reponse.status_code != 200 or reponse.cookies or reponse.headers.keys() - ENTETES:
        return False
    return PERSONNEL not in reponse.content


def _chercher(
    request: HttpRequest, lecteur: Lecteur, marques: Mapping[str, int]
) -> PageGardee | None:
    particularites = caches[CACHE].get(_cle(request))
    if particularites is None:
        return None
    page = caches[CACHE].get(_cle(request, lecteur.selon(particularites)))
    return page if page and page.vaut_encore(marques) else None


def _garder(
    request: HttpRequest,
    reponse: HttpResponse,
    lecture: Lecture,
    lecteur: Lecteur,
    marques: Mapping[str, int],
) -> None:
    """Ce que la page regarde de ses lecteurs, puis la page sous ce qui les distingue ainsi."""
    connues = caches[CACHE].get(_cle(request), frozenset())
    particularites = connues | lecture.particularites
    caches[CACHE].set(_cle(request), particularites, UNE_HEURE)
    lues = {table: marques.get(table) for table in lecture.tables | TABLES_DES_GROUPES}
    page = PageGardee(lues, zlib.compress(reponse.content, level=1), dict(reponse.headers))
    caches[CACHE].set(_cle(request, lecteur.selon(particularites)), page, UNE_HEURE)


def _cle(request: HttpRequest, *distinction: tuple) -> str:
    """L'adresse entière, le jour, et ce qui distingue les lecteurs."""
    tout = request.build_absolute_uri(), timezone.localdate(), distinction
    return hashlib.sha256(repr(tout).encode()).hexdigest()


def _completer(request: HttpRequest, octets: bytes) -> bytes:
    """Les trous remplis pour cette personne."""
    morceaux = re.split(TROU.format(r"([\w/.]+)").encode(), octets)
    for rang, gabarit in enumerate(morceaux[1::2]):
        rendu = render_to_string(gabarit.decode(), request=request)
        morceaux[2 * rang + 1] = rendu.encode()
    return b"".join(morceaux)
