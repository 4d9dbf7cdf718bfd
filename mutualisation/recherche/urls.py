from django.urls import path

from mutualisation.recherche.views import recherche

urlpatterns = [
    path("recherche/", recherche, name="recherche"),
]
