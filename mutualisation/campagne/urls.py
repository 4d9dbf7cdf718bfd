from django.urls import include, path

from mutualisation.campagne import saisie, views
from services_communs.saisie.views import fiche_brouillon

urlpatterns = [
    path("campagne/<int:annee>/", views.campagne_detail, name="campagne_detail"),
    path("campagne/<int:annee>/ouvrir/", views.campagne_ouvrir, name="campagne_ouvrir"),
    path("campagne/<int:annee>/relancer/", views.campagne_relancer, name="campagne_relancer"),
    path(
        "campagne/<int:annee>/domaines/<slug:code>/suivi/",
        views.fiche_suivre,
        name="fiche_suivre",
    ),
    path(
        "campagne/<int:annee>/domaines/<slug:code>/",
        include(
            [
                path("", saisie.fiche_saisir, name="fiche_saisir"),
                path("brouillon/", fiche_brouillon, name="fiche_brouillon"),
                path("soumettre/", saisie.fiche_soumettre, name="fiche_soumettre"),
            ]
        ),
    ),
]
