"""Valider une ligne d'une grille sans redemander à la base ce qui vient d'y être lu."""

from django.core.exceptions import ValidationError
from django.db.models import Model


def valider(objet: Model) -> None:
    """Règles de la ligne ; celles de la base se jugent à l'écriture, et s'expliquent ensuite.

    Lève `ValidationError` avec tout ce que dit `full_clean`, contraintes comprises.
    """
    try:
        objet.clean_fields(exclude=_relations_lues(objet))
        objet.clean()
        objet.refuser_si_clos()
    except ValidationError:
        objet.full_clean()
        raise


def tenir_les_relations(objet: Model, lu: Model) -> Model:
    """Donne à une ligne relue les objets liés que la grille tient déjà, s'ils n'ont pas changé."""
    for champ in _relations(objet):
        inchangee = getattr(objet, champ.attname) == getattr(lu, champ.attname)
        if inchangee and champ.is_cached(lu):
            champ.set_cached_value(objet, champ.get_cached_value(lu))
    return objet


def _relations(objet: Model) -> list:
    return [champ for champ in objet._meta.concrete_fields if champ.is_relation]


def _relations_lues(objet: Model) -> set[str]:
    """Celles dont l'objet lié est en main : Django le chercherait une fois par ligne."""
    return {
        champ.name
        for champ in _relations(objet)
        if champ.is_cached(objet)
        and champ.get_cached_value(objet) is not None
        and not champ.get_limit_choices_to()
    }
