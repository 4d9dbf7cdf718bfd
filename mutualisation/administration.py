"""Le site d'administration : les modèles y sont rangés par tâche, non par application."""

from django.contrib.admin import AdminSite, action
from django.contrib.admin.actions import delete_selected
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from gouvernance.exercices import exercices_rouverts
from gouvernance.historique.formulaires import exiger_un_motif, motif_envoye
from gouvernance.historique.suivi import pour_motif
from mutualisation.recents import lire_modifications
from mutualisation.restes import lire_accueil

TACHES = {
    "Préparer le rapport": [
        "mutualisation.Rapport",
        "mutualisation.Edition",
        "services_communs.Fiche",
        "services_communs.PisteAction",
        "services_communs.Indicateur",
        "services_communs.Effectif",
        "services_communs.Saisine",
        "services_communs.Cooperation",
        "mutualisation.ChiffreAnnonce",
        "mutualisation.RelationAnnoncee",
        "mutualisation.DateAnnoncee",
    ],
    "Services communs": [
        "services_communs.Domaine",
        "services_communs.ServiceCommun",
        "services_communs.Adhesion",
        "services_communs.Convention",
        "services_communs.TransfertAgents",
    ],
    "Finances": [
        "finances.EvaluationCLECT",
        "finances.CoutService",
        "finances.CleRepartition",
        "finances.Participation",
        "finances.AttributionCompensation",
        "finances.Regularisation",
        "finances.Scenario",
    ],
    "Gouvernance": [
        "gouvernance.Deliberation",
        "gouvernance.Instance",
        "gouvernance.Seance",
        "gouvernance.Elu",
        "gouvernance.Mandat",
        "gouvernance.MembreInstance",
        "gouvernance.Consultation",
        "gouvernance.Schema",
        "gouvernance.Pacte",
        "gouvernance.Mandature",
    ],
    "Référentiel": [
        "gouvernance.Commune",
        "gouvernance.CCAS",
        "gouvernance.Collectivite",
        "gouvernance.Etape",
        "gouvernance.Texte",
        "mutualisation.Import",
    ],
    "Comptes": ["gouvernance.Utilisateur", "auth.Group"],
}


@action(description="Supprimer la sélection", permissions=["delete"])
def supprimer(page, request, queryset):
    """Le libellé de Django n'accorde pas : « Supprimer les adhésions sélectionnés »."""
    motif = exiger_un_motif(request, queryset)
    with pour_motif(motif_envoye(request)):
        reponse = delete_selected(page, request, queryset)
    if reponse is not None:
        reponse.context_data |= motif
    return reponse


class Administration(AdminSite):
    site_title = site_header = "Mutualisation"
    index_title = "Saisie"
    empty_value_display = "–"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_action(supprimer, "delete_selected")

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Une seule page de connexion : le verrou n'a qu'une porte à garder."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def password_change(self, request, extra_context=None):
        return redirect("mot_de_passe_changer")

    def index(self, request, extra_context=None):
        taches = self.get_app_list(request)
        accueil = lire_accueil(request, taches, self._registry.values())
        contexte = {
            "accueil": accueil,
            "campagne": accueil.campagne,
            "app_list": taches,
            "exercices_rouverts": list(exercices_rouverts().values()),
            "modifications": lire_modifications(request.user),
        }
        return super().index(request, contexte | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Une entrée par tâche ; la page d'une seule application garde son contenu."""
        applications = super().get_app_list(request, app_label)
        if app_label:
            return applications
        modeles = {
            f"{application['app_label']}.{modele['object_name']}": modele
            for application in applications
            for modele in application["models"]
        }
        adresse = reverse("admin:index", current_app=self.name)
        taches = [
            {
                "name": tache,
                "app_label": f"tache-{rang}",
                "app_url": adresse,
                "has_module_perms": True,
                "models": [modeles[nom] for nom in noms if nom in modeles],
            }
            for rang, (tache, noms) in enumerate(TACHES.items(), start=1)
        ]
        return [tache for tache in taches if tache["models"]]
