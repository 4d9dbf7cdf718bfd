"""Dans l'admin, une donnée d'un exercice clos se lit, avec la raison et de quoi rouvrir."""

from gouvernance.exercices import HorsExercice, exercices_clos, exercices_rouverts

REOUVERTURE = "gouvernance.rouvrir_exercice"


def est_verrouille(objet) -> bool:
    """Vrai pour un objet enregistré qu'un exercice clos verrouille."""
    return bool(objet and objet.pk and getattr(objet, "verrou", None))


def champs_modifiables(objet) -> set[str]:
    return objet.rattachement.modifiables(objet, exercices_clos())


def reouvertures_utiles(objet) -> list:
    """Exercices rouverts où tombe cet objet ou, s'il ne dit pas encore le sien, où il le peut."""
    rattachement = getattr(objet, "rattachement", None)
    if rattachement is None or isinstance(rattachement, HorsExercice):
        return []
    if objet._state.adding and rattachement.exercice(objet) is None:
        return list(exercices_rouverts().values())
    return [reouverture] if (reouverture := objet.reouverture) else []


class ClotureAdmin:
    """Page d'une donnée close : en lecture, sauf les champs que la clôture laisse libres."""

    def get_readonly_fields(self, request, obj=None):
        lecture = super().get_readonly_fields(request, obj)
        if not est_verrouille(obj):
            return lecture
        modifiables = champs_modifiables(obj)
        figes = [
            champ.name
            for champ in [*obj._meta.concrete_fields, *obj._meta.many_to_many]
            if champ.editable and champ.name not in modifiables
        ]
        return list(dict.fromkeys([*lecture, *figes]))

    def has_change_permission(self, request, obj=None):
        permis = super().has_change_permission(request, obj)
        return permis and (not est_verrouille(obj) or bool(champs_modifiables(obj)))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not est_verrouille(obj)

    def get_deleted_objects(self, objs, request):
        """Une donnée close se range avec ce qui empêche la suppression."""
        supprimes, comptes, droits, proteges = super().get_deleted_objects(objs, request)
        closes = [f"{objet} : {objet.refus_de_cloture}" for objet in objs if est_verrouille(objet)]
        return supprimes, comptes, droits, [*proteges, *closes]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if est_verrouille(obj):
            context |= {
                "refus_de_cloture": obj.refus_de_cloture,
                "exercice_clos": obj.verrou,
                "peut_rouvrir": request.user.has_perm(REOUVERTURE),
            }
        else:
            context["reouvertures"] = reouvertures_utiles(context["adminform"].form.instance)
        return super().render_change_form(request, context, add, change, form_url, obj)


class LignesCloses:
    """Lignes d'un autre objet : celles d'un exercice clos se lisent parmi les autres."""

    def dependent_de(self, parent) -> bool:
        """Vrai si l'exercice de ces lignes est celui d'un parent clos."""
        if not est_verrouille(parent):
            return False
        relation, _, reste = getattr(self.model.rattachement, "chemin", "").partition("__")
        lien = self.model._meta.get_field(relation) if reste else None
        return bool(lien and lien.related_model == parent._meta.concrete_model)

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and not self.dependent_de(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self.dependent_de(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self.dependent_de(obj)

    def get_formset(self, request, obj=None, **options):
        formset = super().get_formset(request, obj, **options)
        return type(formset.__name__, (LignesClosesFormSet, formset), {})


class LignesClosesFormSet:
    def add_fields(self, form, index):
        super().add_fields(form, index)
        chemin = getattr(self.model.rattachement, "chemin", "")
        # De l'exercice du parent, ces lignes se lisent ou s'écrivent toutes ensemble.
        if chemin.startswith(f"{self.fk.name}__") or not est_verrouille(form.instance):
            return
        gardes = {self._pk_field.name, self.fk.name, *champs_modifiables(form.instance)}
        for nom, champ in form.fields.items():
            champ.disabled = nom not in gardes
