from django.urls import path

from mutualisation.textes.views import texte_saisir

urlpatterns = [
    path("campagne/<int:annee>/textes/<slug:chapitre>/", texte_saisir, name="texte_saisir"),
]
