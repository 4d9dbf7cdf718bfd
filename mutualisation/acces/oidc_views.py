"""Aller au fournisseur d'identité, en revenir, et l'y quitter aussi."""

import json
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import get_random_string
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from jwt import PyJWTError
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)
from requests import RequestException

from mutualisation.acces.attente import doit_attendre
from mutualisation.acces.pages import demander_le_code
from mutualisation.acces.second_facteur import PAR_LE_FOURNISSEUR

JETON = "oidc_id_token"
REFUS = (
    "{nom} n’a pas ouvert de compte ici. Il faut un compte ouvert, et un seul, à l’adresse de "
    "courriel qu’il a vérifiée : demandez à un administrateur, ou réessayez."
)


@method_decorator([login_not_required, never_cache], name="dispatch")
class AllerView(OIDCAuthenticationRequestView):
    def get_extra_params(self, request):
        """Comment la personne s'est connectée ne se dit que si on le demande."""
        if not settings.FOURNISSEUR.seconds_facteurs:
            return {}
        demande = {nom: {"essential": True} for nom in ("amr", "acr")}
        return {"claims": json.dumps({"id_token": demande})}


@method_decorator([login_not_required, never_cache], name="dispatch")
class RetourView(OIDCAuthenticationCallbackView):
    def get(self, request):
        try:
            return super().get(request)
        # Un état ou un jeton forgé, un fournisseur muet, une réponse qui n'en est pas une.
        except (SuspiciousOperation, PyJWTError, RequestException, LookupError, ValueError):
            return self.login_failure()

    def login_failure(self):
        self.request.session.pop(JETON, None)
        messages.error(self.request, REFUS.format(nom=settings.FOURNISSEUR.nom))
        return redirect("connexion")

    def login_success(self):
        """Comme après un mot de passe ; le second facteur du fournisseur vaut le nôtre."""
        request, compte, suite = self.request, self.user, self.success_url
        jeton = request.session.get(JETON)
        if doit_attendre(compte) and not compte.second_facteur_du_fournisseur:
            reponse = demander_le_code(request, compte, suite=suite)
        else:
            request.session.flush()
            login(request, compte)
            request.session[PAR_LE_FOURNISSEUR] = compte.second_facteur_du_fournisseur
            reponse = HttpResponseRedirect(suite)
        request.session[JETON] = jeton
        return reponse


class DeconnexionView(LogoutView):
    """Quitte le site, puis le fournisseur si c'est par lui qu'on est entré."""

    def post(self, request, *args, **kwargs) -> HttpResponse:
        jeton = request.session.get(JETON)
        reponse = super().post(request, *args, **kwargs)
        if not (jeton and settings.FOURNISSEUR and settings.FOURNISSEUR.deconnexion):
            return reponse
        parametres = {
            "id_token_hint": jeton,
            "post_logout_redirect_uri": request.build_absolute_uri(
                resolve_url(settings.LOGOUT_REDIRECT_URL)
            ),
            # Certains l'exigent ; le site n'attend rien au retour.
            "state": get_random_string(32),
        }
        return HttpResponseRedirect(f"{settings.FOURNISSEUR.deconnexion}?{urlencode(parametres)}")
