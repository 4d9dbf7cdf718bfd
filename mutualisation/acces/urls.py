from django.conf import settings
from django.urls import path

from mutualisation.acces import second_facteur_views as facteur
from mutualisation.acces import views
from mutualisation.acces.connexion import ConnexionView
from mutualisation.acces.oidc_views import AllerView, DeconnexionView, RetourView

adresses_du_fournisseur = [
    path("connexion/fournisseur/", AllerView.as_view(), name="fournisseur"),
    path("connexion/fournisseur/retour/", RetourView.as_view(), name="fournisseur_retour"),
]

urlpatterns = [
    path("connexion/", ConnexionView.as_view(), name="connexion"),
    path("deconnexion/", DeconnexionView.as_view(), name="deconnexion"),
    path("connexion/code/", facteur.connexion_code, name="connexion_code"),
    path("compte/second-facteur/", facteur.second_facteur, name="second_facteur"),
    path(
        "compte/second-facteur/activer/",
        facteur.second_facteur_activer,
        name="second_facteur_activer",
    ),
    path("compte/second-facteur/codes.txt", facteur.codes_fichier, name="codes_fichier"),
    path("connexions/verrous/", views.verrous, name="verrous"),
    path("connexions/verrous/<int:pk>/lever/", views.verrou_lever, name="verrou_lever"),
    path("connexions/second-facteur/", views.seconds_facteurs, name="seconds_facteurs"),
    path(
        "connexions/second-facteur/<int:pk>/retirer/",
        views.second_facteur_retirer,
        name="second_facteur_retirer",
    ),
]
if settings.FOURNISSEUR:
    urlpatterns += adresses_du_fournisseur
