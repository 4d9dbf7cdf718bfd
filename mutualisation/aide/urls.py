from django.urls import path

from mutualisation.aide import views

urlpatterns = [
    path("aide/", views.aide, name="aide"),
    path("aide/glossaire/", views.lire_le_glossaire, name="glossaire"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mentions-legales/", views.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees_personnelles"),
]
