"""Page de comparaison : deux éditions publiées pour tous, les projets en plus pour les agents."""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mutualisation.models import Edition, Rapport
from mutualisation.rapport.comparaison import ChapitreCompare, comparer
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.donnees import DonneesIllisibles
from mutualisation.rapport.editions import contenu_fige, lire_edition


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Ce qui change du premier rapport au second ; `faute` dit pourquoi l'un ne se lit pas."""

    avant: str
    apres: str
    chapitres: tuple[ChapitreCompare, ...] = ()
    faute: str = ""


class ComparaisonForm(forms.Form):
    """`2020-1` désigne une édition, `2020` un projet."""

    avant = forms.ChoiceField(label="Comparer")
    apres = forms.ChoiceField(label="à")

    def __init__(self, *args, choix: list[tuple[str, str]], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for champ in self.fields.values():
            champ.choices = choix


@require_safe
@login_not_required
def rapport_comparer(request: HttpRequest) -> HttpResponse:
    choix = lister_les_choix(avec_projets=request.user.is_staff)
    form = ComparaisonForm(request.GET or proposer(choix), choix=choix)
    comparaison = None
    if form.is_valid():
        avant, apres = form.cleaned_data["avant"], form.cleaned_data["apres"]
        comparaison = lire_comparaison(avant, apres, dict(choix))
    contexte = {"form": form, "comparaison": comparaison, "choix": choix}
    return render(request, "rapport/comparer.html", contexte)


def lister_les_choix(*, avec_projets: bool) -> list[tuple[str, str]]:
    """Du plus récent au plus ancien."""
    editions = Edition.objects.select_related("rapport").order_by("-rapport__annee", "-numero")
    choix = [
        ((e.rapport.annee, e.numero), f"{e.rapport.annee}-{e.numero}", str(e)) for e in editions
    ]
    if avec_projets:
        annees = Rapport.objects.values_list("annee", flat=True)
        choix += [((an, float("inf")), f"{an}", f"Projet {an}, à l’instant") for an in annees]
    return [(code, libelle) for _, code, libelle in sorted(choix, reverse=True)]


def proposer(choix: list[tuple[str, str]]) -> dict[str, str] | None:
    """Les deux plus récents, s'il y en a deux."""
    return {"avant": choix[1][0], "apres": choix[0][0]} if len(choix) > 1 else None


def lire_comparaison(avant: str, apres: str, libelles: dict[str, str]) -> Comparaison:
    noms = libelles[avant], libelles[apres]
    try:
        return Comparaison(*noms, comparer(lire_contenu(avant), lire_contenu(apres)))
    except DonneesIllisibles as erreur:
        faute = f"Une de ces éditions a été figée sous une forme que l’on ne relit plus : {erreur}"
        return Comparaison(*noms, faute=faute)


def lire_contenu(code: str) -> ContenuRapport:
    annee, _, numero = code.partition("-")
    if numero:
        return contenu_fige(lire_edition(int(annee), int(numero)))
    return construire_rapport(int(annee))
