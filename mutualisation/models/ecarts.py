from django.db import models


class PorteurDEcart(models.Model):
    """Relevé d'un document qui dit lui-même pourquoi les données s'en écartent."""

    explication = models.TextField("explication de l’écart", blank=True)
    ecarts_expliques = models.TextField(
        "écarts qu’elle explique",
        blank=True,
        editable=False,
        help_text="Pour d’autres valeurs, elle est à relire ; enregistrer sans rien changer la "
        "confirme.",
    )

    class Meta:
        abstract = True

    def explique(self, ecart: str) -> bool:
        """Vrai si l'explication a été écrite pour ces valeurs."""
        return bool(self.explication) and ecart in self.ecarts_expliques.splitlines()
