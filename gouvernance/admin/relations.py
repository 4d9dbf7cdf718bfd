"""Les relations d'une page, lues une fois pour toutes ses lignes et non à chacune."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelMultipleChoiceField
from django.utils.functional import cached_property
from django.utils.text import capfirst

from gouvernance.cles import est_une_cle


class MenuLu:
    """Nomme ce qui est choisi d'après les objets déjà lus ; Django les relit à chaque menu.

    Il tombe aussi sur une clé qui n'en est pas une, que la validation vient de refuser.
    """

    def optgroups(self, name, value, attr=None):
        lus = getattr(self.choices.field, "lus", None)
        if lus is None:
            return super().optgroups(name, [v for v in value if est_une_cle(str(v))], attr)
        valeurs = {str(valeur) for valeur in value}
        choisis = [(cle, objet) for cle, objet in lus.items() if cle in valeurs]
        options = [] if self.is_required or self.allow_multiple_selected else [("", "", False)]
        options += [(cle, self.choices.field.label_from_instance(o), True) for cle, o in choisis]
        choix = [self.create_option(name, *option, rang) for rang, option in enumerate(options)]
        return [(None, choix, 0)]


class MenuUnique(MenuLu, AutocompleteSelect):
    pass


class MenuMultiple(MenuLu, AutocompleteSelectMultiple):
    pass


class ChoixUnique(ModelChoiceField):
    lus = None  # objets par clé écrite, communs à tous les formulaires d'une grille

    def to_python(self, value):
        return (self.lus or {}).get(str(value)) or super().to_python(value)


class ChoixMultiple(ModelMultipleChoiceField):
    lus = None


class LignesFormSet(BaseInlineFormSet):
    """Lit d'un coup tout ce que ses lignes choisissent, qu'elles soient lues ou envoyées."""

    @cached_property
    def forms(self):
        formulaires = super().forms
        for nom, champ in self.form.base_fields.items():
            if isinstance(champ, ChoixUnique | ChoixMultiple):
                self._lire(nom, formulaires)
        return formulaires

    def total_form_count(self):
        """Chaque ligne envoie ses champs : en annoncer davantage n'en compose aucune de plus."""
        annoncees = super().total_form_count()
        return min(annoncees, len(self.data)) if self.is_bound else annoncees

    def _construct_form(self, i, **kwargs):
        """Chaque ligne connaît son parent sans le relire."""
        formulaire = super()._construct_form(i, **kwargs)
        setattr(formulaire.instance, self.fk.name, self.instance)
        return formulaire

    def add_fields(self, form, index):
        """Un tableau n'étiquette pas ses cases : leur colonne et leur ligne les nomment."""
        super().add_fields(form, index)
        ligne = "nouvelle ligne" if index is None else f"ligne {index + 1}"
        for champ in form.fields.values():
            if champ.label and not champ.widget.is_hidden:
                champ.widget.attrs["aria-label"] = f"{capfirst(champ.label)}, {ligne}"

    def _lire(self, nom, formulaires):
        champs = [formulaire[nom] for formulaire in formulaires if nom in formulaire.fields]
        cles = {cle for champ in champs for cle in cles_choisies(champ)}
        objets = champs[0].field.queryset.filter(pk__in=cles) if cles else []
        lus = {str(objet.pk): objet for objet in objets}
        for champ in champs:
            champ.field.lus = lus


def cles_choisies(champ) -> set[int]:
    """Clés que porte un champ affiché ; ce qui n'en est pas une est refusé à la validation."""
    valeur = champ.field.prepare_value(champ.value())
    valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
    return {int(cle) for cle in map(str, valeurs) if est_une_cle(cle)}


class RelationsNommees:
    """Page dont les objets se nomment d'après d'autres, lus du même coup partout où on les cite."""

    relations_du_nom: list[str] = []  # ce que lit le `__str__` du modèle

    def get_queryset(self, request):
        """Une liste ne suit plus `list_select_related` quand ses lignes suivent déjà des liens."""
        lignes = super().get_queryset(request)
        if not self.relations_du_nom:
            return lignes
        return lignes.select_related(*self.relations_du_nom, *(self.list_select_related or []))

    def get_field_queryset(self, db, db_field, request):
        choix = super().get_field_queryset(db, db_field, request)
        page = self.admin_site._registry.get(db_field.related_model)
        if noms := getattr(page, "relations_du_nom", None):
            choix = db_field.related_model._default_manager.all() if choix is None else choix
            return choix.select_related(*noms)
        return choix

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", MenuUnique(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", MenuMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RelationsLues(RelationsNommees):
    """Grille de lignes : leurs relations se lisent ensemble, avec ce que leur nom demande."""

    formset = LignesFormSet

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {"widget": MenuUnique(db_field, self.admin_site), "form_class": ChoixUnique}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            menu = MenuMultiple(db_field, self.admin_site)
            kwargs |= {"widget": menu, "form_class": ChoixMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request):
        plusieurs = {lien.name for lien in self.opts.many_to_many}
        choisis = plusieurs & set(self.get_autocomplete_fields(request))
        return super().get_queryset(request).prefetch_related(*choisis)
