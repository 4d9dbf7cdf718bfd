from django.urls import path

from gouvernance.collectivites import views

urlpatterns = [
    path("collectivites/", views.collectivite_liste, name="collectivite_liste"),
    path("populations/", views.population_liste, name="population_liste"),
]
