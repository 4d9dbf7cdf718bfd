from django.urls import path

from mutualisation.deliberations.views import deliberation_detail, deliberation_importer

urlpatterns = [
    path("gouvernance/deliberations/<int:pk>/", deliberation_detail, name="deliberation_detail"),
    path(
        "gouvernance/deliberations/importer/", deliberation_importer, name="deliberation_importer"
    ),
]
