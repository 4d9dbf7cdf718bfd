from django.urls import path

from gouvernance.deliberations import views

urlpatterns = [
    path("", views.deliberation_liste, name="deliberation_liste"),
    path("scdl/", views.deliberation_scdl, name="deliberation_scdl"),
]
