from django.urls import path

from mutualisation.deliberations.views import deliberation_detail

urlpatterns = [
    path("gouvernance/deliberations/<int:pk>/", deliberation_detail, name="deliberation_detail"),
]
