from django.urls import path

from gouvernance.documents import views

urlpatterns = [
    path("documents/", views.document_liste, name="document_liste"),
    path("documents/<int:pk>/fichier", views.document_fichier, name="document_fichier"),
    path("documents/<int:pk>/retirer", views.document_retirer, name="document_retirer"),
    path("seances/<int:pk>/documents/ajouter/", views.document_ajouter, name="document_ajouter"),
    path(
        "consultations/<int:pk>/documents/ajouter/",
        views.consultation_document,
        name="consultation_document",
    ),
]
