"""L'historique dit-il ce que la base contient ? Sinon, une écriture lui a échappé."""

from django.apps import apps

from gouvernance.historique.suivi import est_suivi


def modeles_suivis() -> list:
    return [m for m in apps.get_models() if est_suivi(m) and not m._meta.proxy]


def infideles(modele) -> set[int]:
    """Numéros dont le dernier état connu de l'historique n'est pas celui de la base."""
    historique = modele.historique.model
    attributs = [champ.attname for champ in historique.tracked_fields]
    en_base = {ligne["id"]: ligne for ligne in modele._base_manager.values(*attributs)}
    derniers = {}
    for ligne in historique._base_manager.order_by("history_id"):
        derniers[ligne.id] = ligne
    connus = {
        pk: {nom: getattr(ligne, nom) for nom in attributs}
        for pk, ligne in derniers.items()
        if ligne.history_type != "-"
    }
    differents = {pk for pk in en_base.keys() | connus.keys() if en_base.get(pk) != connus.get(pk)}
    return differents | {
        pk
        for pk in connus
        for champ in historique._history_m2m_fields
        if liens_en_base(champ, pk) != liens_connus(champ, derniers[pk])
    }


def liens_en_base(champ, pk: int) -> set[int]:
    liens = champ.remote_field.through._base_manager.filter(**{champ.m2m_field_name(): pk})
    return set(liens.values_list(champ.m2m_reverse_field_name(), flat=True))


def liens_connus(champ, ligne) -> set[int]:
    liens = getattr(ligne, champ.name).filter(history=ligne)
    return set(liens.values_list(champ.m2m_reverse_field_name(), flat=True))


def echappees() -> dict[str, set[int]]:
    """Par modèle, ce que l'historique ignore."""
    trouvees = {modele._meta.label: infideles(modele) for modele in modeles_suivis()}
    return {nom: pks for nom, pks in trouvees.items() if pks}
