"""Une saisie envoyée trop tard, gardée dans la page qui répond : signée, rien sur le serveur."""

from dataclasses import dataclass
from typing import Self

from django.core import signing
from django.http import HttpRequest

from gouvernance.conflits.envoi import CACHES, Envoi

NOM = "saisie"
SEL = "mutualisation.reprises"
UN_JOUR = 24 * 3600
# Ce que la page de connexion peut porter en sus de ses propres champs.
SIGNES_AU_PLUS = 2_000_000
IGNORES = CACHES


@dataclass(frozen=True)
class SaisieGardee(Envoi):
    """L'envoi qu'une session expirée, ou un jeton périmé, a fait refuser, et qui l'envoyait."""

    personne: str = ""

    @classmethod
    def envoyee(cls, request: HttpRequest, personne: str) -> Self:
        envoi = Envoi.recu(request)
        return cls(envoi.adresse, envoi.champs, envoi.a_rejoindre, personne)

    @classmethod
    def lire(cls, jeton: str) -> Self | None:
        """Rien si elle a plus d'un jour, ou si ce n'est pas nous qui l'avons signée."""
        try:
            adresse, personne, champs, a_rejoindre = signing.loads(jeton, salt=SEL, max_age=UN_JOUR)
        except signing.BadSignature:
            return None
        return cls(adresse, tuple(map(tuple, champs)), tuple(a_rejoindre), personne)

    def signer(self) -> str:
        """Vide si rien n'était saisi, ou si c'est trop long pour être porté."""
        if not self.champs:
            return ""
        contenu = [self.adresse, self.personne, self.champs, self.a_rejoindre]
        jeton = signing.dumps(contenu, salt=SEL, compress=True)
        return jeton if len(jeton) <= SIGNES_AU_PLUS else ""

    def est_de(self, utilisateur) -> bool:
        return self.personne == str(utilisateur.pk)
