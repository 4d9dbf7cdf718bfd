from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from gouvernance.models import Utilisateur

RESERVES = ["is_superuser", "user_permissions"]


@admin.register(Utilisateur)
class UtilisateurAdmin(UserAdmin):
    list_display = ["username", "last_name", "first_name", "email", "is_staff", "is_active"]
    list_filter = ["groups", "is_staff", "is_active"]
    search_fields = ["username", "last_name", "first_name", "email", "collectivites__nom"]
    autocomplete_fields = ["collectivites"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Personne", {"fields": [("first_name", "last_name"), "email"]}),
        (
            "Ce qu’elle peut lire",
            {
                "fields": ["collectivites", "is_staff"],
                "description": (
                    "Un élu ou un agent communal lit la page de ses communes et de leur CCAS ; "
                    "un membre de l’équipe métropolitaine les lit toutes et entre dans la saisie."
                ),
            },
        ),
        ("Ce qu’elle peut modifier", {"fields": ["is_active", "groups", *RESERVES]}),
        ("Dates", {"fields": [("last_login", "date_joined")]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Seul un super-utilisateur en nomme un autre ou donne un droit hors des groupes."""
        lues = ["last_login", "date_joined"]
        return lues if request.user.is_superuser else [*lues, *RESERVES]

    def has_change_permission(self, request, obj=None):
        protege = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not protege and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        protege = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not protege and super().has_delete_permission(request, obj)
