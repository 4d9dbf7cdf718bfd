from django.urls import path

from gouvernance.listes import views

urlpatterns = [
    path("colonnes/", views.colonnes_choisir, name="colonnes_choisir"),
    path("filtres/", views.filtre_enregistrer, name="filtre_enregistrer"),
    path("filtres/<int:pk>/supprimer/", views.filtre_supprimer, name="filtre_supprimer"),
]
