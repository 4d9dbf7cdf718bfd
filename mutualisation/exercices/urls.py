from django.urls import path

from mutualisation.exercices import views

urlpatterns = [
    path("exercices/", views.exercice_liste, name="exercice_liste"),
    path("exercices/<int:annee>/rouvrir/", views.exercice_rouvrir, name="exercice_rouvrir"),
    path("exercices/<int:annee>/refermer/", views.exercice_refermer, name="exercice_refermer"),
]
