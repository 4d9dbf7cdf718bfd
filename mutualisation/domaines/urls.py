from django.urls import path

from mutualisation.domaines.views import domaine_detail

urlpatterns = [
    path("services-communs/domaines/<slug:code>/", domaine_detail, name="domaine_detail"),
]
