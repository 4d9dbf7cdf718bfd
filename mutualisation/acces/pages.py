"""Les pages du second facteur ; chacune garde la saisie qui attendait la connexion."""

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from gouvernance.models import Utilisateur
from mutualisation.acces.attente import Attente
from mutualisation.acces.forms import CodeForm, CodeOuSecoursForm
from mutualisation.acces.operations import preparer_un_appareil
from mutualisation.acces.second_facteur import (
    appareil_de,
    cle_en_clair,
    dessiner,
    ecrire_code,
    est_exige,
)
from mutualisation.reprises.saisie import NOM, SaisieGardee
from mutualisation.reprises.views import montrer_la_reprise

EN_COURS = "appareil_a_confirmer"
RECOMMENCER = "Le code s’entre dans les dix minutes qui suivent le mot de passe : recommencez."


def demander_le_code(
    request: HttpRequest, compte: Utilisateur, *, suite: str, jeton: str = ""
) -> HttpResponse:
    """Après le mot de passe : le code, ou l'enregistrement d'un premier appareil."""
    attente = Attente.ouvrir(request, compte, suite=suite)
    a_un_appareil = appareil_de(compte) is not None
    if not jeton:
        return redirect("connexion_code" if a_un_appareil else "second_facteur_activer")
    if a_un_appareil:
        return montrer_le_code(request, attente, CodeOuSecoursForm(), jeton)
    return montrer_l_activation(request, compte, CodeForm(), jeton)


def montrer_le_code(
    request: HttpRequest, attente: Attente, formulaire: Form, jeton: str
) -> HttpResponse:
    formulaire.fields["code"].widget.attrs["autofocus"] = True
    contexte = {"formulaire": formulaire, "compte": attente.compte, "saisie": jeton}
    return montrer(request, "acces/code.html", contexte)


def montrer_l_activation(
    request: HttpRequest, compte: Utilisateur, formulaire: Form, jeton: str
) -> HttpResponse:
    appareil = preparer_un_appareil(compte, request.session.get(EN_COURS))
    request.session[EN_COURS] = appareil.pk
    contexte = {
        "formulaire": formulaire,
        "qr": dessiner(appareil),
        "cle": cle_en_clair(appareil),
        "est_exige": est_exige(compte),
        "est_un_remplacement": appareil_de(compte) is not None,
        "saisie": jeton,
    }
    return montrer(request, "acces/activer.html", contexte)


def montrer_les_codes(
    request: HttpRequest, codes: list[str], *, suite: str, jeton: str = ""
) -> HttpResponse:
    contexte = {"codes": [ecrire_code(code) for code in codes], "suite": suite, "saisie": jeton}
    return montrer(request, "acces/codes.html", contexte)


def recommencer(request: HttpRequest) -> HttpResponse:
    """Aucune connexion n'attend plus de code : le mot de passe, sans perdre la saisie."""
    jeton = request.POST.get(NOM, "")
    if request.user.is_authenticated:
        return montrer_la_reprise(request, jeton) if jeton else redirect("accueil")
    messages.warning(request, RECOMMENCER)
    if not jeton:
        return redirect("connexion")
    contexte = {
        "form": AuthenticationForm(request),
        "next": "",
        "saisie": jeton,
        "gardee": SaisieGardee.lire(jeton),
        "est_trop_longue": False,
    }
    return montrer(request, "registration/login.html", contexte)


def montrer(request: HttpRequest, gabarit: str, contexte: dict) -> HttpResponse:
    reponse = render(request, gabarit, contexte)
    add_never_cache_headers(reponse)
    return reponse
