"""Faut-il dire pourquoi on change une donnée ? Oui, si elle est votée, signée ou publiée."""

from django.db import models

from gouvernance.exercices import exercices_publies


def raison_d_un_motif(objet: models.Model) -> str:
    """Pourquoi changer cet objet demande un motif ; rien s'il se change sans rien dire."""
    if raison := getattr(objet, "raison_d_un_motif", ""):
        return raison
    rattachement = getattr(objet, "rattachement", None)
    if rattachement is None:
        return ""
    publies = exercices_publies()
    annee = rattachement.verrou(objet, publies) if publies else None
    return f"Le rapport {annee}, qui en dépend, a été publié." if annee else ""
