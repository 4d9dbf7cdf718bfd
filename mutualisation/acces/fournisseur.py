"""Ce qu'il faut savoir d'un fournisseur d'identité, et ce que la bibliothèque en attend."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Fournisseur:
    nom: str
    emetteur: str
    client: str
    secret: str
    algorithme: str
    autorisation: str
    jeton: str
    personne: str
    cles: str
    deconnexion: str
    seconds_facteurs: tuple[str, ...]  # valeurs d'acr ou d'amr qui en prouvent un
    garantit_les_adresses: bool

    @property
    def origine_de_la_deconnexion(self) -> str:
        """Où mène l'envoi du formulaire de déconnexion ; vide s'il ne quitte pas le site."""
        adresse = urlsplit(self.deconnexion)
        return f"{adresse.scheme}://{adresse.netloc}" if adresse.netloc else ""


def reglages_de_la_bibliotheque(fournisseur: Fournisseur) -> dict[str, object]:
    """Code échangé contre un jeton signé, avec `state`, `nonce` et PKCE ; aucun compte créé."""
    return {
        "OIDC_RP_CLIENT_ID": fournisseur.client,
        "OIDC_RP_CLIENT_SECRET": fournisseur.secret,
        "OIDC_RP_SIGN_ALGO": fournisseur.algorithme,
        "OIDC_OP_AUTHORIZATION_ENDPOINT": fournisseur.autorisation,
        "OIDC_OP_TOKEN_ENDPOINT": fournisseur.jeton,
        "OIDC_OP_USER_ENDPOINT": fournisseur.personne,
        "OIDC_OP_JWKS_ENDPOINT": fournisseur.cles,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "fournisseur_retour",
        "OIDC_CREATE_USER": False,
        "OIDC_USE_PKCE": True,
        # Le fournisseur le redemande pour fermer sa propre session.
        "OIDC_STORE_ID_TOKEN": True,
        # Une page n'attend pas davantage un fournisseur qui ne répond pas.
        "OIDC_TIMEOUT": 10,
    }
