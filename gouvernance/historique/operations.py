"""Rétablir un état passé : une modification de plus, qui respecte toutes les règles."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from gouvernance.historique.instantanes import Instantane, lire_instantane
from gouvernance.historique.lecture import Lignes
from gouvernance.historique.noms import lire_noms
from gouvernance.historique.suivi import pour_motif
from gouvernance.historique.valeurs import Reference

# Une relance envoyée l'a été : la rétablir la renverrait.
JAMAIS_RETABLIS = {"relancee_le"}


@transaction.atomic
def retablir(
    modele: type[models.Model],
    pk: int,
    lignes: Sequence[Lignes],
    moment: datetime,
    *,
    motif: str,
    auteur: models.Model,
) -> models.Model:
    """Remet l'objet, et les lignes qui n'existent pas sans lui, comme ils étaient à ce moment.

    Lève `ValidationError`, et n'écrit alors rien, si une relation n'existe plus, si une règle
    s'y oppose ou si un exercice clos ou un vote verrouille la donnée.
    """
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi cet état est rétabli."})
    lignes = retablies(lignes)
    voulu = lire_instantane(modele, pk, lignes, moment)
    present = lire_instantane(modele, pk, lignes, timezone.now())
    if fautes := obstacles(modele, pk, voulu):
        raise ValidationError(fautes)
    try:
        with transaction.atomic(), pour_motif(motif.strip(), auteur):
            _ecrire(voulu, present)
    except DatabaseError as erreur:
        raise ValidationError(f"La base refuse cet état : {erreur}") from erreur
    return modele._base_manager.get(pk=pk)


def retablies(lignes: Sequence[Lignes]) -> list[Lignes]:
    return [portee for portee in lignes if portee.disparaissent_avec_lui]


def obstacles(modele: type[models.Model], pk: int, voulu: Instantane) -> list[str]:
    """Pourquoi cet état ne se rétablit pas ; rien s'il se rétablit."""
    if (modele, pk) not in voulu.etats:
        return ["Cet objet n’existait pas à ce moment : il n’y a rien à rétablir."]
    if modele.historique.model._history_excluded_fields:
        return ["Un compte ne se rétablit pas : son mot de passe n’est gardé nulle part."]
    absentes = _absentes(voulu)
    noms = lire_noms(absentes)
    manques = [f"Il manque, supprimé depuis : {noms[cle]}." for cle in sorted(absentes, key=str)]
    for etat in voulu.etats.values():
        for champ, valeur in etat.valeurs.items():
            est_fichier = isinstance(champ, models.FileField) and valeur
            if est_fichier and not champ.storage.exists(str(valeur)):
                manques.append(f"Il manque le fichier « {valeur} », effacé depuis.")
    return manques


def _absentes(voulu: Instantane) -> set[Reference]:
    """Objets cités qui n'existent plus, hors ceux que l'on rétablit avec."""
    citees = voulu.references - voulu.etats.keys()
    absentes = set()
    for modele in {modele for modele, _ in citees}:
        pks = {pk for autre, pk in citees if autre is modele}
        presents = modele._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
        absentes |= {(modele, pk) for pk in pks - set(presents)}
    return absentes


def _ecrire(voulu: Instantane, present: Instantane) -> None:
    for modele, pk in reversed([cle for cle in present.etats if cle not in voulu.etats]):
        modele._base_manager.filter(pk=pk).delete()
    for cle, etat in voulu.etats.items():
        actuel = present.etats.get(cle)
        if actuel is None or actuel.valeurs != etat.valeurs:
            _remettre(cle, voulu.traces[cle], etat.valeurs)


def _remettre(cle: Reference, trace: models.Model, valeurs: dict[models.Field, object]) -> None:
    modele, pk = cle
    present = modele._base_manager.filter(pk=pk).first()
    objet = present or modele(pk=pk)
    figes = {*getattr(modele, "champs_du_parcours", ()), *JAMAIS_RETABLIS} if present else set()
    for champ in trace.tracked_fields:
        if champ.name not in figes:
            setattr(objet, champ.attname, getattr(trace, champ.attname))
    try:
        objet.full_clean()
    except ValidationError as erreur:
        raise ValidationError([f"{objet} : {message}" for message in erreur.messages]) from erreur
    objet.save()
    for champ, pks in valeurs.items():
        if champ.many_to_many:
            getattr(objet, champ.name).set(pks)
