from django.urls import path

from gouvernance.instances import views

urlpatterns = [
    path("instances/", views.instance_liste, name="instance_liste"),
    path("instances/<int:pk>/", views.instance_detail, name="instance_detail"),
    path("mandats/", views.mandat_liste, name="mandat_liste"),
    path("membres/", views.membre_liste, name="membre_liste"),
    path("elus/<int:pk>/", views.elu_detail, name="elu_detail"),
    path("sieges/", views.siege_liste, name="siege_liste"),
    path("sieges/simuler/", views.siege_simuler, name="siege_simuler"),
]
