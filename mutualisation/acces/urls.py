from django.urls import path

from mutualisation.acces import views

urlpatterns = [
    path("connexions/verrous/", views.verrous, name="verrous"),
    path("connexions/verrous/<int:pk>/lever/", views.verrou_lever, name="verrou_lever"),
]
