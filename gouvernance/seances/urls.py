from django.urls import path

from gouvernance.grilles.presences_views import grille_presences
from gouvernance.seances import views

urlpatterns = [
    path("gouvernance/seances/", views.seance_liste, name="seance_liste"),
    path("gouvernance/presences/", views.presence_liste, name="presence_liste"),
    path("gouvernance/ordres-du-jour/", views.point_liste, name="point_liste"),
    path("gouvernance/seances/<int:pk>/", views.seance_detail, name="seance_detail"),
    path("gouvernance/seances/<int:pk>/seance.ics", views.seance_ics, name="seance_ics"),
    path("gouvernance/seances/<int:pk>/envois/", views.seance_envois, name="seance_envois"),
    path(
        "gouvernance/seances/<int:pk>/presences/grille/", grille_presences, name="grille_presences"
    ),
]
