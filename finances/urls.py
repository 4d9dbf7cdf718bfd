from django.urls import path

from finances import calculs_views, simulations_views, views
from finances.grilles.views import (
    cle_reconduire,
    grille_cle,
    grille_couts,
    grille_participations,
)

urlpatterns = [
    path("finances/participations/", views.participation_liste, name="participation_liste"),
    path(
        "finances/participations/<int:pk>/", views.participation_detail, name="participation_detail"
    ),
    path("finances/evaluations/", views.evaluation_liste, name="evaluation_liste"),
    path("finances/evaluations/<int:pk>/", views.evaluation_detail, name="evaluation_detail"),
    path(
        "finances/evaluations/<int:pk>/consulter/",
        views.evaluation_consulter,
        name="evaluation_consulter",
    ),
    path(
        "finances/evaluations/<int:pk>/participations/grille/",
        grille_participations,
        name="grille_participations",
    ),
    path("finances/evaluations/<int:pk>/couts/grille/", grille_couts, name="grille_couts"),
    path("finances/cles/<int:pk>/grille/", grille_cle, name="grille_cle"),
    path("finances/cles/<int:pk>/reconduire/", cle_reconduire, name="cle_reconduire"),
    path("finances/cles/", views.cle_liste, name="cle_liste"),
    path("finances/cles/<int:pk>/", views.cle_detail, name="cle_detail"),
    path("finances/valeurs/", calculs_views.valeur_liste, name="valeur_liste"),
    path("finances/forfaits/", calculs_views.tranche_liste, name="tranche_liste"),
    path("finances/couts/", calculs_views.cout_liste, name="cout_liste"),
    path("finances/totaux/", calculs_views.total_vote_liste, name="total_vote_liste"),
    path(
        "finances/regularisations/",
        calculs_views.regularisation_liste,
        name="regularisation_liste",
    ),
    path(
        "finances/attributions/votees/",
        calculs_views.attribution_votee_liste,
        name="attribution_votee_liste",
    ),
    path("finances/attributions/", views.attribution_liste, name="attribution_liste"),
    path(
        "finances/attributions/<code_insee>/<int:exercice>/",
        views.attribution_detail,
        name="attribution_detail",
    ),
    path("finances/refacturation/", views.refacturation_liste, name="refacturation_liste"),
    path(
        "finances/refacturation/<code_insee>/<int:exercice>/",
        views.refacturation_detail,
        name="refacturation_detail",
    ),
    path("finances/simulation/", simulations_views.scenario_liste, name="scenario_liste"),
    path("finances/simulation/nouveau/", simulations_views.scenario_creer, name="scenario_creer"),
    path(
        "finances/simulation/<int:pk>/", simulations_views.scenario_detail, name="scenario_detail"
    ),
    path(
        "finances/simulation/<int:pk>/modifier/",
        simulations_views.scenario_modifier,
        name="scenario_modifier",
    ),
    path(
        "finances/simulation/<int:pk>/dupliquer/",
        simulations_views.scenario_dupliquer,
        name="scenario_dupliquer",
    ),
    path(
        "finances/simulation/<int:pk>/supprimer/",
        simulations_views.scenario_supprimer,
        name="scenario_supprimer",
    ),
]
