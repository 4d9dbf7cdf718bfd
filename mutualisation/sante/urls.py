from django.urls import path

from mutualisation.sante import views

urlpatterns = [
    path("sante/", views.sante, name="sante"),
    path("metriques/", views.metriques, name="metriques"),
]
