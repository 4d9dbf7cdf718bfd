from django.urls import path

from mutualisation.droits import views

urlpatterns = [path("droits/", views.droits, name="droits")]
