from django.contrib.auth import views as auth
from django.urls import path

from gouvernance.comptes import views
from gouvernance.comptes.invitations import InvitationView
from gouvernance.comptes.mots_de_passe import ChangementView, ChoixParLienView
from gouvernance.comptes.oubli import OubliView

mots_de_passe = [
    path("mot-de-passe-oublie/", OubliView.as_view(), name="mot_de_passe_oublie"),
    path(
        "mot-de-passe-oublie/envoye/",
        auth.PasswordResetDoneView.as_view(),
        name="mot_de_passe_envoye",
    ),
    path(
        "mot-de-passe-oublie/<uidb64>/<token>/",
        ChoixParLienView.as_view(),
        name="mot_de_passe_confirmer",
    ),
    path(
        "mot-de-passe-oublie/termine/",
        auth.PasswordResetCompleteView.as_view(),
        name="mot_de_passe_termine",
    ),
]

urlpatterns = [
    *mots_de_passe,
    path("invitation/<uidb64>/<token>/", InvitationView.as_view(), name="invitation"),
    path("comptes/<int:pk>/inviter/", views.compte_inviter, name="compte_inviter"),
    path("compte/", views.mon_compte, name="mon_compte"),
    path("compte/mot-de-passe/", ChangementView.as_view(), name="mot_de_passe_changer"),
    path("compte/donnees.json", views.mes_donnees, name="mes_donnees"),
    path("compte/connexions/fermer/", views.sessions_fermer, name="sessions_fermer"),
    path("comptes/<int:pk>/connexions/", views.compte_sessions, name="compte_sessions"),
    path("comptes/<int:pk>/donnees.json", views.compte_donnees, name="compte_donnees"),
    path("comptes/<int:pk>/effacer/", views.compte_effacer, name="compte_effacer"),
]
