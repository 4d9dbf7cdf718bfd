"""Les événements que Django et ses bibliothèques annoncent, notés au journal de sécurité."""

from axes.signals import user_locked_out
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record

from gouvernance.evenements import Evenement, consigner
from gouvernance.historique.suivi import trouver_auteur
from gouvernance.models import Utilisateur
from mutualisation.acces.adresse import adresse_du_visiteur
from mutualisation.securite.debit import noter_un_echec
from mutualisation.securite.intergiciel import Repondre
from services_communs.models import Domaine

# Ce qui ouvre ou ferme le site à quelqu'un, par modèle dont l'historique est gardé.
DROITS = {
    Utilisateur: [
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "user_permissions",
        "collectivites",
    ],
    Domaine: ["contributeurs"],
}


def ecouter() -> None:
    user_logged_in.connect(noter_la_connexion)
    user_logged_out.connect(noter_la_deconnexion)
    user_login_failed.connect(noter_le_refus)
    user_login_failed.connect(noter_un_echec)
    user_locked_out.connect(noter_le_verrou)
    post_create_historical_record.connect(noter_les_droits)
    m2m_changed.connect(noter_les_droits_du_groupe, sender=Group.permissions.through)


def auteur() -> Utilisateur | None:
    """Qui agit : celui de l'opération, sinon celui de la page ; personne, en ligne de commande."""
    return trouver_auteur(getattr(HistoricalRecords.context, "request", None))


def noter_la_connexion(request, user, **_):
    consigner(Evenement.CONNEXION, user, adresse=adresse_du_visiteur(request))


def noter_la_deconnexion(user, **_):
    consigner(Evenement.DECONNEXION, user)


def noter_le_refus(credentials, request=None, **_):
    """Le nom essayé n'est pas gardé : c'est parfois un mot de passe tapé dans le mauvais champ."""
    _noter_un_essai(Evenement.CONNEXION_REFUSEE, request, credentials.get("username"))


def noter_le_verrou(request, username, **_):
    _noter_un_essai(Evenement.CONNEXION_VERROUILLEE, request, username)


def _noter_un_essai(evenement, request, nom):
    vise = Utilisateur.objects.filter(username=nom).values_list("pk", flat=True).first()
    adresse = adresse_du_visiteur(request) if request else None
    consigner(evenement, None, vise=vise, adresse=adresse)


def noter_les_droits(instance, history_instance, history_user, **_):
    champs = DROITS.get(type(instance))
    nature = history_instance.history_type
    if champs and nature == "~":
        avant = history_instance.prev_record
        changes = history_instance.diff_against(avant, included_fields=champs).changed_fields
        if changes:
            _noter_un_droit(history_user, instance, changes)
    elif isinstance(instance, Utilisateur):
        evenement = Evenement.COMPTE_CREE if nature == "+" else Evenement.COMPTE_SUPPRIME
        droits = {nom: getattr(instance, nom) for nom in ("is_staff", "is_superuser")}
        consigner(evenement, history_user, vise=instance.pk, **droits)


def noter_les_droits_du_groupe(instance, action, **_):
    if action.startswith("post_") and isinstance(instance, Group):
        _noter_un_droit(auteur(), instance, ["permissions"])


def _noter_un_droit(par, objet, champs):
    nature = objet._meta.label_lower
    consigner(Evenement.DROIT_CHANGE, par, objet=nature, numero=objet.pk, champs=champs)


class MotDePasseConsigne:
    """Django prévient ainsi de tout mot de passe changé, quelle que soit la page."""

    def validate(self, password, user=None):
        """Tout mot de passe lui convient."""

    def password_changed(self, password, user=None):
        consigner(Evenement.MOT_DE_PASSE_CHANGE, auteur(), vise=user.pk)

    def get_help_text(self):
        return "Le changement est noté au journal de sécurité, sans le mot de passe."


def noter_les_reponses(repondre: Repondre) -> Repondre:
    """Ce qui est refusé à quelqu'un, et tout fichier qu'emporte une personne connectée."""

    def intergiciel(request: HttpRequest) -> HttpResponseBase:
        reponse = repondre(request)
        # Lire la personne d'une page publique la rendrait propre à chacun, donc sans cache.
        compte = getattr(request, "_cached_user", None)
        page = request.resolver_match.view_name if request.resolver_match else None
        if reponse.status_code == 403:
            consigner(Evenement.ACCES_REFUSE, compte, page=page)
        elif compte and reponse.status_code == 200 and "Content-Disposition" in reponse.headers:
            consigner(Evenement.EXPORT, compte, page=page)
        return reponse

    return intergiciel
