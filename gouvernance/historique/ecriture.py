"""Écrire par lots sans échapper à l'historique : chaque ligne touchée y laisse la sienne.

Seul endroit du code où `bulk_create` et `update` touchent un modèle suivi.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from django.db import connections, models, router, transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

from gouvernance.historique.suivi import MOTIF

M = TypeVar("M", bound=models.Model)
LOT = 500


@transaction.atomic
def creer(
    objets: Iterable[M], *, liens: Mapping[str, Sequence[Iterable[int]]] | None = None
) -> list[M]:
    """Crée ces objets d'un même modèle ; `liens` donne, par relation multiple, les pk de chacun.

    Comme `bulk_create`, n'appelle ni `save` ni `full_clean`.
    """
    objets = list(objets)
    if not objets:
        return []
    modele = type(objets[0])._meta.concrete_model
    modele._base_manager.bulk_create(objets, batch_size=LOT)
    for nom, cibles in (liens or {}).items():
        _lier(modele._meta.get_field(nom), objets, cibles)
    for lot in _par_lots(objets):
        _copier(modele, lot, "+")
    return objets


def _lier(
    champ: models.ManyToManyField, objets: Sequence[M], cibles: Sequence[Iterable[int]]
) -> None:
    liens = champ.remote_field.through
    porteur, cible = (
        f"{nom}_id" for nom in (champ.m2m_field_name(), champ.m2m_reverse_field_name())
    )
    liens._base_manager.bulk_create(
        [
            liens(**{porteur: objet.pk, cible: pk})
            for objet, pks in zip(objets, cibles, strict=True)
            for pk in pks
        ],
        batch_size=LOT,
    )


@transaction.atomic
def modifier(objets: Iterable[M], champs: Sequence[str]) -> int:
    """Écrit ces champs des objets dont la base diffère ; rend le nombre d'objets changés.

    Comme `bulk_update`, n'appelle ni `save` ni `full_clean`.
    """
    changes = 0
    for lot in _par_lots(objets):
        modele = type(lot[0])._meta.concrete_model
        attributs = [modele._meta.get_field(nom).attname for nom in champs]
        en_base = modele._base_manager.select_for_update().in_bulk([objet.pk for objet in lot])
        a_ecrire = []
        for objet in lot:
            lu = en_base[objet.pk]
            nouvelles = {nom: getattr(objet, nom) for nom in attributs}
            if any(getattr(lu, nom) != valeur for nom, valeur in nouvelles.items()):
                lu.__dict__.update(nouvelles)
                a_ecrire.append(lu)
        _ecrire_les_champs(modele, a_ecrire, champs)
        _copier(modele, a_ecrire, "~")
        changes += len(a_ecrire)
    return changes


def _ecrire_les_champs(
    modele: type[models.Model], objets: Sequence[models.Model], champs: Sequence[str]
) -> None:
    """Un seul ordre, préparé une fois, joué pour chaque ligne.

    `bulk_update` compose un `CASE` par champ et par ligne, plus cher que tout le reste. Insérer
    par `ON CONFLICT` éveillerait les déclencheurs d'insertion, qui refusent une ligne figée.
    """
    if not objets:
        return
    connexion = connections[router.db_for_write(modele)]
    citer = connexion.ops.quote_name
    colonnes = [modele._meta.get_field(nom) for nom in champs]
    valeurs = ", ".join(f"{citer(colonne.column)} = %s" for colonne in colonnes)
    table, cle = citer(modele._meta.db_table), citer(modele._meta.pk.column)
    lignes = [
        [
            *(c.get_db_prep_save(getattr(objet, c.attname), connexion) for c in colonnes),
            objet.pk,
        ]
        for objet in objets
    ]
    with connexion.cursor() as curseur:
        # Des noms cités ; les valeurs sont à part.
        curseur.executemany(f"UPDATE {table} SET {valeurs} WHERE {cle} = %s", lignes)  # noqa: S608


@transaction.atomic
def changer(lignes: models.QuerySet[M], **valeurs) -> int:
    """`lignes.update(**valeurs)`, suivi ; rend le nombre de lignes changées.

    Un changement d'état sous condition reste indivisible : de deux demandes simultanées,
    `filter(etat=avant)` n'en laisse passer qu'une, l'autre rend zéro.
    """
    verrouillees = lignes.order_by().select_related(None).only("pk")
    retenues = [ligne.pk for ligne in verrouillees.select_for_update(of=("self",))]
    modele = lignes.model._meta.concrete_model
    for lot in _par_lots(retenues):
        modele._base_manager.filter(pk__in=lot).update(**valeurs)
    noter(modele, retenues)
    return len(retenues)


@transaction.atomic(savepoint=False)
def noter(modele: type[models.Model], pks: Iterable[int], genre: str = "~") -> None:
    """Copie dans l'historique l'état présent de ces lignes."""
    for lot in _par_lots(pks):
        _copier(modele, list(modele._base_manager.filter(pk__in=lot).order_by("pk")), genre)


def _copier(modele: type[models.Model], objets: Sequence[models.Model], genre: str) -> None:
    historique = modele._meta.concrete_model.historique
    copies = historique.bulk_history_create(
        objets,
        batch_size=LOT,
        update=genre == "~",
        default_change_reason=MOTIF.get(),
        default_date=timezone.now(),
    )
    for champ in historique.model._history_m2m_fields:
        _copier_les_liens(champ, copies, objets)


def _copier_les_liens(
    champ: models.ManyToManyField, copies: Sequence[models.Model], objets: Sequence[models.Model]
) -> None:
    liens = champ.remote_field.through
    porteur = f"{champ.m2m_field_name()}_id"
    par_pk = {objet.pk: copie for objet, copie in zip(objets, copies, strict=True)}
    attributs = [colonne.attname for colonne in liens._meta.fields]
    modele = HistoricalRecords.m2m_models[champ]
    modele._base_manager.bulk_create(
        [
            modele(history=par_pk[lien[porteur]], **lien)
            for lien in liens._base_manager.filter(**{f"{porteur}__in": par_pk}).values(*attributs)
        ],
        batch_size=LOT,
    )


def _par_lots(objets: Iterable) -> Iterator[list]:
    reste = iter(objets)
    while lot := list(islice(reste, LOT)):
        yield lot
