from django.urls import path

from mutualisation.tableau_de_bord import views

urlpatterns = [
    path("communes/<code_insee>/", views.commune_detail, name="commune_detail"),
]
