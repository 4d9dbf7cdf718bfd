"""Chaque compte ouvert : qui est-ce, que peut-il, depuis quand ne vient-il plus."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from gouvernance.droits.administrateurs import administrateurs
from gouvernance.exports import Colonne, Feuille
from gouvernance.models import Utilisateur
from mutualisation.acces.second_facteur import est_exige
from mutualisation.droits.regles import AGENT, LECTEUR, ROLES, SUPER_UTILISATEUR

DORMANT = timedelta(days=365)
# Un compte neuf n'est pas encore une question.
ATTENDU = timedelta(days=30)
SANS_ACCES = "Sans collectivité"


@dataclass(frozen=True, slots=True)
class Personne:
    """`perimetre` : ses communes ou ses domaines ; `alertes` : ce que la revue doit regarder."""

    numero: int
    nom: str
    identifiant: str
    role: str
    perimetre: tuple[str, ...]
    a_un_second_facteur: bool
    derniere_connexion: datetime | None
    cree_le: datetime
    alertes: tuple[str, ...]
    est_dormante: bool


def lire_les_personnes(jour: date) -> tuple[Personne, ...]:
    """Les comptes ouverts, les plus puissants d'abord."""
    appareils = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    comptes = (
        Utilisateur.objects.filter(is_active=True)
        .annotate(second_facteur=Exists(appareils))
        .prefetch_related("groups", "collectivites", "domaines", "user_permissions")
        .order_by("last_name", "first_name", "username", "pk")
    )
    qui_administrent = set(administrateurs().values_list("pk", flat=True))
    rangs = {role.nom: -rang for rang, role in enumerate(ROLES)} | {SUPER_UTILISATEUR: -len(ROLES)}
    personnes = [_lire(compte, jour, compte.pk in qui_administrent) for compte in comptes]
    return tuple(sorted(personnes, key=lambda personne: rangs.get(personne.role, 1)))


def _lire(compte: Utilisateur, jour: date, administre: bool) -> Personne:
    role = dire_le_role(compte)
    lieux = compte.domaines.all() if compte.is_staff else compte.collectivites.all()
    dormance = dire_la_dormance(compte, jour)
    alertes = [dormance] if dormance else []
    if role == SANS_ACCES:
        alertes.append("n’ouvre aucune page")
    if est_exige(compte) and not compte.second_facteur:
        alertes.append("second facteur à activer")
    if compte.user_permissions.all():
        alertes.append("droits donnés en propre, hors de tout groupe")
    if administre and role not in (SUPER_UTILISATEUR, ROLES[-1].nom):
        alertes.append("administre les comptes sans en avoir le rôle")
    if compte.groups.all() and not compte.is_staff and not compte.collectivites.all():
        alertes.append("groupe sans effet : n’est pas agent")
    return Personne(
        numero=compte.pk,
        nom=str(compte),
        identifiant=compte.username,
        role=role,
        perimetre=tuple(sorted(map(str, lieux))),
        a_un_second_facteur=compte.second_facteur,
        derniere_connexion=compte.last_login,
        cree_le=compte.date_joined,
        alertes=tuple(alertes),
        est_dormante=bool(dormance),
    )


def dire_le_role(compte: Utilisateur) -> str:
    """Le plus puissant de ses groupes ; un groupe propre au site se dit par son nom."""
    if compte.is_superuser:
        return SUPER_UTILISATEUR
    if not compte.is_staff:
        return LECTEUR.nom if compte.collectivites.all() else SANS_ACCES
    siens = {groupe.name for groupe in compte.groups.all()}
    connus = [role.nom for role in ROLES if role.groupe in siens]
    return connus[-1] if connus else ", ".join(sorted(siens)) or AGENT.nom


def dire_la_dormance(compte: Utilisateur, jour: date) -> str:
    if compte.last_login is None:
        est_attendu = timezone.localdate(compte.date_joined) >= jour - ATTENDU
        return "" if est_attendu else "jamais connecté"
    if timezone.localdate(compte.last_login) < jour - DORMANT:
        return "pas venu depuis plus d’un an"
    return ""


def feuille_des_personnes(personnes: tuple[Personne, ...]) -> Feuille:
    return Feuille(
        titre="Comptes ouverts",
        colonnes=(
            Colonne("nom", "Nom"),
            Colonne("identifiant", "Identifiant"),
            Colonne("role", "Rôle"),
            Colonne("perimetre", "Collectivités ou domaines"),
            Colonne("second_facteur", "Second facteur"),
            Colonne("cree_le", "Compte ouvert le"),
            Colonne("derniere_connexion", "Dernière connexion"),
            Colonne("alertes", "À regarder"),
        ),
        lignes=(
            [
                personne.nom,
                personne.identifiant,
                personne.role,
                " ; ".join(personne.perimetre),
                personne.a_un_second_facteur,
                personne.cree_le,
                personne.derniere_connexion,
                " ; ".join(personne.alertes),
            ]
            for personne in personnes
        ),
        onglet="Comptes",
    )
