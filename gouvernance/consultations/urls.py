from django.urls import path

from gouvernance.consultations import reponses_views, views

urlpatterns = [
    path("", views.consultation_liste, name="consultation_liste"),
    path("reponses/", views.reponse_liste, name="reponse_liste"),
    path("ouvrir/", views.consultation_ouvrir, name="consultation_ouvrir"),
    path("<int:pk>/", views.consultation_detail, name="consultation_detail"),
    path(
        "<int:pk>/reponses/<int:reponse>/",
        reponses_views.consultation_reponse,
        name="consultation_reponse",
    ),
    path("<int:pk>/suite/", views.consultation_conclure, name="consultation_conclure"),
    path("<int:pk>/clore/", views.consultation_clore, name="consultation_clore"),
    path("<int:pk>/relancer/", views.consultation_relancer, name="consultation_relancer"),
]
