"""L'identifiant d'une requête : le même dans la réponse, nos journaux, ceux de nginx et la file.

django-guid garde tel quel tout ce que `uuid.UUID` tolère, accolades et tirets sans nombre.
"""

import logging
import re
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mutualisation.securite.intergiciel import Repondre

ENTETE = "X-Request-ID"
# La même règle que dans deploiement/nginx.
BIEN_FORME = re.compile(r"[0-9A-Za-z-]{16,64}")
REQUETE: ContextVar[str | None] = ContextVar("requete", default=None)


def identifier_la_requete(repondre: Repondre) -> Repondre:
    def intergiciel(request: HttpRequest) -> HttpResponseBase:
        recu = request.headers.get(ENTETE, "")
        identifiant = recu if BIEN_FORME.fullmatch(recu) else uuid4().hex
        # Django note un refus après les intergiciels : la valeur reste jusqu'à la suivante.
        REQUETE.set(identifiant)
        reponse = repondre(request)
        reponse.headers[ENTETE] = identifiant
        return reponse

    return intergiciel


class PorteLaRequete(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.requete = REQUETE.get()
        return True
