from django.urls import path

from mutualisation.historique import views

urlpatterns = [
    path("historique/", views.historique, name="historique"),
    path("historique/personnes/<int:pk>/", views.historique_personne, name="historique_personne"),
    path(
        "historique/exercices/<int:annee>/", views.historique_exercice, name="historique_exercice"
    ),
]
