"""Quelle version d'un objet on a lue, ce qu'elle disait, et qui a écrit les suivantes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Max, Model

from gouvernance.cles import est_une_cle
from gouvernance.conflits.fusion import Etat
from gouvernance.historique.suivi import est_suivi

# Le numéro d'historique, ou l'empreinte du contenu quand aucun historique n'existe.
Numero = int | str
SUPPRESSION = "-"


@dataclass(frozen=True, slots=True)
class Ecriture:
    """Une ligne d'historique : ce qu'elle laisse (rien, si elle supprime), qui et quand."""

    numero: int
    etat: Etat | None
    auteur: Model | None
    instant: datetime


def verrouiller(modele: type[Model], pks: Iterable[Any]) -> None:
    """Retient ces lignes jusqu'à la fin de la transaction, dans un ordre constant.

    Sans bloquer qui s'y réfère par une clé étrangère : deux pages s'attendraient l'une l'autre.
    """
    lignes = modele._base_manager.filter(pk__in=list(pks)).order_by("pk")
    list(lignes.select_for_update(no_key=True).values_list("pk"))


def historique_de(modele: type[Model]):
    """Un mandataire écrit dans l'historique de sa table."""
    table = modele._meta.concrete_model
    return getattr(table, table._meta.simple_history_manager_attribute)


def lire_numeros(modele: type[Model], pks: Iterable[Any]) -> dict[str, Numero]:
    """Numéro de la version enregistrée de chaque objet, en un nombre constant de requêtes."""
    pks = list(pks)
    if not pks:
        return {}
    numeros: dict[str, Numero] = {}
    if est_suivi(modele):
        cle = modele._meta.pk.attname
        lignes = historique_de(modele).filter(**{f"{cle}__in": pks}).order_by()
        numeros = {str(pk): n for pk, n in lignes.values_list(cle).annotate(Max("history_id"))}
    sans_trace = [pk for pk in pks if str(pk) not in numeros]
    if sans_trace:
        etats = lire_etats(modele._base_manager.filter(pk__in=sans_trace))
        numeros |= {pk: empreinte(etat) for pk, etat in etats.items()}
    return numeros


def empreinte(etat: Etat) -> str:
    ecrit = {
        nom: sorted(valeur) if isinstance(valeur, frozenset) else valeur
        for nom, valeur in etat.items()
    }
    return sha256(repr(sorted(ecrit.items())).encode()).hexdigest()[:20]


def lire_etats(objets: Iterable[Model]) -> dict[str, Etat]:
    """Contenu de chaque objet, clés étrangères et liens multiples par leur identifiant."""
    objets = list(objets)
    if not objets:
        return {}
    modele = type(objets[0])
    liens = _lire_liens(modele, [objet.pk for objet in objets])
    return {str(objet.pk): etat_de(objet) | liens[objet.pk] for objet in objets}


def etat_de(objet: Model, modele: type[Model] | None = None) -> dict[str, Any]:
    """Champs propres de l'objet ; d'une ligne d'historique, ceux que l'historique garde."""
    return {
        champ.name: champ.value_from_object(objet)
        for champ in (modele or objet)._meta.concrete_fields
        if hasattr(objet, champ.attname)
    }


def _lire_liens(modele: type[Model], pks: list[Any]) -> dict[Any, dict[str, frozenset]]:
    liens: dict[Any, dict[str, set]] = defaultdict(dict)
    for champ in modele._meta.many_to_many:
        for pk in pks:
            liens[pk][champ.name] = set()
        source, cible = f"{champ.m2m_field_name()}_id", f"{champ.m2m_reverse_field_name()}_id"
        lignes = champ.remote_field.through._base_manager.filter(**{f"{source}__in": pks})
        for pk, lie in lignes.values_list(source, cible):
            liens[pk][champ.name].add(lie)
    return _figer(liens)


def _figer(liens: dict[Any, dict[str, set]]) -> dict[Any, dict[str, frozenset]]:
    figes = {
        pk: {nom: frozenset(lies) for nom, lies in champs.items()} for pk, champs in liens.items()
    }
    return defaultdict(dict, figes)


def lire_ecritures(
    modele: type[Model], depuis: Mapping[str, Numero | None]
) -> dict[str, list[Ecriture]]:
    """Par objet, les écritures depuis la version lue, comprise, de la plus ancienne à la dernière.

    Sans numéro lu, ou s'il n'est pas dans l'historique, toutes celles qu'on connaît.
    """
    if not depuis or not est_suivi(modele):
        return {}
    cle = modele._meta.pk.attname
    seuils = {pk: n if isinstance(n, int) else 0 for pk, n in depuis.items() if est_une_cle(pk)}
    lignes = historique_de(modele).filter(
        **{f"{cle}__in": list(seuils), "history_id__gte": min(seuils.values(), default=0)}
    )
    lues = [
        ligne
        for ligne in lignes.select_related("history_user").order_by("history_id")
        if ligne.history_id >= seuils[str(getattr(ligne, cle))]
    ]
    liens = _lire_liens_passes(modele, [ligne.history_id for ligne in lues])
    ecritures = defaultdict(list)
    for ligne in lues:
        est_supprime = ligne.history_type == SUPPRESSION
        etat = None if est_supprime else etat_de(ligne, modele) | liens[ligne.history_id]
        ecriture = Ecriture(ligne.history_id, etat, ligne.history_user, ligne.history_date)
        ecritures[str(getattr(ligne, cle))].append(ecriture)
    return dict(ecritures)


def _lire_liens_passes(modele: type[Model], numeros: list[int]) -> dict[int, dict[str, frozenset]]:
    passe = historique_de(modele).model
    liens: dict[int, dict[str, set]] = defaultdict(dict)
    for champ in modele._meta.many_to_many:
        for numero in numeros:
            liens[numero][champ.name] = set()
        lignes = getattr(passe, champ.name).filter(history__in=numeros)
        cible = f"{champ.m2m_reverse_field_name()}_id"
        for numero, lie in lignes.values_list("history_id", cible):
            liens[numero][champ.name].add(lie)
    return _figer(liens)
