from django.urls import path

from gouvernance.instances import views

urlpatterns = [
    path("instances/", views.instance_liste, name="instance_liste"),
    path("instances/<int:pk>/", views.instance_detail, name="instance_detail"),
    path("sieges/", views.siege_liste, name="siege_liste"),
]
