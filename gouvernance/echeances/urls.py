from django.urls import path

from gouvernance.echeances import views

urlpatterns = [
    path("", views.echeance_liste, name="echeance_liste"),
    path("echeances.ics", views.echeance_agenda, name="echeance_agenda"),
]
