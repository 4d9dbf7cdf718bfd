"""Une personne que le fournisseur d'identité reconnaît entre dans le compte qu'elle a déjà ici."""

from axes.helpers import get_client_username
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from gouvernance.models import Utilisateur


class FournisseurBackend(OIDCAuthenticationBackend):
    """Ce que la bibliothèque ne vérifie pas, et le seul compte qui peut convenir."""

    # Celui de la bibliothèque laisserait ouverte la session d'un compte fermé depuis.
    get_user = ModelBackend.get_user

    def authenticate(self, request, **kwargs):
        """Au seul retour du fournisseur : l'adresse de la page de connexion n'y suffit pas."""
        return super().authenticate(request, **kwargs) if kwargs.get("nonce") else None

    def verify_token(self, token, **kwargs):
        """Émis par ce fournisseur, pour ce site ; signature, échéance et `nonce` le sont déjà."""
        revendications = super().verify_token(token, **kwargs)
        destinataires = revendications.get("aud")
        if isinstance(destinataires, str):
            destinataires = [destinataires]
        if revendications.get("iss") != settings.FOURNISSEUR.emetteur:
            raise SuspiciousOperation("Jeton d'un autre émetteur.")
        if settings.FOURNISSEUR.client not in (destinataires or []):
            raise SuspiciousOperation("Jeton destiné à un autre site.")
        if "nonce" in kwargs and "exp" not in revendications:
            raise SuspiciousOperation("Jeton sans échéance.")
        return revendications

    def get_userinfo(self, access_token, id_token, payload):
        personne = super().get_userinfo(access_token, id_token, payload)
        if not personne.get("sub") or personne["sub"] != payload.get("sub"):
            raise SuspiciousOperation("Le jeton et la fiche ne disent pas la même personne.")
        # Comment elle s'est connectée est dit par le jeton, non par la fiche.
        return personne | {nom: payload.get(nom) for nom in ("acr", "amr")}

    def verify_claims(self, claims):
        est_verifiee = claims.get("email_verified") is True
        return isinstance(claims.get("email"), str) and (
            est_verifiee or settings.FOURNISSEUR.garantit_les_adresses
        )

    def filter_users_by_claims(self, claims) -> QuerySet[Utilisateur] | list[Utilisateur]:
        """Les comptes ouverts à cette adresse : deux, et aucun n'est choisi.

        Une lettre d'un autre alphabet qui ressemble à la nôtre n'est pas la nôtre.
        """
        adresse = claims["email"].strip()
        comptes = Utilisateur.objects.filter(email__iexact=adresse, is_active=True).order_by("pk")
        return [compte for compte in comptes if compte.email.lower() == adresse.lower()]

    def update_user(self, user, claims):
        """Rien des revendications ne s'écrit : le compte et ses droits se tiennent ici."""
        user.second_facteur_du_fournisseur = assure_un_second_facteur(claims)
        return user


def assure_un_second_facteur(claims: dict) -> bool:
    methodes = claims.get("amr")
    dits = [claims.get("acr"), *(methodes if isinstance(methodes, list) else [])]
    return any(dit in settings.FOURNISSEUR.seconds_facteurs for dit in dits)


def est_sans_nom(request: HttpRequest, credentials: dict | None = None) -> bool:
    """Une connexion par le fournisseur ne nomme personne : elle ne verrouille pas son bureau."""
    return get_client_username(request, credentials) is None
