from django.urls import path

from gouvernance.deliberations import import_views, views

urlpatterns = [
    path("", views.deliberation_liste, name="deliberation_liste"),
    path("scdl/", views.deliberation_scdl, name="deliberation_scdl"),
    path("importer/", import_views.deliberation_importer, name="deliberation_importer"),
]
