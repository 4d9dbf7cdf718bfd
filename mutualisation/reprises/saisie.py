"""Une saisie envoyée trop tard, gardée dans la page qui répond : signée, rien sur le serveur."""

import re
from dataclasses import dataclass
from typing import Self

from django.core import signing
from django.http import HttpRequest

NOM = "saisie"
SEL = "mutualisation.reprises"
UN_JOUR = 24 * 3600
# Ce que la page de connexion peut porter en sus de ses propres champs.
SIGNES_AU_PLUS = 2_000_000
IGNORES = {"csrfmiddlewaretoken", NOM}
SECRET = re.compile(r"password|mot_?de_?passe", re.IGNORECASE)

COOKIE = "derniere_personne"
TRENTE_JOURS = 30 * UN_JOUR


@dataclass(frozen=True, slots=True)
class SaisieGardee:
    """Où elle allait, qui l'envoyait, ses champs, et ceux qu'on ne garde pas."""

    adresse: str
    personne: str
    champs: tuple[tuple[str, str], ...]
    a_rejoindre: tuple[str, ...]

    @classmethod
    def envoyee(cls, request: HttpRequest) -> Self:
        """Celle d'un envoi que la session expirée, ou un jeton périmé, a fait refuser."""
        champs = [
            (nom, valeur)
            for nom, valeurs in request.POST.lists()
            for valeur in valeurs
            if nom not in IGNORES
        ]
        secrets = {nom for nom, _ in champs if SECRET.search(nom)}
        return cls(
            adresse=request.get_full_path(),
            personne=request.get_signed_cookie(COOKIE, default=""),
            champs=tuple((nom, valeur) for nom, valeur in champs if nom not in secrets),
            a_rejoindre=(*sorted(secrets), *request.FILES),
        )

    @classmethod
    def lire(cls, jeton: str) -> Self | None:
        """Rien si elle a plus d'un jour, ou si ce n'est pas nous qui l'avons signée."""
        try:
            adresse, personne, champs, a_rejoindre = signing.loads(jeton, salt=SEL, max_age=UN_JOUR)
        except signing.BadSignature:
            return None
        return cls(adresse, personne, tuple(map(tuple, champs)), tuple(a_rejoindre))

    def signer(self) -> str:
        """Vide si rien n'était saisi, ou si c'est trop long pour être porté."""
        if not self.champs:
            return ""
        contenu = [self.adresse, self.personne, self.champs, self.a_rejoindre]
        jeton = signing.dumps(contenu, salt=SEL, compress=True)
        return jeton if len(jeton) <= SIGNES_AU_PLUS else ""

    def est_de(self, utilisateur) -> bool:
        return self.personne == str(utilisateur.pk)

    @property
    def a_lire(self) -> tuple[tuple[str, str], ...]:
        """Ce qu'une personne a écrit, sans ce que la page ajoute d'elle-même."""
        return tuple(
            (nom, valeur)
            for nom, valeur in self.champs
            if valeur.strip() and nom not in {"version", "empreinte"}
            if not nom.startswith("_") and not nom.endswith("_FORMS")
        )
