from django.urls import path

from services_communs import views
from services_communs.conventions.views import avenant_liste, convention_detail, convention_liste
from services_communs.domaines.views import domaine_liste
from services_communs.fiches.views import (
    fiche_liste,
    objectif_liste,
    piste_liste,
    realisation_liste,
)
from services_communs.grilles.views import (
    grille_adhesions,
    grille_effectifs,
    grille_mesures,
    grille_saisines,
)

urlpatterns = [
    path("services-communs/", views.service_liste, name="service_liste"),
    path("services-communs/domaines/", domaine_liste, name="domaine_liste"),
    path("services-communs/missions/", views.mission_liste, name="mission_liste"),
    path("services-communs/adhesions/", views.adhesion_liste, name="adhesion_liste"),
    path("services-communs/conventions/", convention_liste, name="convention_liste"),
    path("services-communs/conventions/<int:pk>/", convention_detail, name="convention_detail"),
    path("services-communs/avenants/", avenant_liste, name="avenant_liste"),
    path("services-communs/demandes/", views.saisine_liste, name="saisine_liste"),
    path("services-communs/transferts/", views.transfert_liste, name="transfert_liste"),
    path("services-communs/effectifs/", views.effectif_liste, name="effectif_liste"),
    path("services-communs/indicateurs/", views.indicateur_liste, name="indicateur_liste"),
    path("services-communs/mesures/", views.mesure_liste, name="mesure_liste"),
    path("services-communs/fiches/", fiche_liste, name="fiche_liste"),
    path("services-communs/objectifs/", objectif_liste, name="objectif_liste"),
    path("services-communs/actions/", piste_liste, name="piste_liste"),
    path("services-communs/realisations/", realisation_liste, name="realisation_liste"),
    path("services-communs/mesures/grille/", grille_mesures, name="grille_mesures"),
    path("services-communs/effectifs/grille/", grille_effectifs, name="grille_effectifs"),
    path("services-communs/demandes/grille/", grille_saisines, name="grille_saisines"),
    path(
        "services-communs/<slug:code>/adhesions/grille/", grille_adhesions, name="grille_adhesions"
    ),
    path("services-communs/<slug:code>/", views.service_detail, name="service_detail"),
    path("cooperations/", views.cooperation_liste, name="cooperation_liste"),
    path("cooperations/<int:pk>/", views.cooperation_detail, name="cooperation_detail"),
]
