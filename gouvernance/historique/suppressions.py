"""Supprimer un objet change ceux qui le désignaient : leur historique le dit aussi."""

from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models.signals import post_delete, pre_delete

from gouvernance.historique.ecriture import noter
from gouvernance.historique.suivi import est_suivi


def champs_defaits() -> Iterator[models.Field]:
    """Relations d'un modèle suivi que la base défait, sans passer par lui."""
    for modele in apps.get_models():
        if est_suivi(modele) and not modele._meta.proxy:
            yield from modele._meta.local_many_to_many
            for champ in modele._meta.local_fields:
                if champ.remote_field and champ.remote_field.on_delete is models.SET_NULL:
                    yield champ


def suivre_les_suppressions() -> None:
    champs = defaultdict(list)
    for champ in champs_defaits():
        champs[champ.related_model._meta.concrete_model].append(champ)
    for modele in apps.get_models():
        if designants := champs.get(modele._meta.concrete_model):
            suivre = _Suppression(designants)
            pre_delete.connect(suivre.retenir, sender=modele, weak=False)
            post_delete.connect(suivre.noter, sender=modele, weak=False)


class _Suppression:
    """Ce qui désigne un objet, relevé avant sa suppression et noté après."""

    def __init__(self, champs: list[models.Field]):
        self.champs = champs

    def retenir(self, instance, **_):
        instance._designants = {
            champ: list(champ.model._base_manager.filter(**{champ.name: instance.pk}).values("pk"))
            for champ in self.champs
        }

    def noter(self, instance, **_):
        for champ, lignes in instance._designants.items():
            noter(champ.model, [ligne["pk"] for ligne in lignes])
