"""Ce que partagent toutes les pages d'administration : titres, champs de texte, relations."""

from itertools import combinations

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from gouvernance.admin.aides import Aidee
from gouvernance.admin.avertissements import AvertitDesNoms
from gouvernance.admin.cloture import ClotureAdmin, LignesCloses
from gouvernance.admin.conflits import ConflitsAdmin
from gouvernance.admin.filtres import Completable, RechercheSure
from gouvernance.admin.historique import HistoriqueAdmin
from gouvernance.admin.relations import LignesFormSet, RelationsLues, RelationsNommees
from gouvernance.admin.selection import SelectionsAdmin
from gouvernance.admin.voisins import DeLigneEnLigne

TEXTES_COURTS = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}


class TitresFrancais:
    """Titres sans « Sélectionnez l’objet… à changer », que Django n'accorde ni n'élide."""

    def changelist_view(self, request, extra_context=None):
        titre = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, titre | (extra_context or {}))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        nom = self.opts.verbose_name
        titre = {"title": capfirst(nom) if object_id else f"Ajout : {nom}"}
        return super().changeform_view(request, object_id, form_url, titre | (extra_context or {}))


class SuppressionExpliquee:
    """Dit quels objets en empêchent la suppression, plutôt que le droit de les supprimer."""

    def get_deleted_objects(self, objs, request):
        supprimes, nombres, droits, proteges = super().get_deleted_objects(objs, request)
        return supprimes, nombres, set() if proteges else droits, proteges


class PageAdmin(
    ConflitsAdmin,
    SelectionsAdmin,
    HistoriqueAdmin,
    AvertitDesNoms,
    SuppressionExpliquee,
    TitresFrancais,
    DeLigneEnLigne,
    ClotureAdmin,
    RechercheSure,
    Completable,
    Aidee,
    RelationsNommees,
    admin.ModelAdmin,
):
    formfield_overrides = TEXTES_COURTS
    list_per_page = 50
    # Compter aussi ce qu'un filtre écarte relirait toute la table.
    show_full_result_count = False

    class Media:
        js = ["js/clavier.js", "js/etiquettes.js"]


class LignesLisibles(LignesCloses, Aidee, RelationsLues):
    """Lignes d'un autre objet : pas de ligne vide, pas quatre icônes par relation."""

    extra = 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        champ = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.remote_field and champ:
            menu = champ.widget
            menu.can_add_related = menu.can_change_related = False
            menu.can_delete_related = menu.can_view_related = False
        return champ


class TableauInline(LignesLisibles, admin.TabularInline):
    # Sans la classe de l'admin, plus large à elle seule que la place d'un tableau.
    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget({"rows": 3, "cols": 50, "class": ""})}
    }


class BlocsInline(LignesLisibles, admin.StackedInline):
    formfield_overrides = TEXTES_COURTS


class SansChevauchementFormSet(LignesFormSet):
    """Refuse deux lignes saisies ensemble qui se chevauchent : chacune seule était valide."""

    memes: list[str]  # attributs égaux sur deux lignes qui ne peuvent se chevaucher

    def clean(self):
        super().clean()
        lignes = [
            formulaire.instance
            for formulaire in self.forms
            if formulaire.has_changed() and formulaire.is_valid()
            if formulaire not in self.deleted_forms
        ]
        for ligne, autre in combinations(lignes, 2):
            semblables = all(getattr(ligne, nom) == getattr(autre, nom) for nom in self.memes)
            if semblables and ligne.chevauche(autre):
                raise ValidationError(f"Deux lignes se chevauchent : {ligne} et {autre}.")
