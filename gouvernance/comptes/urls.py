from django.urls import path

from gouvernance.comptes import views

urlpatterns = [
    path("compte/", views.mon_compte, name="mon_compte"),
    path("compte/donnees.json", views.mes_donnees, name="mes_donnees"),
    path("comptes/<int:pk>/donnees.json", views.compte_donnees, name="compte_donnees"),
    path("comptes/<int:pk>/effacer/", views.compte_effacer, name="compte_effacer"),
]
