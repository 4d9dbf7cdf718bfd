"""Les critères d'une liste : ce qui est compris et appliqué, et comment retirer chacun."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, QueryDict
from django_filters import FilterSet

from gouvernance.francais import date_en_lettres, enumerer


@dataclass(frozen=True, slots=True)
class FiltreActif:
    libelle: str
    valeur: str
    adresse_sans: str


def filtres_actifs(filtre: FilterSet, request: HttpRequest) -> list[FiltreActif]:
    """Critères compris et appliqués, chacun avec l'adresse de la page sans lui."""
    if not filtre.is_bound:
        return []
    filtre.is_valid()
    compris = filtre.form.cleaned_data
    return [
        FiltreActif(str(champ.label), en_clair(champ, compris[nom]), adresse_sans(request.GET, nom))
        for nom, champ in filtre.form.fields.items()
        if any(request.GET.getlist(nom)) and compris.get(nom) is not None
    ]


def en_clair(champ: forms.Field, valeur) -> str:
    if isinstance(champ, forms.ModelMultipleChoiceField):
        return enumerer(champ.label_from_instance(choix) for choix in valeur)
    if isinstance(champ, forms.ModelChoiceField):
        return champ.label_from_instance(valeur)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return date_en_lettres(valeur)
    if isinstance(champ, forms.ChoiceField):
        valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
        return enumerer(libelles(champ).get(str(choix), str(choix)) for choix in valeurs)
    return str(valeur)


def libelles(champ: forms.ChoiceField) -> dict[str, str]:
    """Libellé de chaque choix, ceux des groupes compris."""
    a_plat = {}
    for valeur, libelle in champ.choices:
        if isinstance(libelle, list | tuple):
            a_plat |= {str(cle): str(nom) for cle, nom in libelle}
        else:
            a_plat[str(valeur)] = str(libelle)
    return a_plat


def adresse_sans(parametres: QueryDict, nom: str) -> str:
    """Même page, même tri, sans ce critère, depuis la première ligne."""
    restants = parametres.copy()
    for retire in (nom, "page"):
        restants.pop(retire, None)
    return f"?{restants.urlencode()}"
