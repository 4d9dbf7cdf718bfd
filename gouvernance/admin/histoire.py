from django.contrib import admin

from gouvernance.admin.pages import PageAdmin
from gouvernance.models import Etape


@admin.register(Etape)
class EtapeAdmin(PageAdmin):
    list_display = ["titre", "date", "precision", "nombre_communes"]
    search_fields = ["titre", "recit", "communes__nom"]
    autocomplete_fields = ["communes"]
    date_hierarchy = "date"
    fieldsets = [
        (None, {"fields": ["titre", ("date", "precision"), "recit"]}),
        ("Communes", {"fields": ["communes", "nombre_communes"]}),
    ]
