from django.urls import path

from finances import simulations_views, views

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
    path("finances/cles/", views.cle_liste, name="cle_liste"),
    path("finances/cles/<int:pk>/", views.cle_detail, name="cle_detail"),
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
