"""Délibérations en données ouvertes : le schéma SCDL « délibérations » 2.1.

Source : https://schema.data.gouv.fr/scdl/deliberations/2.1.3
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from gouvernance.exports import DEBUTS_DE_FORMULE
from gouvernance.models import Deliberation

OBLIGATOIRES = [
    "COLL_NOM",
    "COLL_SIRET",
    "DELIB_ID",
    "DELIB_DATE",
    "DELIB_MATIERE_CODE",
    "DELIB_MATIERE_NOM",
    "DELIB_OBJET",
]
FACULTATIVES = [
    "BUDGET_ANNEE",
    "BUDGET_NOM",
    "PREF_ID",
    "PREF_DATE",
    "VOTE_EFFECTIF",
    "VOTE_REEL",
    "VOTE_POUR",
    "VOTE_CONTRE",
    "VOTE_ABSTENTION",
    "DELIB_URL",
]
COLONNES = [*OBLIGATOIRES, *FACULTATIVES]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Délibération que le schéma refuserait, et ce qu'il y manque."""

    deliberation: Deliberation
    manques: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportSCDL:
    completes: tuple[Deliberation, ...]
    incompletes: tuple[Incomplete, ...]


def lire_export(actes: QuerySet) -> ExportSCDL:
    """Délibérations adoptées : ni décision du président, ni projet rejeté n'est du schéma."""
    adoptees = actes.filter(nature=Deliberation.Nature.DELIBERATION).exclude(
        resultat=Deliberation.Resultat.REJETEE
    )
    lues = [
        Incomplete(acte, tuple(manques(acte)))
        for acte in adoptees.select_related("collectivite", "instance", "seance").order_by(
            "date", "numero", "pk"
        )
    ]
    return ExportSCDL(
        completes=tuple(lue.deliberation for lue in lues if not lue.manques),
        incompletes=tuple(lue for lue in lues if lue.manques),
    )


def manques(acte: Deliberation) -> list[str]:
    """Ce qu'il reste à saisir pour que chaque champ obligatoire ait une valeur juste."""
    constats = [
        (not acte.collectivite.siret, f"le SIRET {acte.collectivite.de}"),
        (not acte.numero, "le numéro"),
        (acte.precision != "jour", "le jour"),
        (not acte.matiere_code, "le code de la matière"),
        (
            bool(acte.matiere_code) and not acte.intitule_de_la_matiere,
            "l’intitulé de la matière",
        ),
    ]
    return [manque for est_absent, manque in constats if est_absent]


def en_ligne(acte: Deliberation) -> dict[str, object]:
    """Valeur de chaque colonne ; le schéma arrête la matière à son deuxième niveau.

    `PREF_ID` désigne la préfecture, que le site ne connaît pas, non l'acte qu'elle a reçu.
    """
    scrutin = acte.scrutin
    est_compte = scrutin is not None and acte.abstentions is not None
    return {
        "COLL_NOM": acte.collectivite.nom,
        "COLL_SIRET": acte.collectivite.siret,
        "DELIB_ID": sans_formule(acte.numero),
        "DELIB_DATE": acte.date.isoformat(),
        "DELIB_MATIERE_CODE": deuxieme_niveau(acte.matiere_code),
        "DELIB_MATIERE_NOM": acte.intitule_de_la_matiere,
        "DELIB_OBJET": sans_formule(acte.objet),
        "PREF_DATE": acte.transmise_le and acte.transmise_le.isoformat(),
        "VOTE_EFFECTIF": acte.membres_en_exercice if scrutin else None,
        "VOTE_REEL": scrutin.exprimes + acte.abstentions if est_compte else None,
        "VOTE_POUR": acte.pour,
        "VOTE_CONTRE": acte.contre,
        "VOTE_ABSTENTION": acte.abstentions,
        "DELIB_URL": acte.adresse,
    }


def deuxieme_niveau(code: str) -> str:
    return ".".join(code.split(".")[:2])


def sans_formule(texte: str) -> str:
    """Un tableur n'exécute pas ce texte ; l'import retire cette apostrophe."""
    return f"'{texte}" if texte.startswith(DEBUTS_DE_FORMULE) else texte


def composer_csv(actes: Iterable[Deliberation]) -> str:
    """Entête et lignes, séparées par des virgules, telles que le schéma les lit."""
    tampon = io.StringIO()
    redacteur = csv.DictWriter(tampon, COLONNES)
    redacteur.writeheader()
    redacteur.writerows(en_ligne(acte) for acte in actes)
    return tampon.getvalue()
