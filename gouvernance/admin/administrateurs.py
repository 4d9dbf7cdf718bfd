from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpResponseRedirect

from gouvernance.droits.administrateurs import SansAdministrateur, exiger_un_administrateur


class GardeUnAdministrateur(admin.ModelAdmin):
    """Page qui donne ou retire des droits : elle en laisse toujours à quelqu'un."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        exiger_un_administrateur(request.user)

    @transaction.atomic
    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        exiger_un_administrateur(request.user)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        exiger_un_administrateur(request.user)

    def changeform_view(self, request, *args, **kwargs):
        """La page revient avec ce qui y était saisi, et le refus."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except SansAdministrateur as refus:
            request.refus = refus.message
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self._dire_le_refus(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return self._dire_le_refus(super().changelist_view, request, *args, **kwargs)

    def _dire_le_refus(self, vue, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return vue(request, *args, **kwargs)
        except SansAdministrateur as refus:
            self.message_user(request, refus.message, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
