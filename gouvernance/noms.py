"""Noms rangés comme dans un dictionnaire : sans cela, « Fénay » suivrait « Fontaine »."""

from django.db import models

from gouvernance.francais import cle_de_tri


class NomTrie(models.Model):
    """Modèle qui a un `nom`, et sa forme sans accent ni majuscule pour le ranger."""

    nom_de_tri = models.CharField(max_length=120, editable=False)

    class Meta:
        abstract = True

    def save(self, **options):
        self.nom_de_tri = cle_de_tri(self.nom)
        super().save(**options)
