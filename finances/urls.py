from django.urls import path

from finances import views

urlpatterns = [
    path("finances/participations/", views.participation_liste, name="participation_liste"),
]
