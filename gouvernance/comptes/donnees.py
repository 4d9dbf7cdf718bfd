"""Ce que le site garde d'un compte, rendu à la personne (RGPD, art. 15 et 20)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import Value

from gouvernance.comptes.journal import gestes_sur, lire_assistances
from gouvernance.historique.suivi import est_un_historique
from gouvernance.historique.valeurs import ecrire_seule
from gouvernance.models import SessionOuverte, Utilisateur

# Une empreinte de mot de passe ne dit rien à personne, sinon à qui voudrait le deviner.
TUS = {"password"}
# Celles que leur bibliothèque nomme en anglais.
TABLES = {
    "otp_static.StaticDevice": "codes de secours",
    "otp_totp.TOTPDevice": "application de codes",
}
# Django dit « Statut équipe ».
LIBELLES = {
    "id": "numéro",
    "is_superuser": "a tous les droits",
    "is_staff": "saisit dans l’administration",
    "is_active": "compte ouvert",
    "user_permissions": "droits propres",
    "user": "utilisateur",
}


@dataclass(frozen=True, slots=True)
class Lien:
    """Ce qu'une table garde de la personne : qui elle y est, et les lignes."""

    table: str
    role: str
    lignes: models.QuerySet
    est_a_elle: bool  # s'efface avec son compte


@dataclass(frozen=True, slots=True)
class MonCompte:
    """Champs du compte et tables où la personne est nommée, écrits pour elle."""

    champs: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, int], ...]
    assistances: tuple[LogEntry, ...]


def lire_mon_compte(compte: Utilisateur) -> MonCompte:
    return MonCompte(
        champs=tuple(
            (
                LIBELLES.get(champ.name, str(champ.verbose_name)),
                "" if valeur in (None, []) else ecrire_seule(champ.name, valeur),
            )
            for champ, valeur in _champs(compte)
        ),
        tables=tuple((lien.table, len(lien.lignes)) for lien in liens_du_compte(compte)),
        assistances=lire_assistances(compte),
    )


def donnees_du_compte(compte: Utilisateur) -> dict:
    """Tout ce qui est lié au compte, en clair, à écrire en JSON."""
    return {
        "compte": {
            str(champ.verbose_name): valeur if champ.many_to_many else champ.value_to_string(compte)
            for champ, valeur in _champs(compte)
        },
        "liens": [
            {
                "table": lien.table,
                "en tant que": lien.role,
                "lignes": [_dire(ligne) for ligne in lien.lignes],
            }
            for lien in liens_du_compte(compte)
        ],
        "gestes d’un administrateur": [
            {
                "le": geste.action_time.isoformat(),
                "par": str(geste.user),
                "fait": geste.change_message,
            }
            for geste in gestes_sur(compte.pk)
        ],
    }


def liens_du_compte(compte: Utilisateur) -> list[Lien]:
    """Les tables où il est, l'historique compris ; une requête écarte les autres."""
    liens = list(_relations(compte))
    presentes = [
        lien.lignes.order_by()
        .annotate(table_lue=Value(rang))
        .values_list("table_lue", flat=True)
        .distinct()
        for rang, lien in enumerate(liens)
    ]
    return [liens[rang] for rang in sorted(presentes[0].union(*presentes[1:], all=True))]


def _relations(compte: Utilisateur) -> Iterator[Lien]:
    """Toute relation vers un compte : rien à tenir à jour ici."""
    for relation in Utilisateur._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation) or relation.concrete:
            continue
        modele, champ = relation.related_model, relation.field
        if modele._meta.auto_created or _copie_un_historique(modele, champ):
            continue
        lignes = modele._base_manager.filter(**{champ.name: compte}).order_by("pk")
        a_elle = relation.on_delete is models.CASCADE and modele is not LogEntry
        role = LIBELLES.get(champ.name, str(champ.verbose_name))
        role = "auteur" if est_un_historique(modele) else role
        table = TABLES.get(modele._meta.label, str(modele._meta.verbose_name))
        yield Lien(table, role, lignes, a_elle)


def _copie_un_historique(modele: type[models.Model], champ: models.Field) -> bool:
    """D'un historique ne compte que son auteur : le reste répète la ligne suivie."""
    return est_un_historique(modele) and champ.name != "history_user"


def _champs(compte: Utilisateur) -> Iterator[tuple[models.Field, object]]:
    for champ in (*compte._meta.concrete_fields, *compte._meta.many_to_many):
        if champ.name in TUS:
            continue
        valeur = getattr(compte, champ.name)
        yield champ, [str(objet) for objet in valeur.all()] if champ.many_to_many else valeur


def _dire(ligne: models.Model) -> dict:
    """Le nom d'une ligne ; de l'historique, ce qui a été fait, quand et pourquoi."""
    if isinstance(ligne, SessionOuverte):
        # Son numéro est sa clé : qui la lit est connecté à la place de la personne.
        return {"nom": str(ligne), "dernière activité": ligne.vue_le.isoformat()}
    if not est_un_historique(type(ligne)):
        return {"numéro": ligne.pk, "nom": str(ligne)}
    return {
        "numéro": ligne.id,
        "fait": ligne.get_history_type_display(),
        "le": ligne.history_date.isoformat(),
        "motif": ligne.history_change_reason or "",
    }
