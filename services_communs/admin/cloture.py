"""La clôture de plusieurs adhésions : une date, un motif, un aperçu, puis tout ou rien."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminDateWidget
from django.db import transaction
from django.template.response import TemplateResponse

from gouvernance.francais import INSECABLE, accord, date_en_lettres
from services_communs.models import Adhesion
from services_communs.operations import cloturer_adhesions


class ClotureForm(forms.Form):
    date_fin = forms.DateField(
        label="Dernier jour d’adhésion",
        widget=AdminDateWidget,
        help_text="Inclus. La convention et les délibérations disent quand et comment une "
        "collectivité quitte le service (CGCT, art. L. 5211-4-2).",
    )
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        widget=forms.TextInput({"size": 80}),
        help_text="Gardé dans l’historique de chaque adhésion : la décision, son auteur, sa date.",
    )


@dataclass(frozen=True, slots=True)
class LigneACloturer:
    """Une adhésion, ce qui empêche de la clore, ce que sa fin entraîne."""

    adhesion: Adhesion
    faute: str
    suites: tuple[str, ...]


class ClotureGroupee:
    """Action de la liste des adhésions. Un étage supérieur complète `suites_de_cloture`."""

    actions = ["cloturer"]

    @admin.action(description="Clore à une date, avec un motif", permissions=["change"])
    def cloturer(self, request, queryset):
        choisies = list(queryset.avec_relations().select_related("convention").order_by("pk"))
        envoye = "date_fin" in request.POST
        formulaire = ClotureForm(request.POST if envoye else None)
        lignes = [LigneACloturer(adhesion, "", ()) for adhesion in choisies]
        if formulaire.is_valid():
            essai = "confirmer" not in request.POST
            decision = formulaire.cleaned_data
            fautes = self._clore(request, choisies, essai, **decision)
            if not fautes and not essai:
                return self._annoncer(request, choisies, decision["date_fin"])
            lignes = self._lire(choisies, decision["date_fin"], fautes)
        return self._montrer(request, formulaire, lignes)

    @transaction.atomic
    def _clore(self, request, choisies, essai, date_fin, motif) -> dict[int, str]:
        fautes = cloturer_adhesions(
            adhesions=choisies, jour=date_fin, motif=motif, auteur=request.user, essai=essai
        )
        if not fautes and not essai:
            for adhesion in choisies:
                self.log_change(request, adhesion, f"Close au {date_fin:%d/%m/%Y} : {motif}")
        return fautes

    def _lire(self, choisies, jour, fautes) -> list[LigneACloturer]:
        suites = self.suites_de_cloture(choisies, jour)
        return [
            LigneACloturer(a, fautes.get(a.pk, ""), tuple(suites.get(a.pk, ()))) for a in choisies
        ]

    def _montrer(self, request, formulaire, lignes):
        fautives = sum(bool(ligne.faute) for ligne in lignes)
        nombre = f"{len(lignes)}{INSECABLE}{accord(len(lignes), 'adhésion')}"
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"Clore {nombre}",
            "opts": self.opts,
            "media": self.media + formulaire.media,
            "formulaire": formulaire,
            "lignes": lignes,
            "nombre": nombre,
            "fautives": fautives,
            "est_vu": formulaire.is_bound and formulaire.is_valid(),
            "case": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/services_communs/adhesion/cloturer.html", contexte)

    def _annoncer(self, request, closes, date_fin):
        bilan = accord(len(closes), "adhésion close", "adhésions closes")
        phrase = f"{len(closes)}{INSECABLE}{bilan} au {date_en_lettres(date_fin)}."
        self.message_user(request, phrase, messages.SUCCESS)

    def suites_de_cloture(self, adhesions: Iterable[Adhesion], jour: date) -> dict[int, list[str]]:
        """Ce qu'entraîne la fin de chacune : une convention, un service qui n'ont plus personne."""
        adhesions = list(adhesions)
        autres = Adhesion.objects.filter(date_fin=None).exclude(pk__in=[a.pk for a in adhesions])
        services = Counter(autres.values_list("service", flat=True))
        conventions = Counter(autres.values_list("convention", flat=True))
        suites = {}
        for adhesion in adhesions:
            siennes = suites.setdefault(adhesion.pk, [])
            if adhesion.convention and not conventions[adhesion.convention_id]:
                siennes.append(f"La convention « {adhesion.convention} » ne lie plus personne.")
            if not services[adhesion.service_id]:
                siennes.append("Le service n’a plus aucun adhérent.")
        return suites
