"""Éprouver une contrainte par ses deux portes : le formulaire (message) et la base (refus)."""

import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint


def presque(objet, **changements):
    """Le même objet, avec de quoi le rendre fautif."""
    for nom, valeur in changements.items():
        setattr(objet, nom, valeur)
    return objet


def double(objet, **changements):
    """Un second objet, pas encore enregistré, de mêmes valeurs sauf celles données."""
    autre = copy.copy(objet)
    autre._state = copy.copy(objet._state)
    autre.pk, autre._state.adding = None, True
    return presque(autre, **changements)


def eprouver(nom, objet, message=None):
    """`message` : celui d'une règle de `clean()` qui parle avant la contrainte."""
    [contrainte] = [c for c in objet._meta.constraints if c.name == nom]

    with pytest.raises(ValidationError) as refus_du_formulaire:
        objet.full_clean()
    with pytest.raises(IntegrityError) as refus_de_la_base, transaction.atomic():
        objet.save()

    attendu = message or contrainte.violation_error_message
    assert attendu != contrainte.default_violation_error_message
    assert attendu in " ".join(refus_du_formulaire.value.messages)
    if isinstance(contrainte, CheckConstraint):
        assert nom in str(refus_de_la_base.value)
