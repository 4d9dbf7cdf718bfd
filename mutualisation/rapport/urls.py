from django.urls import path

from mutualisation.rapport import comparaison_views, fiches_views, publication_views, views

urlpatterns = [
    path("rapports/", views.rapport_liste, name="rapport_liste"),
    path("rapports/comparer/", comparaison_views.rapport_comparer, name="rapport_comparer"),
    path("rapports/<int:annee>/", views.rapport_detail, name="rapport_detail"),
    path(
        "rapports/<int:annee>/publier/", publication_views.rapport_publier, name="rapport_publier"
    ),
    path("rapports/<int:annee>/rapport.pdf", views.rapport_pdf, name="rapport_pdf"),
    path("rapports/<int:annee>/donnees.zip", views.rapport_donnees, name="rapport_donnees"),
    path("rapports/<int:annee>/fiches.pdf", fiches_views.fiches_pdf, name="fiches_pdf"),
    path("rapports/<int:annee>/fiches.zip", fiches_views.fiches_zip, name="fiches_zip"),
    path(
        "rapports/<int:annee>/communes/<code_insee>.pdf", fiches_views.fiche_pdf, name="fiche_pdf"
    ),
    path(
        "rapports/<int:annee>/tableaux/<slug:nom>.csv",
        views.rapport_tableau,
        name="rapport_tableau",
    ),
    path(
        "rapports/<int:annee>/editions/<int:numero>/", views.edition_detail, name="edition_detail"
    ),
    path(
        "rapports/<int:annee>/editions/<int:numero>/communes/<code_insee>.pdf",
        fiches_views.edition_fiche,
        name="edition_fiche",
    ),
    path(
        "rapports/<int:annee>/editions/<int:numero>/<str:nom>",
        views.edition_fichier,
        name="edition_fichier",
    ),
]
