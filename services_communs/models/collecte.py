from django.conf import settings
from django.db import models

from gouvernance.exercices import HorsExercice
from gouvernance.historique.suivi import Suivi
from services_communs.models.fiches import Fiche


class CommentaireFiche(Suivi):
    """Mot échangé sur une fiche pendant la collecte, ou raison d'un changement d'état."""

    rattachement = HorsExercice("Un mot échangé pendant la collecte ne se publie pas.")

    fiche = models.ForeignKey(
        Fiche, on_delete=models.CASCADE, related_name="commentaires", verbose_name="fiche"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="commentaires_de_fiches",
        verbose_name="auteur",
    )
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)
    etat = models.CharField(
        "état donné à la fiche",
        max_length=9,
        choices=Fiche.Etat,
        blank=True,
        help_text="Vide : un simple commentaire.",
    )
    texte = models.TextField("commentaire", blank=True)

    class Meta:
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"
        ordering = ["fiche", "-ecrit_le", "-pk"]

    def __str__(self):
        return self.texte or self.get_etat_display()


class BrouillonFiche(models.Model):
    """Saisie en cours d'une personne sur une fiche, gardée avant qu'elle ne l'enregistre."""

    fiche = models.ForeignKey(
        Fiche, on_delete=models.CASCADE, related_name="brouillons", verbose_name="fiche"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="brouillons_de_fiches",
        verbose_name="auteur",
    )
    saisie = models.JSONField("champs du formulaire")
    enregistre_le = models.DateTimeField("enregistré le", auto_now=True)

    class Meta:
        verbose_name = "brouillon de fiche"
        verbose_name_plural = "brouillons de fiches"
        constraints = [
            models.UniqueConstraint(
                name="services_communs_brouillonfiche_unique",
                fields=["fiche", "auteur"],
                violation_error_message="Cette personne a déjà un brouillon de cette fiche.",
            ),
        ]

    def __str__(self):
        return f"{self.fiche}, {self.auteur}"
