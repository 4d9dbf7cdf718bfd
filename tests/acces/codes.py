"""Un téléphone de test : les codes que donnerait son application."""

from django.conf import settings
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from gouvernance.models import Utilisateur
from mutualisation.acces.operations import adopter
from tests.severite import ClientSevere

MOT_DE_PASSE = "une phrase que je retiens"
MAINTENANT = 1_800_000_015


def donner_un_mot_de_passe(compte: Utilisateur) -> Utilisateur:
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte


def donner_un_appareil(compte: Utilisateur) -> list[str]:
    """Un appareil confirmé ; rend les codes de secours."""
    return adopter(compte, appareil=TOTPDevice.objects.create(user=compte, name="Téléphone"))


def code_de(compte: Utilisateur, pas: int = 0) -> str:
    """Le code qu'affiche son téléphone, `pas` demi-minutes plus tard ou plus tôt."""
    appareil = TOTPDevice.objects.filter(user=compte).latest("pk")
    totp = TOTP(appareil.bin_key, drift=pas)
    totp.time = MAINTENANT
    return f"{totp.token():06}"


def passer_le_mot_de_passe(compte: Utilisateur, client=None, **champs):
    client = client or ClientSevere()
    envoi = {"username": compte.username, "password": MOT_DE_PASSE} | champs
    return client.post(reverse("connexion"), envoi)


def est_connecte(client) -> bool:
    return client.get(reverse("mon_compte")).status_code == 200


def entrer(compte: Utilisateur, pas: int = 0) -> ClientSevere:
    """Client connecté par le mot de passe et le code."""
    client = passer_le_mot_de_passe(compte).client
    client.post(reverse("connexion_code"), {"code": code_de(compte, pas)})
    assert settings.SESSION_COOKIE_NAME in client.cookies
    return client
