"""Un objet supprimé pendant qu'on le modifiait : qui, quand, et ce qu'on y avait écrit."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict

from gouvernance.conflits.description import signer
from gouvernance.conflits.jetons import NOM_DU_JETON
from gouvernance.conflits.lignes import nommer
from gouvernance.conflits.versions import lire_ecritures
from gouvernance.francais import insecables

IGNORES = {"csrfmiddlewaretoken", NOM_DU_JETON}
NOMBRE_INITIAL = re.compile(r".+-INITIAL_FORMS")
CHAMP_DE_LIGNE = re.compile(r".+-\d+-(.+)")


@dataclass(frozen=True, slots=True)
class Disparition:
    """`saisie` recrée l'objet et ses lignes si on l'envoie à la page d'ajout."""

    phrase: str
    saisie: tuple[tuple[str, str], ...]
    a_copier: tuple[tuple[str, str], ...]


def decrire_la_disparition(
    modele: type[Model], pk: Any, donnees: QueryDict, moi
) -> Disparition | None:
    """Rien si l'objet n'a jamais existé."""
    try:
        cle = str(modele._meta.pk.to_python(pk))
    except ValidationError:
        return None
    ecritures = lire_ecritures(modele, {cle: None}).get(cle, [])
    if not ecritures or ecritures[-1].etat is not None:
        return None
    dernier = next((e.etat for e in reversed(ecritures) if e.etat), {})
    saisie = tuple(
        (nom, "0" if NOMBRE_INITIAL.fullmatch(nom) else valeur)
        for nom, valeurs in donnees.lists()
        for valeur in valeurs
        if nom not in IGNORES and not _designe(modele, cle, nom, valeur)
    )
    return Disparition(
        phrase=insecables(
            f"« {nommer(modele, dernier)} » a été supprimé par {signer(ecritures[-1], moi)}, "
            "pendant que vous le modifiiez. Votre saisie n’est pas perdue."
        ),
        saisie=saisie,
        a_copier=tuple(
            (nom, valeur)
            for nom, valeur in saisie
            if valeur.strip() and not nom.startswith("_") and not nom.endswith("_FORMS")
        ),
    )


def _designe(modele: type[Model], cle: str, nom: str, valeur: str) -> bool:
    """Vrai pour le numéro d'une ligne, et pour celui de l'objet auquel elle tient."""
    trouve = CHAMP_DE_LIGNE.fullmatch(nom)
    liens = {relation.field.name for relation in modele._meta.related_objects}
    return bool(trouve) and (trouve[1] == "id" or (trouve[1] in liens and valeur == cle))
