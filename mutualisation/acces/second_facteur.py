"""Ce qui prouve qu'on tient son téléphone : un code à usage unique, ou un code de secours."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from gouvernance.models import Utilisateur

NOMBRE_DE_CODES = 10
# Session d'une personne dont le fournisseur d'identité a lui-même vérifié un second facteur.
PAR_LE_FOURNISSEUR = "second_facteur_du_fournisseur"


def est_exige(compte: Utilisateur | AnonymousUser) -> bool:
    """Vrai pour qui saisit ou administre, là où l'installation le demande."""
    return settings.SECOND_FACTEUR_EXIGE and (compte.is_staff or compte.is_superuser)


def est_prouve(request: HttpRequest, compte: Utilisateur) -> bool:
    return compte.is_verified() or request.session.get(PAR_LE_FOURNISSEUR, False)


def appareil_de(compte: Utilisateur) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=compte, confirmed=True).order_by("pk").last()


def secours_de(compte: Utilisateur) -> StaticDevice | None:
    return StaticDevice.objects.filter(user=compte).order_by("pk").last()


@dataclass(frozen=True, slots=True)
class Essai:
    """Ce qu'a donné un code : l'appareil qu'il prouve, ou l'heure avant laquelle attendre."""

    appareil: Device | None = None
    pas_avant: datetime | None = None

    @classmethod
    def faire(cls, compte: Utilisateur, appareil: Device | None, jeton: str) -> Self:
        """Compte un échec, et périme un code juste ; deux envois du même n'en font passer qu'un."""
        if appareil is None:
            return cls()
        est_permis, refus = appareil.verify_is_allowed()
        if not est_permis:
            return cls(pas_avant=refus["locked_until"])
        return cls(verify_token(compte, appareil.persistent_id, jeton))


def essayer(compte: Utilisateur, *, code: str = "", secours: str = "") -> Essai:
    if code:
        return Essai.faire(compte, appareil_de(compte), code)
    appareil = secours_de(compte)
    return Essai.faire(compte, appareil, appareil and empreinte(appareil, secours))


def empreinte(appareil: StaticDevice, code: str) -> str:
    """Ce que la base garde d'un code de secours, que ni elle ni sa copie ne peuvent rendre."""
    return salted_hmac("mutualisation.acces", f"{appareil.pk}:{code}").hexdigest()[:16]


def ecrire_code(code: str) -> str:
    """« abcd-2345 », plus facile à recopier."""
    return f"{code[:4]}-{code[4:]}"


def lire_code(texte: str) -> str:
    return re.sub(r"[\s-]", "", texte).lower()


def cle_en_clair(appareil: TOTPDevice) -> str:
    """La clé par groupes de quatre signes, pour qui ne peut pas viser le QR."""
    cle = re.search(r"secret=([A-Z2-7]+)", appareil.config_url)[1]
    return " ".join(re.findall(".{1,4}", cle))


def dessiner(appareil: TOTPDevice) -> SafeString:
    """Le QR, en SVG sans style ni script ; son fond est dans le dessin."""
    qr = segno.make(appareil.config_url, error="m")
    return mark_safe(qr.svg_inline(omitsize=True, light="#fff", dark="#000", border=3))  # noqa: S308 – tracé de la bibliothèque
