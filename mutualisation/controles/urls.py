from django.urls import path

from mutualisation.controles import views

urlpatterns = [
    path("controles/", views.controles, name="controles"),
    path("controles/<slug:code>/", views.constat_expliquer, name="constat_expliquer"),
]
