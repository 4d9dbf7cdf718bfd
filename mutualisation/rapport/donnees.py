"""Contenu d'un rapport écrit en JSON, relu à l'identique et décrit par un schéma."""

import json

from pydantic import TypeAdapter, ValidationError

from mutualisation.rapport.contenu import ContenuRapport

CONTENU = TypeAdapter(ContenuRapport)


class DonneesIllisibles(ValueError):
    """Ce fichier n'est pas le contenu d'un rapport."""


def en_json(rapport: ContenuRapport) -> bytes:
    """Les mêmes données donnent les mêmes octets ; un montant y est une chaîne, exacte."""
    return CONTENU.dump_json(rapport, indent=1)


def depuis_json(octets: bytes) -> ContenuRapport:
    """Lève `DonneesIllisibles`, qui dit où le fichier s'écarte du schéma."""
    try:
        return CONTENU.validate_json(octets)
    except ValidationError as erreur:
        faute = erreur.errors(include_url=False)[0]
        lieu = ".".join(map(str, faute["loc"]))
        raise DonneesIllisibles(f"{lieu or 'fichier'} : {faute['msg']}") from erreur


def schema() -> str:
    """Schéma JSON (2020-12) des données d'une édition."""
    return json.dumps(CONTENU.json_schema(mode="serialization"), ensure_ascii=False, indent=2)
