from django.contrib import admin
from django.urls import include, path

from mutualisation import accueil

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("", include("mutualisation.acces.urls")),
    path("", include("mutualisation.droits.urls")),
    path("", include("gouvernance.urls")),
    path("", include("services_communs.urls")),
    path("", include("finances.urls")),
    path("", include("mutualisation.deliberations.urls")),
    path("", include("mutualisation.recherche.urls")),
    path("", include("mutualisation.domaines.urls")),
    path("", include("mutualisation.vue_d_ensemble.urls")),
    path("", include("mutualisation.tableau_de_bord.urls")),
    path("", include("mutualisation.rapport.urls")),
    path("", include("mutualisation.campagne.urls")),
    path("", include("mutualisation.exercices.urls")),
    path("", include("mutualisation.controles.urls")),
    path("", include("mutualisation.journal.urls")),
    path("", include("mutualisation.historique.urls")),
    path("", include("mutualisation.productions.urls")),
    path("", include("mutualisation.imports.urls")),
    path("", include("mutualisation.textes.urls")),
    path("", include("mutualisation.refacturation.urls")),
    path("", include("mutualisation.seances.urls")),
    path("", include("mutualisation.aide.urls")),
    path("", include("mutualisation.sante.urls")),
    path("admin/", admin.site.urls),
]
