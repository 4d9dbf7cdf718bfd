"""Le site tel qu'un fournisseur d'identité réglé le sert."""

from mutualisation.acces.urls import adresses_du_fournisseur
from mutualisation.urls import urlpatterns as adresses_du_site

urlpatterns = [*adresses_du_fournisseur, *adresses_du_site]
