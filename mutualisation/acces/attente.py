"""Entre le mot de passe et le second facteur : la personne est nommée, rien ne lui est ouvert."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import django_otp
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_otp.models import Device

from gouvernance.models import Utilisateur
from mutualisation.acces.second_facteur import appareil_de, est_exige

CLE = "connexion_en_attente"
DUREE = timedelta(minutes=10)


def doit_attendre(compte: Utilisateur) -> bool:
    """Vrai aussi d'un élu qui s'est donné un second facteur sans y être tenu."""
    return est_exige(compte) or appareil_de(compte) is not None


@dataclass(frozen=True, slots=True)
class Attente:
    compte: Utilisateur
    acces: str
    suite: str

    @classmethod
    def ouvrir(cls, request: HttpRequest, compte: Utilisateur, *, suite: str) -> Self:
        """Une session neuve, où la personne n'est pas connectée."""
        request.session.flush()
        request.session[CLE] = {
            "compte": compte.pk,
            "empreinte": compte.get_session_auth_hash(),
            "acces": compte.backend,
            "suite": suite,
            "jusqu_a": (timezone.now() + DUREE).timestamp(),
        }
        return cls(compte, compte.backend, suite)

    @classmethod
    def lire(cls, request: HttpRequest) -> Self | None:
        """Rien si elle a expiré, ou si le compte a été fermé ou son mot de passe changé depuis."""
        gardee = request.session.get(CLE)
        if not gardee or timezone.now().timestamp() > gardee["jusqu_a"]:
            return None
        compte = Utilisateur.objects.filter(pk=gardee["compte"], is_active=True).first()
        if compte is None or not constant_time_compare(
            gardee["empreinte"], compte.get_session_auth_hash()
        ):
            return None
        return cls(compte, gardee["acces"], gardee["suite"])

    def conclure(self, request: HttpRequest, appareil: Device) -> None:
        del request.session[CLE]
        login(request, self.compte, backend=self.acces)
        django_otp.login(request, appareil)
