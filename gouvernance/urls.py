from django.urls import path

from gouvernance import views

urlpatterns = [
    path("communes/", views.commune_liste, name="commune_liste"),
]
