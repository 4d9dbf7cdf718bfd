from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from gouvernance.a_completer import ACompleter
from gouvernance.admin.administrateurs import GardeUnAdministrateur
from gouvernance.admin.conflits import ConflitsAdmin
from gouvernance.admin.filtres import Completable, RechercheSure
from gouvernance.admin.historique import HistoriqueAdmin, refuser_sans_lecture
from gouvernance.admin.motif import MotifAdmin
from gouvernance.admin.pages import SuppressionExpliquee, TitresFrancais
from gouvernance.admin.relations import RelationsNommees
from gouvernance.comptes.journal import DERNIERS, gestes_sur
from gouvernance.droits.comptes import est_hors_de_portee
from gouvernance.francais import accord
from gouvernance.models import Utilisateur

TECHNIQUES = [
    "axes",
    "contenttypes",
    "django_tasks_db",
    "otp_static",
    "otp_totp",
    "sessions",
]
VERBES = {
    "add": "ajouter",
    "change": "modifier",
    "delete": "supprimer",
    "view": "consulter",
    "publier": "publier",
    "rouvrir": "rouvrir",
    "valider": "valider",
}


def sans_collectivite(comptes):
    """Comptes ouverts à qui n'est ni de la métropole, ni d'aucune collectivité."""
    return comptes.filter(is_active=True, is_staff=False, collectivites=None)


def sans_groupe(comptes):
    """Agents qui entrent dans la saisie sans pouvoir rien y faire."""
    return comptes.filter(is_active=True, is_staff=True, is_superuser=False, groups=None)


def jamais_venus(comptes):
    """Comptes ouverts dont personne ne s'est encore servi, faute de mot de passe."""
    return comptes.filter(
        is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX
    )


class NouveauCompteForm(UserCreationForm):
    """Sans mot de passe : la personne choisit le sien, par une invitation."""

    password1 = password2 = None

    def set_password_and_save(self, user, commit=True, **mots_de_passe):
        user.set_unusable_password()
        if commit:
            user.save()
        return user


PERSONNE = ("Personne", {"fields": [("first_name", "last_name"), "email"]})
LECTURE = (
    "Ce qu’elle peut lire",
    {
        "fields": ["collectivites", "is_staff"],
        "description": (
            "Un élu ou un agent communal lit la page de ses communes et de leur CCAS ; "
            "un membre de l’équipe métropolitaine les lit toutes et entre dans la saisie."
        ),
    },
)


@admin.register(Utilisateur)
class UtilisateurAdmin(
    GardeUnAdministrateur,
    ConflitsAdmin,
    HistoriqueAdmin,
    SuppressionExpliquee,
    RelationsNommees,
    TitresFrancais,
    RechercheSure,
    Completable,
    UserAdmin,
):
    list_display = ["username", "last_name", "first_name", "email", "is_staff", "is_active"]
    list_filter = ["groups", "is_staff", "is_active"]
    search_fields = ["username", "last_name", "first_name", "email", "collectivites__nom"]
    autocomplete_fields = ["collectivites"]
    show_full_result_count = False
    a_completer = [
        ACompleter(
            "sans_collectivite",
            "compte qui n’ouvre aucune page",
            "comptes qui n’ouvrent aucune page",
            sans_collectivite,
        ),
        ACompleter("sans_groupe", "agent sans groupe", "agents sans groupe", sans_groupe),
        ACompleter(
            "jamais_venus",
            "compte sans mot de passe choisi",
            "comptes sans mot de passe choisi",
            jamais_venus,
        ),
    ]
    filter_horizontal = ["groups"]
    add_form = NouveauCompteForm
    add_form_template = None
    add_fieldsets = [
        (None, {"fields": ["username"]}),
        PERSONNE,
        LECTURE,
        ("Ce qu’elle peut modifier", {"fields": ["groups"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "mot_de_passe", "connexions"]}),
        PERSONNE,
        LECTURE,
        ("Ce qu’elle peut modifier", {"fields": ["is_active", "groups", "is_superuser"]}),
        ("Dates", {"fields": [("last_login", "date_joined")]}),
        ("Données personnelles", {"fields": ["donnees", "assistance"]}),
    ]

    class Media:
        js = ["js/clavier.js", "js/etiquettes.js"]

    @admin.display(description="mot de passe")
    def mot_de_passe(self, compte):
        etat, geste = "Pas encore choisi.", "Inviter…"
        if compte.has_usable_password():
            etat, geste = (
                "Choisi.",
                "En faire choisir un autre…",
            )
        return format_html(
            '{} <a href="{}">{}</a>', etat, reverse("compte_inviter", args=[compte.pk]), geste
        )

    @admin.display(description="connexions")
    def connexions(self, compte):
        nombre = compte.sessions.ouvertes().count()
        return format_html(
            '{} {}. <a href="{}">Les voir, les fermer…</a>',
            nombre or "Aucune",
            accord(nombre, "ouverte"),
            reverse("compte_sessions", args=[compte.pk]),
        )

    @admin.display(description="assistance")
    def assistance(self, compte):
        if compte.is_superuser or not compte.is_active:
            return "Nul ne voit le site comme ce compte."
        adresse = reverse("compte_assister", args=[compte.pk])
        return format_html('<a href="{}">Voir le site comme cette personne…</a>', adresse)

    def history_view(self, request, object_id, extra_context=None):
        """Avec ce que l'historique des champs ne dit pas : invitation, verrou levé, assistance."""
        gestes = {"gestes": list(gestes_sur(object_id)[:DERNIERS])}
        return super().history_view(request, object_id, gestes | (extra_context or {}))

    @admin.display(description="ce que le site garde")
    def donnees(self, compte):
        return format_html(
            '<a href="{}">Télécharger (JSON)</a> · <a href="{}">Effacer ce compte…</a>',
            reverse("compte_donnees", args=[compte.pk]),
            reverse("compte_effacer", args=[compte.pk]),
        )

    def get_readonly_fields(self, request, obj=None):
        """Seul un super-utilisateur en nomme un autre."""
        lus = ["mot_de_passe", "connexions", "last_login", "date_joined", "donnees", "assistance"]
        return lus if request.user.is_superuser else [*lus, "is_superuser"]

    def get_urls(self):
        """Nul ne choisit le mot de passe d'un autre."""
        return [a for a in super().get_urls() if a.name != "auth_user_password_change"]

    def response_post_save_add(self, request, obj):
        return redirect("compte_inviter", obj.pk)

    def response_add(self, request, obj, post_url_continue=None):
        """Comme pour tout autre objet : Django mènerait au compte, pour en finir la saisie."""
        return super(UserAdmin, self).response_add(request, obj, post_url_continue)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not est_hors_de_portee(
            obj, request.user
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not est_hors_de_portee(
            obj, request.user
        )


class PermissionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, permission):
        """« adhésion : modifier » ; Django enregistre « Can change adhésion »."""
        verbe = permission.codename.partition("_")[0]
        return f"{permission.content_type.name} : {VERBES[verbe]}"


admin.site.unregister(Group)


@admin.register(Group)
class GroupeAdmin(
    GardeUnAdministrateur, ConflitsAdmin, MotifAdmin, TitresFrancais, RechercheSure, GroupAdmin
):
    def history_view(self, request, object_id, extra_context=None):
        refuser_sans_lecture(self, request)
        return super().history_view(request, object_id, extra_context)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        """Nul n'a à écrire dans les tables techniques."""
        permissions = Permission.objects.exclude(content_type__app_label__in=TECHNIQUES)
        return super().formfield_for_manytomany(
            db_field, request, form_class=PermissionsField, queryset=permissions, **kwargs
        )
