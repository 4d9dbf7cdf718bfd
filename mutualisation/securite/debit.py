"""Limites de débit : une machine qui insiste attend ; une personne ne les rencontre pas.

Par compte une fois connecté : un soir de conseil, deux cents personnes ont la même adresse.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from gouvernance.evenements import Evenement, consigner
from mutualisation.acces.adresse import adresse_du_visiteur


@dataclass(frozen=True, slots=True)
class Limite:
    nature: str
    nombre: int
    secondes: int

    def compter(self, qui: object) -> int:
        """Un de plus. Exact sur Redis ; ailleurs, deux simultanés peuvent n'en compter qu'un."""
        cle = self._cle(qui)
        if cache.add(cle, 1, self.secondes):
            return 1
        try:
            nombre = cache.incr(cle)
        except ValueError:
            return 1
        # Hors de Redis, compter efface l'échéance.
        cache.touch(cle, self.secondes)
        return nombre

    def est_atteinte(self, qui: object) -> bool:
        return cache.get(self._cle(qui), 0) >= self.nombre

    def attente(self) -> int:
        """Secondes avant que le compte ne reparte de zéro."""
        return self.secondes - int(time.time()) % self.secondes

    def _cle(self, qui: object) -> str:
        return f"debit:{self.nature}:{qui}:{int(time.time()) // self.secondes}"


# Le verrou garde chaque nom ; ceci, une adresse qui essaie un mot de passe sur beaucoup de noms.
ECHECS = Limite("echecs", 100, 15 * 60)
OUBLIS = Limite("mot_de_passe_oublie", 60, 15 * 60)
RECHERCHES = Limite("recherche", 240, 60)
EXPORTS = Limite("export", 60, 60)
DOCUMENTS = Limite("pdf", 60, 60)
IMPORTS = Limite("import", 30, 60)
# Une session laissée ouverte n'est pas l'occasion d'essayer tous les mots de passe.
CHANGEMENTS = Limite("mot_de_passe", 10, 15 * 60)

TELECHARGEMENTS = (".csv", ".zip", ".json", ".ods", ".xlsx", ".xls")


def noter_un_echec(request=None, **_) -> None:
    if request:
        ECHECS.compter(adresse_du_visiteur(request))


def limite_de(request: HttpRequest) -> Limite | None:
    """Celle de cette page pour une personne connectée."""
    page = request.resolver_match.view_name
    if page == "recherche":
        return RECHERCHES
    if page in {"mot_de_passe_changer", "admin:password_change"} and request.method == "POST":
        return CHANGEMENTS
    if "export" in request.GET or request.path.endswith(TELECHARGEMENTS):
        return EXPORTS
    if request.path.endswith(".pdf"):
        return DOCUMENTS
    return IMPORTS if page == "import_envoyer" and request.method == "POST" else None


class DebitMiddleware:
    def __init__(self, repondre):
        self.repondre = repondre

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.repondre(request)

    def process_view(self, request: HttpRequest, vue, arguments, nommes) -> HttpResponse | None:
        if not settings.LIMITES_DE_DEBIT:
            return None
        # Pendant une assistance, celui qui demande est l'administrateur.
        compte = getattr(request, "_cached_user", None)
        if compte and compte.is_authenticated:
            limite = limite_de(request)
            depassee = limite and limite.compter(compte.pk) > limite.nombre
            return refuser(request, limite, compte) if depassee else None
        if request.method != "POST":
            return None
        adresse = adresse_du_visiteur(request)
        match request.resolver_match.view_name:
            case "connexion" if ECHECS.est_atteinte(adresse):
                return refuser(request, ECHECS, None)
            case "mot_de_passe_oublie" if OUBLIS.compter(adresse) > OUBLIS.nombre:
                return refuser(request, OUBLIS, None)
        return None


def refuser(request: HttpRequest, limite: Limite, compte) -> HttpResponse:
    adresse = adresse_du_visiteur(request)
    consigner(Evenement.DEBIT_DEPASSE, compte, nature=limite.nature, adresse=adresse)
    attente = limite.attente()
    contexte = {"minutes": -(-attente // 60)}
    reponse = render(request, "429.html", contexte, status=429)
    reponse["Retry-After"] = str(attente)
    add_never_cache_headers(reponse)
    return reponse
