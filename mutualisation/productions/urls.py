from django.urls import path

from mutualisation.productions import views

urlpatterns = [
    path("productions/<uuid:pk>/", views.production_detail, name="production_detail"),
    path("productions/<uuid:pk>/relancer", views.production_relancer, name="production_relancer"),
    path("productions/<uuid:pk>/fichier", views.production_fichier, name="production_fichier"),
]
