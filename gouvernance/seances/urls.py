from django.urls import path

from gouvernance.seances import documents_views, views

urlpatterns = [
    path("gouvernance/seances/", views.seance_liste, name="seance_liste"),
    path("gouvernance/seances/<int:pk>/", views.seance_detail, name="seance_detail"),
    path("gouvernance/seances/<int:pk>/seance.ics", views.seance_ics, name="seance_ics"),
    path("gouvernance/seances/<int:pk>/envois/", views.seance_envois, name="seance_envois"),
    path(
        "gouvernance/seances/<int:pk>/documents/ajouter/",
        documents_views.document_ajouter,
        name="document_ajouter",
    ),
    path(
        "gouvernance/documents/<int:pk>/fichier",
        documents_views.document_fichier,
        name="document_fichier",
    ),
    path(
        "gouvernance/documents/<int:pk>/retirer",
        documents_views.document_retirer,
        name="document_retirer",
    ),
]
