from django.urls import path

from mutualisation.seances import views

urlpatterns = [
    path(
        "gouvernance/seances/<int:pk>/convocation.pdf",
        views.seance_convocation_pdf,
        name="seance_convocation_pdf",
    ),
    path(
        "gouvernance/seances/<int:pk>/proces-verbal.pdf",
        views.seance_proces_verbal_pdf,
        name="seance_proces_verbal_pdf",
    ),
]
