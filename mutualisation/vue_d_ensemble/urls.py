from django.urls import path

from mutualisation.vue_d_ensemble import evolution_views, views

urlpatterns = [
    path("tableau-de-bord/", views.tableau_de_bord, name="tableau_de_bord"),
    path("tableau-de-bord/couverture/", views.couverture, name="couverture"),
    path("tableau-de-bord/evolution/", evolution_views.evolution, name="evolution"),
    path("tableau-de-bord/changements/", views.changements, name="changements"),
    path(
        "tableau-de-bord/changements/<slug:sorte>/",
        views.changement_liste,
        name="changement_liste",
    ),
]
