from django.urls import path

from mutualisation.imports import views

urlpatterns = [
    path("imports/", views.import_liste, name="import_liste"),
    path("imports/journal/", views.journal_import_liste, name="journal_import_liste"),
    path("imports/<uuid:pk>/", views.import_detail, name="import_detail"),
    path("imports/<uuid:pk>/repondre", views.import_repondre, name="import_repondre"),
    path("imports/<uuid:pk>/confirmer", views.import_confirmer, name="import_confirmer"),
    path("imports/<uuid:pk>/abandonner", views.import_abandonner, name="import_abandonner"),
    path("imports/<uuid:pk>/reprendre", views.import_reprendre, name="import_reprendre"),
    path("imports/<slug:code>/", views.import_envoyer, name="import_envoyer"),
    path("imports/<slug:code>/modele.<str:forme>", views.import_modele, name="import_modele"),
    path("imports/<slug:code>/donnees.<str:forme>", views.import_donnees, name="import_donnees"),
]
