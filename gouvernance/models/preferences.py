from django.db import models
from django.db.models import Q

from gouvernance.models.utilisateurs import Utilisateur


class PreferenceDeListe(models.Model):
    """Ce qu'une personne garde d'une liste : des critères qu'elle nomme ; sans nom, ses colonnes.

    Une seule table pour les deux : chaque liste les lit en une requête.
    """

    utilisateur = models.ForeignKey(
        Utilisateur,
        on_delete=models.CASCADE,
        related_name="preferences_de_listes",
        verbose_name="utilisateur",
    )
    liste = models.CharField("nom de la liste", max_length=100)
    nom = models.CharField("nom du filtre", max_length=60, blank=True)
    criteres = models.TextField("critères et tri, comme dans l’adresse", blank=True)
    masquees = models.JSONField("colonnes masquées", default=list, blank=True)

    class Meta:
        verbose_name = "préférence de liste"
        verbose_name_plural = "préférences de listes"
        ordering = ["liste", "nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="gouvernance_preferencedeliste_unique",
                fields=["utilisateur", "liste", "nom"],
                violation_error_message="Vous avez déjà un filtre de ce nom pour cette liste.",
            ),
            models.CheckConstraint(
                name="gouvernance_preferencedeliste_criteres_nommes",
                condition=Q(nom="", criteres="") | (~Q(nom="") & ~Q(criteres="")),
                violation_error_message="Un filtre enregistré a un nom et des critères.",
            ),
        ]

    def __str__(self):
        return self.nom or f"Colonnes de {self.liste}"
