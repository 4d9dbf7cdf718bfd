from django.urls import path

from mutualisation.campagne import views

urlpatterns = [
    path("campagne/<int:annee>/", views.campagne_detail, name="campagne_detail"),
    path("campagne/<int:annee>/ouvrir/", views.campagne_ouvrir, name="campagne_ouvrir"),
    path("campagne/<int:annee>/relancer/", views.campagne_relancer, name="campagne_relancer"),
    path(
        "campagne/<int:annee>/domaines/<slug:code>/suivi/",
        views.fiche_suivre,
        name="fiche_suivre",
    ),
]
