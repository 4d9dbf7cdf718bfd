"""Inviter une personne : un lien valable une semaine, qui ne sert qu'une fois."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from gouvernance.comptes.mots_de_passe import ChoixParLienView
from gouvernance.comptes.verrous import tracer
from gouvernance.courriels import SANS_COURRIEL
from gouvernance.droits.comptes import est_hors_de_portee
from gouvernance.evenements import Evenement, consigner
from gouvernance.models import SessionOuverte, Utilisateur

DUREE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Un lien à donner, et pourquoi il n'est pas parti par courriel ; vide s'il est parti."""

    lien: str
    empechement: str


class JetonsDInvitation:
    """Signés avec l'état du compte : se connecter, choisir, inviter de nouveau les périme."""

    def make_token(self, compte: Utilisateur) -> str:
        return self._signataire(compte).sign(str(compte.pk))

    def check_token(self, compte: Utilisateur, jeton: str | None) -> bool:
        try:
            self._signataire(compte).unsign(jeton or "", max_age=DUREE)
        except signing.BadSignature:
            return False
        return True

    def _signataire(self, compte: Utilisateur) -> signing.TimestampSigner:
        etat = [compte.password, compte.email, str(compte.last_login)]
        return signing.TimestampSigner(salt=":".join(["gouvernance.invitations", *etat]))


JETONS = JetonsDInvitation()


class InvitationView(ChoixParLienView):
    """La personne invitée choisit son mot de passe, puis se connecte comme tout le monde."""

    template_name = "comptes/invitation.html"
    token_generator = JETONS


def refuser_d_inviter(compte: Utilisateur, auteur: Utilisateur) -> None:
    """Lève `ValidationError` si ce compte ne s'invite pas, ou pas par cette personne."""
    if compte == auteur:
        raise ValidationError("Vous êtes déjà connecté : changez vous-même votre mot de passe.")
    if not compte.is_active:
        raise ValidationError("Ce compte est fermé : ouvrez-le avant d’inviter la personne.")
    if est_hors_de_portee(compte, auteur):
        raise ValidationError("Seul un administrateur du site en invite un autre.")


def inviter(compte: Utilisateur, *, auteur: Utilisateur) -> Invitation:
    """Envoie un nouveau lien ; l'ancien mot de passe et les liens précédents ne servent plus."""
    refuser_d_inviter(compte, auteur)
    with transaction.atomic():
        compte.set_unusable_password()
        # Un mot de passe n'est pas suivi par l'historique : la trace est au journal.
        Utilisateur.objects.filter(pk=compte.pk).update(password=compte.password)
        SessionOuverte.objects.de(compte).delete()
        tracer([compte], auteur, "Invitation à choisir un mot de passe.")
        consigner(Evenement.INVITATION, auteur, vise=compte.pk)
    numero = urlsafe_base64_encode(force_bytes(compte.pk))
    adresse = reverse("invitation", args=[numero, JETONS.make_token(compte)])
    lien = settings.ADRESSE_DU_SITE.rstrip("/") + adresse
    return Invitation(lien, _envoyer(compte, lien))


def empechement(compte: Utilisateur) -> str:
    """Pourquoi le lien ne peut partir par courriel ; vide s'il le peut."""
    if not compte.email:
        return "Ce compte n’a pas d’adresse de courriel."
    if settings.EMAIL_BACKEND in SANS_COURRIEL:
        return "L’envoi de courriels n’est pas réglé sur ce site."
    return ""


def _envoyer(compte: Utilisateur, lien: str) -> str:
    if refus := empechement(compte):
        return refus
    corps = render_to_string("comptes/invitation.txt", {"compte": compte, "lien": lien})
    try:
        send_mail("Mutualisation : votre compte est ouvert", corps, None, [compte.email])
    except OSError:
        return "Le serveur de courriel n’a pas pris le message."
    return ""
