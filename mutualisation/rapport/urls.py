from django.urls import path

from mutualisation.rapport.views import RapportListView, rapport_detail, rapport_pdf

urlpatterns = [
    path("rapports/", RapportListView.as_view(), name="rapport_liste"),
    path("rapports/<int:annee>/", rapport_detail, name="rapport_detail"),
    path("rapports/<int:annee>/rapport.pdf", rapport_pdf, name="rapport_pdf"),
]
