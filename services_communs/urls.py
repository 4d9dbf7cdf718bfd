from django.urls import path

from services_communs import views

urlpatterns = [
    path("services-communs/", views.service_liste, name="service_liste"),
    path("services-communs/adhesions/", views.adhesion_liste, name="adhesion_liste"),
    path("services-communs/transferts/", views.transfert_liste, name="transfert_liste"),
    path("services-communs/effectifs/", views.effectif_liste, name="effectif_liste"),
    path("services-communs/indicateurs/", views.indicateur_liste, name="indicateur_liste"),
    path("services-communs/<slug:code>/", views.service_detail, name="service_detail"),
    path("cooperations/", views.cooperation_liste, name="cooperation_liste"),
]
