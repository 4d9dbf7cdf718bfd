"""Reconduire une clé : la même, avec ses valeurs, à partir d'un 1er janvier."""

from datetime import date, timedelta

from django.db import transaction

from finances.models import CleRepartition, TrancheForfait, ValeurCle

CHAMPS = ["service", "nature", "part_metropole", "type_population", "millesime", "motif_gratuite"]


@transaction.atomic
def reconduire_cle(*, cle: CleRepartition, annee: int) -> CleRepartition:
    """Clôt la clé au 31 décembre d'avant et en ouvre une copie, dont les valeurs s'actualisent.

    Lève `ValidationError`, et n'écrit rien, si une autre clé court déjà cette année-là.
    """
    cle = CleRepartition.objects.select_for_update().get(pk=cle.pk)
    debut, fin = date(annee, 1, 1), cle.date_fin
    if fin is None or fin >= debut:
        cle.date_fin = debut - timedelta(days=1)
        cle.full_clean()
        cle.save(update_fields=["date_fin"])
    suivante = CleRepartition(
        date_debut=debut,
        date_fin=fin if fin and fin >= debut else None,
        **{champ: getattr(cle, champ) for champ in CHAMPS},
    )
    suivante.full_clean()
    suivante.save()
    for valeur in cle.valeurs.select_related("collectivite"):
        copie = ValeurCle(cle=suivante, collectivite=valeur.collectivite, valeur=valeur.valeur)
        copie.full_clean()
        copie.save()
    for tranche in cle.tranches.all():
        copie = TrancheForfait(
            cle=suivante,
            population_min=tranche.population_min,
            population_max=tranche.population_max,
            montant=tranche.montant,
        )
        copie.full_clean()
        copie.save()
    return suivante
