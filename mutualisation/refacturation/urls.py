from django.urls import path

from mutualisation.refacturation.views import refacturation_pdf

urlpatterns = [
    path(
        "finances/refacturation/<code_insee>/<int:exercice>/etat.pdf",
        refacturation_pdf,
        name="refacturation_pdf",
    ),
]
