"""Effacer un compte : ce qu'il a écrit reste, sans nom (RGPD, art. 17)."""

from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from gouvernance.comptes.donnees import liens_du_compte
from gouvernance.droits.administrateurs import exiger_un_administrateur
from gouvernance.droits.comptes import est_hors_de_portee
from gouvernance.evenements import Evenement, consigner
from gouvernance.historique.suivi import pour_motif
from gouvernance.models import Utilisateur

PREFIXE = "compte-efface-"
SANS_NOM = {"first_name": "", "last_name": "", "email": ""}


def est_efface(compte: Utilisateur) -> bool:
    return compte.username.startswith(PREFIXE)


def refuser_d_effacer(compte: Utilisateur, auteur: Utilisateur) -> None:
    """Lève `ValidationError` si ce compte ne s'efface pas, ou pas par cette personne."""
    if est_efface(compte):
        raise ValidationError("Ce compte est déjà effacé.")
    if compte == auteur:
        raise ValidationError("Un autre administrateur effacera votre compte.")
    if est_hors_de_portee(compte, auteur):
        raise ValidationError("Seul un administrateur du site efface un autre administrateur.")


@transaction.atomic
def effacer_le_compte(compte: Utilisateur, *, auteur: Utilisateur, motif: str) -> None:
    """Ferme le compte, en retire le nom partout, historique compris, et ce qui n'est qu'à lui.

    Le numéro du compte demeure : un vote ou une publication garde un auteur, devenu anonyme.
    """
    refuser_d_effacer(compte, auteur)
    with pour_motif(motif, auteur):
        for lien in liens_du_compte(compte):
            if lien.est_a_elle:
                lien.lignes.delete()
        for champ in compte._meta.many_to_many:
            getattr(compte, champ.name).set([])
        for relation in compte._meta.related_objects:
            if relation.many_to_many:
                getattr(compte, relation.get_accessor_name()).set([])
        AccessAttempt.objects.filter(username=compte.get_username()).delete()
        anonyme = SANS_NOM | {"username": f"{PREFIXE}{compte.pk}"}
        for nom, valeur in anonyme.items():
            setattr(compte, nom, valeur)
        compte.is_active = compte.is_staff = compte.is_superuser = False
        compte.last_login = None
        compte.set_unusable_password()
        compte.save()
        Utilisateur.historique.filter(id=compte.pk).update(**anonyme)
        dits = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Utilisateur), object_id=str(compte.pk)
        )
        dits.update(object_repr=str(compte))
    exiger_un_administrateur(auteur)
    consigner(Evenement.COMPTE_EFFACE, auteur, vise=compte.pk)
