"""Donner, refaire, retirer un second facteur ; le journal de l'administration le dit."""

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from gouvernance.comptes.sessions import fermer_les_autres_sessions
from gouvernance.comptes.verrous import tracer
from gouvernance.evenements import Evenement, consigner
from gouvernance.models import Utilisateur
from mutualisation.acces.second_facteur import NOMBRE_DE_CODES, appareil_de, empreinte, est_exige

NOM = "Application de codes"


@transaction.atomic
def preparer_un_appareil(compte: Utilisateur, numero: int | None) -> TOTPDevice:
    """Celui que cette session a commencé d'enregistrer, ou un neuf, dont elle seule voit la clé."""
    en_cours = TOTPDevice.objects.filter(user=compte, confirmed=False)
    if commence := en_cours.filter(pk=numero).first():
        return commence
    en_cours.delete()
    return TOTPDevice.objects.create(user=compte, name=NOM, confirmed=False)


@transaction.atomic
def adopter(compte: Utilisateur, *, appareil: TOTPDevice, session: str | None = None) -> list[str]:
    """L'appareil dont un code vient d'être vérifié remplace tout autre ; rend ses codes."""
    est_un_autre = appareil_de(compte) is not None
    TOTPDevice.objects.filter(user=compte).exclude(pk=appareil.pk).delete()
    appareil.confirmed = True
    appareil.save(update_fields=["confirmed"])
    fermer_les_autres_sessions(compte, session)
    fait = "Second facteur remplacé." if est_un_autre else "Second facteur activé."
    return tirer_des_codes(compte, fait=fait)


@transaction.atomic
def tirer_des_codes(compte: Utilisateur, *, fait: str = "Codes de secours refaits.") -> list[str]:
    """Les précédents ne servent plus ; la base ne garde que l'empreinte des nouveaux."""
    StaticDevice.objects.filter(user=compte).delete()
    appareil = StaticDevice.objects.create(user=compte, name="Codes de secours")
    codes = [StaticToken.random_token() for _ in range(NOMBRE_DE_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=appareil, token=empreinte(appareil, code)) for code in codes
    )
    _dire(compte, compte, fait)
    return codes


def desactiver(compte: Utilisateur) -> None:
    if est_exige(compte):
        raise ValidationError("Votre compte doit garder un second facteur : remplacez-le.")
    _retirer(compte, compte, "Second facteur désactivé.")


def retirer(compte: Utilisateur, *, auteur: Utilisateur) -> None:
    """Pour qui a perdu son téléphone ; ses sessions d'agent se ferment avec l'appareil."""
    if compte == auteur:
        raise ValidationError("Un autre administrateur retirera votre second facteur.")
    if compte.is_superuser and not auteur.is_superuser:
        raise ValidationError("Seul un administrateur du site retire le second facteur d’un autre.")
    _retirer(compte, auteur, "Second facteur retiré.")


def retirer_depuis_le_serveur(compte: Utilisateur) -> None:
    _retirer(compte, compte, "Second facteur retiré depuis le serveur.")


@transaction.atomic
def _retirer(compte: Utilisateur, auteur: Utilisateur, fait: str) -> None:
    TOTPDevice.objects.filter(user=compte).delete()
    StaticDevice.objects.filter(user=compte).delete()
    _dire(compte, auteur, fait)


def _dire(compte: Utilisateur, auteur: Utilisateur, fait: str) -> None:
    """Aux journaux, et à la personne : un changement qu'elle n'a pas fait est une alerte."""
    tracer(Utilisateur.objects.filter(pk=compte.pk), auteur, fait)
    consigner(Evenement.SECOND_FACTEUR_CHANGE, auteur, vise=compte.pk)
    if compte.email:
        texte = (
            f"{fait}\n\nPar {auteur}, sur le compte « {compte.get_username()} ». "
            "Si vous n’en êtes pas à l’origine, prévenez un administrateur."
        )
        prevenir = [fait.removesuffix("."), texte, None, [compte.email]]
        transaction.on_commit(lambda: send_mail(*prevenir, fail_silently=True))
