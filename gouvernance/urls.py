from django.urls import include, path

from gouvernance import views

urlpatterns = [
    path("gouvernance/echeances/", include("gouvernance.echeances.urls")),
    path("gouvernance/", include("gouvernance.instances.urls")),
    path("gouvernance/", include("gouvernance.collectivites.urls")),
    path("gouvernance/", include("gouvernance.reperes.urls")),
    path("gouvernance/", include("gouvernance.documents.urls")),
    path("", include("gouvernance.comptes.urls")),
    path("", include("gouvernance.assistance.urls")),
    path("listes/", include("gouvernance.listes.urls")),
    path("communes/", views.commune_liste, name="commune_liste"),
    path("", include("gouvernance.seances.urls")),
    path("gouvernance/consultations/", include("gouvernance.consultations.urls")),
    path("gouvernance/deliberations/", include("gouvernance.deliberations.urls")),
]
