"""Le motif demandé, dans l'administration, pour changer ce qui est voté ou publié."""

from django import forms
from django.contrib import admin

from gouvernance.historique.formulaires import LONGUEUR_D_UN_MOTIF
from gouvernance.historique.motif import raison_d_un_motif
from gouvernance.historique.suivi import pour_motif

CHAMP = "motif_du_changement"
DEMANDE = "Dites pourquoi vous changez cette donnée."


def champ_du_motif(raison: str) -> forms.CharField:
    return forms.CharField(
        label="Motif de la modification",
        required=False,
        max_length=LONGUEUR_D_UN_MOTIF,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=f"{raison} Demandé si vous changez quelque chose, et gardé dans l’historique.",
    )


class Motive:
    """Formulaire qui demande un motif dès qu'il change autre chose que ce motif."""

    def clean(self):
        lus = super().clean()
        change = {nom for nom in self.changed_data if nom != CHAMP}
        if change and not self.cleaned_data.get(CHAMP, "").strip() and CHAMP not in self.errors:
            self.add_error(CHAMP, DEMANDE)
        return lus


class LignesMotivees:
    """Lignes d'un objet dont tout changement demande un motif, qui n'a pas été donné."""

    def clean(self):
        super().clean()
        if self.has_changed():
            raise forms.ValidationError(DEMANDE)


class MotifAdmin(admin.ModelAdmin):
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with pour_motif(request.POST.get(CHAMP, "").strip()):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        formulaire = super().get_form(request, obj, change=change, **kwargs)
        raison = self._raison(request, obj) if change else ""
        if not raison or not self.has_change_permission(request, obj):
            return formulaire
        corps = {CHAMP: champ_du_motif(raison)}
        return type(formulaire)(formulaire.__name__, (Motive, formulaire), corps)

    def get_fields(self, request, obj=None):
        """Le motif n'est pas un champ de l'objet : il se montre à part."""
        return [nom for nom in super().get_fields(request, obj) if nom != CHAMP]

    def get_formsets_with_inlines(self, request, obj=None):
        """Changer une ligne demande aussi un motif : celui de l'objet vaut pour elles."""
        muet = request.method == "POST" and not request.POST.get(CHAMP, "").strip()
        a_motiver = muet and bool(self._raison(request, obj))
        for classe, inline in super().get_formsets_with_inlines(request, obj):
            if a_motiver:
                classe = type(classe.__name__, (LignesMotivees, classe), {})
            yield classe, inline

    def _raison(self, request, obj) -> str:
        """Lue une fois par page, sur l'objet tel qu'il est en base."""
        raisons = request.__dict__.setdefault("raisons_d_un_motif", {})
        if obj is None or obj.pk is None:
            return ""
        if obj.pk not in raisons:
            raisons[obj.pk] = raison_d_un_motif(obj)
        return raisons[obj.pk]
