"""D'une ligne à l'autre : la page d'un objet mène à la suivante de la liste d'où l'on vient."""

from copy import copy
from dataclasses import dataclass

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import quote
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse

# Une liste plus longue se filtre avant de se parcourir : ses clés se lisent toutes.
LISTE_LONGUE = 10_000


@dataclass(frozen=True, slots=True)
class Voisins:
    """Rang d'un objet dans sa liste, et pages de ceux qui l'entourent."""

    rang: int
    nombre: int
    precedent: str
    suivant: str
    cle_suivante: str


class DeLigneEnLigne:
    """« Enregistrer et suivant » garde les filtres et l'ordre de la liste."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        est_seul = object_id is None or IS_POPUP_VAR in request.GET
        voisins = {"voisins": None if est_seul else self.lire_voisins(request, object_id)}
        return super().changeform_view(
            request, object_id, form_url, voisins | (extra_context or {})
        )

    def response_change(self, request, obj):
        """La suivante était connue à l'affichage : la ligne corrigée a pu quitter la liste."""
        reponse = super().response_change(request, obj)
        suivante = request.POST.get("_suivant")
        return HttpResponseRedirect(self._page(request, suivante)) if suivante else reponse

    def lire_voisins(self, request, object_id) -> Voisins | None:
        liste = copy(request)
        liste.GET = QueryDict(request.GET.get("_changelist_filters", ""))
        try:
            lignes = self.get_changelist_instance(liste).queryset
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            return None
        cles = [str(cle) for cle in lignes.values_list("pk", flat=True)[:LISTE_LONGUE]]
        if object_id not in cles:
            return None
        rang = cles.index(object_id)
        precedente = cles[rang - 1] if rang else ""
        suivante = cles[rang + 1] if rang + 1 < len(cles) else ""
        return Voisins(
            rang=rang + 1,
            nombre=len(cles),
            precedent=self._page(request, precedente) if precedente else "",
            suivant=self._page(request, suivante) if suivante else "",
            cle_suivante=suivante,
        )

    def _page(self, request, cle: str) -> str:
        nom = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        filtres = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return add_preserved_filters(filtres, reverse(nom, args=[quote(cle)]))
