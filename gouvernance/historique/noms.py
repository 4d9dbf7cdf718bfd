"""Les noms des objets que l'historique désigne par leur numéro, supprimés ou non."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models

from gouvernance.historique.suivi import est_suivi
from gouvernance.historique.valeurs import Noms, Reference

# Un nom cite au plus une relation d'une relation : « présence de l'élu que ce mandat désigne ».
PROFONDEUR = 3


def lire_noms(references: Iterable[Reference]) -> Noms:
    """Nom de chaque objet ; supprimé, celui qu'il avait. Un nombre de requêtes borné."""
    references = set(references)
    objets = _lire_objets(references)
    return {cle: nommer(objets.get(cle), cle) for cle in references}


def nommer(objet: models.Model | None, reference: Reference) -> str:
    if objet is None:
        modele, pk = reference
        return f"{modele._meta.verbose_name} n° {pk}"
    nom = str(objet)
    return f"{nom} (supprimé depuis)" if objet._state.adding else nom


def relier(objets: Iterable[models.Model]) -> None:
    """Donne à ces objets ceux que leur nom cite, sans une requête pour chacun."""
    _relier(list(objets), PROFONDEUR)


def _lire_objets(references: set[Reference], profondeur: int = PROFONDEUR) -> dict:
    par_modele = defaultdict(set)
    for modele, pk in references:
        par_modele[modele._meta.concrete_model].add(pk)
    lus = {}
    for modele, pks in par_modele.items():
        trouves = modele._base_manager.in_bulk(pks)
        if (manquants := pks - trouves.keys()) and est_suivi(modele):
            disparus = modele.historique.filter(id__in=manquants, history_type="-")
            trouves |= {ligne.id: ligne.history_object for ligne in disparus.order_by("history_id")}
        lus |= {(modele, pk): objet for pk, objet in trouves.items()}
    _relier(list(lus.values()), profondeur - 1)
    return {
        (modele, pk): lus[modele._meta.concrete_model, pk]
        for modele, pk in references
        if (modele._meta.concrete_model, pk) in lus
    }


def _relier(objets: list[models.Model], profondeur: int) -> None:
    if profondeur <= 0:
        return
    a_relier = [
        (objet, champ, (champ.related_model, pk))
        for objet in objets
        for champ in _relations_du_nom(type(objet))
        if (pk := getattr(objet, champ.attname)) is not None and not champ.is_cached(objet)
    ]
    lus = _lire_objets({reference for _, _, reference in a_relier}, profondeur)
    for objet, champ, reference in a_relier:
        if reference in lus:
            champ.set_cached_value(objet, lus[reference])


def _relations_du_nom(modele: type[models.Model]) -> list[models.ForeignKey]:
    """Relations de la clé naturelle ; sans elle, toutes."""
    relations = [champ for champ in modele._meta.concrete_fields if champ.remote_field]
    cle = {chemin.partition("__")[0] for chemin in getattr(modele, "cle_naturelle", ())}
    return [champ for champ in relations if champ.name in cle] if cle else relations
