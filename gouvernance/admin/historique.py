"""L'onglet « Historique » d'un objet : ses changements, un état passé, deux moments, rétablir."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst

from gouvernance.admin.motif import MotifAdmin
from gouvernance.historique.formulaires import MomentsForm, RetablirForm
from gouvernance.historique.instantanes import comparer, lire_instantane, montrer
from gouvernance.historique.lecture import Lignes, lire_changements_d_un_objet
from gouvernance.historique.operations import obstacles, retablies, retablir
from gouvernance.historique.suivi import est_suivi
from gouvernance.historique.valeurs import ecrire_moment


def lignes_portees(page: admin.ModelAdmin, sous: Lignes | None = None) -> list[Lignes]:
    """Les lignes que la page fait saisir avec l'objet, et celles qu'elles portent elles-mêmes."""
    portees = []
    for inline in page.inlines:
        if not est_suivi(inline.model):
            continue
        champ = _get_foreign_key(page.model, inline.model, fk_name=inline.fk_name)
        ligne = Lignes(champ, sous)
        deja = any(portee.champ == champ for portee in portees)
        portees += [] if deja else [ligne]
        sienne = page.admin_site._registry.get(inline.model)
        if sienne and sous is None and not deja and ligne.disparaissent_avec_lui:
            portees += lignes_portees(sienne, ligne)
    return portees


def refuser_sans_lecture(page: admin.ModelAdmin, request: HttpRequest) -> None:
    """Django cherche l'objet d'abord : sa réponse dirait à qui ne peut le lire s'il existe."""
    if not page.has_view_or_change_permission(request):
        raise PermissionDenied


class HistoriqueAdmin(MotifAdmin):
    @property
    def modele_suivi(self) -> type[models.Model]:
        """Celui de la table : un mandataire écrit dans l'historique de son modèle."""
        return self.model._meta.concrete_model

    def get_urls(self):
        """Ce qui n'est pas suivi n'a pas d'état à rétablir."""
        if not est_suivi(self.model):
            return super().get_urls()
        nom = f"{self.opts.app_label}_{self.opts.model_name}_retablir"
        vue = self.admin_site.admin_view(self.retablir_view)
        return [
            path("<path:object_id>/history/retablir/", vue, name=nom),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        if not est_suivi(self.model):
            refuser_sans_lecture(self, request)
            return super().history_view(request, object_id, extra_context)
        pk = self._numero_lisible(request, object_id)
        formulaire = MomentsForm(request.GET or None)
        if formulaire.is_bound and formulaire.is_valid():
            moments = formulaire.moments
            return self._montrer_un_etat(request, pk, *moments) if moments else redirect(".")
        lu = lire_changements_d_un_objet(
            self.modele_suivi, pk, lignes_portees(self), request.GET.get("page")
        )
        if not lu.nombre and not self.modele_suivi._base_manager.filter(pk=pk).exists():
            raise Http404
        contexte = {"historique": lu, "formulaire": formulaire}
        return self._rendre(request, "historique/objet.html", pk, contexte, extra_context)

    def _montrer_un_etat(self, request, pk, moment, suivant) -> HttpResponse:
        lignes = lignes_portees(self)
        instantane = lire_instantane(self.modele_suivi, pk, lignes, moment)
        contexte = {"moment": moment, "quand": ecrire_moment(moment)}
        if suivant:
            autre = lire_instantane(self.modele_suivi, pk, lignes, suivant)
            contexte |= {
                "differences": comparer(instantane, autre),
                "suivant": ecrire_moment(suivant),
            }
            return self._rendre(request, "historique/comparer.html", pk, contexte)
        present = lire_instantane(self.modele_suivi, pk, lignes, timezone.now())
        contexte |= {
            "fiches": montrer(instantane),
            "differences": comparer(instantane, present),
            "peut_retablir": self._peut_retablir(request, pk),
        }
        return self._rendre(request, "historique/etat.html", pk, contexte)

    def retablir_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Aperçu de ce qui changerait ; puis, avec un motif, le changement."""
        pk = self._numero_lisible(request, object_id)
        if not self._peut_retablir(request, pk):
            raise PermissionDenied
        formulaire = RetablirForm(request.POST or None, initial={"au": request.GET.get("au")})
        moment = formulaire.moment
        if moment is None:
            raise Http404
        lignes = lignes_portees(self)
        envoye = request.method == "POST" and formulaire.is_valid()
        if envoye and self._retablir(request, pk, lignes, formulaire):
            return redirect(self._adresse("history", pk))
        miennes = retablies(lignes)
        voulu = lire_instantane(self.modele_suivi, pk, miennes, moment)
        present = lire_instantane(self.modele_suivi, pk, miennes, timezone.now())
        contexte = {
            "quand": ecrire_moment(moment),
            "formulaire": formulaire,
            "differences": comparer(present, voulu),
            "obstacles": obstacles(self.modele_suivi, pk, voulu),
        }
        return self._rendre(request, "historique/retablir.html", pk, contexte)

    def _retablir(self, request, pk: int, lignes: list[Lignes], formulaire: RetablirForm) -> bool:
        """Vrai si c'est fait ; sinon, le formulaire dit ce qui s'y oppose."""
        par = {"motif": formulaire.cleaned_data["motif"], "auteur": request.user}
        try:
            objet = retablir(self.modele_suivi, pk, lignes, formulaire.moment, **par)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
            return False
        quand = ecrire_moment(formulaire.moment)
        messages.success(request, f"L’état du {quand} est rétabli : {objet}.")
        return True

    def _numero_lisible(self, request, object_id: str) -> int:
        """Numéro de l'objet, s'il se lit ; supprimé, il se lit encore avec le droit de le voir."""
        numero = unquote(object_id)
        if not numero.isdecimal():
            raise Http404
        objet = self.get_object(request, numero)
        existe = self.modele_suivi._base_manager.filter(pk=numero).exists()
        if objet is None and existe:
            raise Http404
        if not self.has_view_or_change_permission(request, objet):
            raise PermissionDenied
        if not existe and not self.modele_suivi.historique.filter(id=numero).exists():
            raise Http404
        return int(numero)

    def _peut_retablir(self, request, pk: int) -> bool:
        """Il faut pouvoir modifier l'objet, ou l'ajouter s'il a été supprimé, et ses lignes."""
        objet = self.get_object(request, str(pk))
        permis = self.has_change_permission(request, objet) if objet else None
        if permis is None:
            permis = self.has_add_permission(request)
        modeles = {portee.modele._meta for portee in retablies(lignes_portees(self))}
        return permis and all(
            request.user.has_perm(f"{meta.app_label}.{geste}_{meta.model_name}")
            for meta in modeles
            for geste in ("add", "change", "delete")
        )

    def _adresse(self, page: str, pk: int) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[pk])

    def _rendre(self, request, gabarit, pk, contexte, extra_context=None) -> HttpResponse:
        objet = self.modele_suivi._base_manager.filter(pk=pk).first()
        derniere = self.modele_suivi.historique.filter(id=pk).order_by("history_id").last()
        nom = str(objet or derniere.history_object)
        request.current_app = self.admin_site.name
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"Historique : {nom}",
            "opts": self.opts,
            "liste": capfirst(self.opts.verbose_name_plural),
            "nom": nom,
            "existe": objet is not None,
            "adresses": {
                page: self._adresse(page, pk) for page in ("change", "history", "retablir")
            },
            **contexte,
            **(extra_context or {}),
        }
        return render(request, gabarit, contexte)
