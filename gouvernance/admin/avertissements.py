from gouvernance.avertissements import avertir_des_noms


class AvertitDesNoms:
    """Après l'enregistrement, prévient si un texte semble nommer un agent."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        lignes = [ligne for formset in formsets for ligne in formset.forms]
        avertir_des_noms(request, [form, *lignes])
