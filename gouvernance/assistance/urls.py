from django.urls import path

from gouvernance.assistance import views

urlpatterns = [
    path("comptes/<int:pk>/assister/", views.compte_assister, name="compte_assister"),
    path("assistance/finir/", views.assistance_finir, name="assistance_finir"),
]
