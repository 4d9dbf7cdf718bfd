from django.urls import path

from gouvernance.reperes import views

urlpatterns = [
    path("schemas/", views.schema_liste, name="schema_liste"),
    path("schemas/<int:pk>/", views.schema_detail, name="schema_detail"),
    path("pactes/", views.pacte_liste, name="pacte_liste"),
    path("pactes/<int:pk>/", views.pacte_detail, name="pacte_detail"),
    path("textes/", views.texte_liste, name="texte_liste"),
    path("textes/<int:pk>/", views.texte_detail, name="texte_detail"),
    path("histoire/", views.etape_liste, name="etape_liste"),
    path("histoire/<int:pk>/", views.etape_detail, name="etape_detail"),
]
