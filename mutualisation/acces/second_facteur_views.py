"""Le code à la connexion, et ce que chacun fait de son propre second facteur."""

from datetime import timedelta

import django_otp
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from gouvernance.models import Utilisateur
from mutualisation.acces.attente import Attente
from mutualisation.acces.contenu import lire_mon_second_facteur
from mutualisation.acces.forms import CodeForm, CodeOuSecoursForm, CodesForm
from mutualisation.acces.operations import adopter, desactiver, tirer_des_codes
from mutualisation.acces.pages import (
    EN_COURS,
    montrer,
    montrer_l_activation,
    montrer_le_code,
    montrer_les_codes,
    recommencer,
)
from mutualisation.acces.second_facteur import Essai, appareil_de, essayer
from mutualisation.reprises.saisie import NOM
from mutualisation.reprises.views import montrer_la_reprise

PREUVE = "second_facteur_prouve_jusqu_a"
DUREE_D_UNE_PREUVE = timedelta(minutes=5)


@login_not_required
@sensitive_post_parameters()
def connexion_code(request: HttpRequest) -> HttpResponse:
    attente = Attente.lire(request)
    if attente is None or request.user.is_authenticated:
        return recommencer(request)
    if appareil_de(attente.compte) is None:
        return redirect("second_facteur_activer")
    formulaire = CodeOuSecoursForm(request.POST if request.method == "POST" else None)
    jeton = request.POST.get(NOM, "")
    essai = _essayer(request, attente.compte, formulaire)
    if essai is None or essai.appareil is None:
        return montrer_le_code(request, attente, formulaire, jeton)
    attente.conclure(request, essai.appareil)
    return montrer_la_reprise(request, jeton) if jeton else redirect(attente.suite)


@login_not_required
@sensitive_post_parameters()
def second_facteur_activer(request: HttpRequest) -> HttpResponse:
    """Enregistrer un appareil : le premier, ou celui qui remplace le sien, le code prouvé."""
    attente = None if request.user.is_authenticated else Attente.lire(request)
    compte = attente.compte if attente else request.user
    if not compte.is_authenticated:
        return recommencer(request)
    if appareil_de(compte) and not _vient_de_prouver(request):
        return redirect("connexion_code" if attente else "second_facteur")
    formulaire = CodeForm(request.POST if request.method == "POST" else None)
    jeton = request.POST.get(NOM, "")
    en_cours = TOTPDevice.objects.filter(
        pk=request.session.get(EN_COURS), user=compte, confirmed=False
    ).first()
    if not (en_cours and formulaire.is_valid()):
        return montrer_l_activation(request, compte, formulaire, jeton)
    essai = Essai.faire(compte, en_cours, formulaire.cleaned_data["code"])
    if essai.appareil is None:
        formulaire.refuser(essai)
        return montrer_l_activation(request, compte, formulaire, jeton)
    codes = adopter(compte, appareil=essai.appareil, session=request.session.session_key)
    for cle in [EN_COURS, PREUVE]:
        request.session.pop(cle, None)
    if attente:
        attente.conclure(request, essai.appareil)
    else:
        django_otp.login(request, essai.appareil)
    suite = attente.suite if attente else reverse("second_facteur")
    return montrer_les_codes(request, codes, suite=suite, jeton=jeton)


@sensitive_post_parameters()
def second_facteur(request: HttpRequest) -> HttpResponse:
    """Mon second facteur ; tout geste y demande un code."""
    compte = request.user
    formulaire = CodeOuSecoursForm(request.POST if request.method == "POST" else None)
    essai = _essayer(request, compte, formulaire)
    if essai and essai.appareil:
        geste = GESTES.get(request.POST.get("geste"))
        if geste is None:
            raise BadRequest
        return geste(request, compte)
    contexte = {"formulaire": formulaire, "page": lire_mon_second_facteur(compte)}
    return montrer(request, "acces/second_facteur.html", contexte)


@require_POST
@sensitive_post_parameters()
def codes_fichier(request: HttpRequest) -> HttpResponse:
    """Les codes que la page vient de montrer, que le site n'a plus, en fichier."""
    formulaire = CodesForm(request.POST)
    if not formulaire.is_valid():
        raise BadRequest
    codes = "\n".join(formulaire.cleaned_data["codes"].split())
    texte = (
        f"Codes de secours de {request.user.get_username()} sur {request.get_host()}\n\n{codes}\n"
    )
    return HttpResponse(
        texte,
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="codes-de-secours.txt"',
            "Cache-Control": "no-store",
        },
    )


def _essayer(
    request: HttpRequest, compte: Utilisateur, formulaire: CodeOuSecoursForm
) -> Essai | None:
    """Le sort du code envoyé ; un échec compte, comme un mot de passe faux, pour le verrou."""
    if not formulaire.is_valid():
        return None
    identifiants = {"username": compte.get_username()}
    if not AxesProxyHandler.is_allowed(request, identifiants):
        request.axes_locked_out = True
        return None
    essai = essayer(compte, **formulaire.cleaned_data)
    if essai.appareil is None:
        formulaire.refuser(essai)
        if essai.pas_avant is None:
            user_login_failed.send(__name__, credentials=identifiants, request=request)
    return essai


def _vient_de_prouver(request: HttpRequest) -> bool:
    return request.session.get(PREUVE, 0) > timezone.now().timestamp()


def _remplacer(request: HttpRequest, compte: Utilisateur) -> HttpResponse:
    request.session[PREUVE] = (timezone.now() + DUREE_D_UNE_PREUVE).timestamp()
    return redirect("second_facteur_activer")


def _refaire(request: HttpRequest, compte: Utilisateur) -> HttpResponse:
    return montrer_les_codes(request, tirer_des_codes(compte), suite=reverse("second_facteur"))


def _desactiver(request: HttpRequest, compte: Utilisateur) -> HttpResponse:
    try:
        desactiver(compte)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        messages.success(request, "Votre second facteur est désactivé.")
    return redirect("second_facteur")


GESTES = {"remplacer": _remplacer, "refaire": _refaire, "desactiver": _desactiver}
