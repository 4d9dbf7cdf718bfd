from django.urls import path

from mutualisation.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/derniers/", views.journal_derniers, name="journal_derniers"),
]
