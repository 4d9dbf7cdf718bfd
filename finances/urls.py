from django.urls import path

from finances import views

urlpatterns = [
    path("finances/participations/", views.participation_liste, name="participation_liste"),
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
]
