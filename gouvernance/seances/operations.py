"""Écrire ce qui suit une séance : les envois aux communes."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from gouvernance.francais import accord, date_en_lettres, nombre
from gouvernance.historique import ecriture
from gouvernance.models import Collectivite, EnvoiInformation, Seance


@transaction.atomic
def noter_envois(
    seance: Seance, *, nature: str, fait_le: date, moyen: str, communes: Iterable[Collectivite]
) -> str:
    """Note l'envoi à chaque commune ; celui déjà noté garde sa date. Rend ce qui a été fait."""
    # Deux agents qui notent les mêmes envois passent l'un après l'autre.
    seance = Seance.objects.select_for_update().get(pk=seance.pk)
    communes = list(communes)
    envois = EnvoiInformation.objects.filter(seance=seance, nature=nature, commune__in=communes)
    deja = set(envois.values_list("commune", flat=True))
    nouveaux = [
        EnvoiInformation(
            seance=seance, commune=commune, nature=nature, fait_le=fait_le, moyen=moyen
        )
        for commune in communes
        if commune.pk not in deja
    ]
    ecriture.creer(nouveaux)
    combien = len(nouveaux)
    libelle = EnvoiInformation.Nature(nature).label
    phrase = f"{libelle.capitalize()} : noté pour {nombre(combien)} {accord(combien, 'commune')}, "
    phrase += f"le {date_en_lettres(fait_le)}."
    if deja:
        phrase += f" {nombre(len(deja))} déjà {accord(len(deja), 'notée')}, sans changement."
    return phrase
