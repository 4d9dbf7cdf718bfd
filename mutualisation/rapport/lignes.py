"""Lignes des tableaux de données, tirées du seul contenu du rapport."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from finances.calculs import ZERO
from gouvernance.chapitres import Identite
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.petits_effectifs import NON_PUBLIE, Fourchette, est_masque, publier

QUALIFICATIFS = {"": "exact", "≈": "environ", ">": "plus de", "<": "moins de"}
SEPARATEUR = " | "
SERVICE_COMMUN = "service commun"

Cellule = str | int | Decimal | date | bool | Fourchette | None
Ligne = tuple[Cellule, ...]


def adhesions(rapport: ContenuRapport, minimum: int) -> Iterator[Ligne]:
    services = {service.code: service for service in rapport.matrice.services}
    for adhesion in rapport.matrice.details:
        service = services[adhesion.service]
        yield (
            rapport.annee,
            service.code,
            service.nom,
            service.domaine,
            *identite(adhesion.adherent),
            adhesion.date_debut,
            adhesion.precision_debut,
            service.est_gratuit,
        )


def transferts(rapport: ContenuRapport, minimum: int) -> Iterator[Ligne]:
    codes = codes_des_domaines(rapport)
    for transfert in rapport.transferts.details:
        yield (
            codes[transfert.domaine],
            transfert.domaine,
            *identite(transfert.origine),
            transfert.date_effet,
            transfert.precision,
            publier(transfert.agents, minimum),
        )


def effectifs(rapport: ContenuRapport, minimum: int) -> Iterator[Ligne]:
    codes = codes_des_domaines(rapport)
    for effectif in (*rapport.effectifs.lignes, *rapport.effectifs.particuliers):
        masque = effectif.etp is not None and est_masque(effectif, minimum)
        yield (
            codes[effectif.domaine],
            effectif.domaine,
            effectif.perimetre or SERVICE_COMMUN,
            effectif.jour,
            None if effectif.agents is None else publier(effectif.agents, minimum),
            NON_PUBLIE if masque else effectif.etp,
        )


def participations(rapport: ContenuRapport, minimum: int) -> Iterator[Ligne]:
    financement = rapport.financement
    for rang, exercice in enumerate(financement.exercices):
        for ligne in financement.lignes:
            if montant := ligne.montants[rang]:
                yield (
                    exercice.annee,
                    *identite(ligne.payeur),
                    "imputation_ac",
                    "",
                    montant.participation,
                    montant.deja_valorise,
                    montant.ajustement,
                    montant.mois,
                    montant.explication,
                )
    for facture in financement.factures:
        for annee in facture.annees:
            yield (
                annee,
                *identite(facture.payeur),
                "refacturation",
                facture.objet,
                facture.montant,
                ZERO,
                ZERO,
                facture.mois,
                facture.explication,
            )


def indicateurs(rapport: ContenuRapport, minimum: int) -> Iterator[Ligne]:
    for fiche in rapport.fiches:
        for ligne in fiche.indicateurs:
            annees = ((rapport.annee - 1, ligne.precedente), (rapport.annee, ligne.valeur))
            for annee, valeur in annees:
                if valeur is not None:
                    yield (
                        annee,
                        fiche.code,
                        fiche.titre,
                        ligne.rubrique,
                        ligne.libelle,
                        ligne.unite,
                        QUALIFICATIFS[valeur.qualificatif],
                        valeur.nombre,
                        valeur.maximum,
                        valeur.periode,
                        valeur.commentaire,
                    )


def cooperations(rapport: ContenuRapport, minimum: int) -> Iterator[Ligne]:
    for cooperation in rapport.cooperations:
        yield (
            rapport.annee,
            cooperation.objet,
            cooperation.forme,
            cooperation.base_legale,
            SEPARATEUR.join(cooperation.parties),
            SEPARATEUR.join(cooperation.portee_par),
            cooperation.description,
        )


def communes(rapport: ContenuRapport, minimum: int) -> Iterator[Ligne]:
    sirens = {ligne.identite.code_insee: ligne.identite.siren for ligne in rapport.matrice.lignes}
    for fiche in rapport.communes:
        yield (
            rapport.annee,
            fiche.code_insee,
            sirens.get(fiche.code_insee, ""),
            fiche.nom,
            fiche.population,
            fiche.millesime,
            fiche.sieges,
            fiche.membre_depuis,
            fiche.a_ccas,
            len(fiche.services),
            fiche.participation,
            fiche.refacturation,
            fiche.ajustement,
        )


def identite(collectivite: Identite) -> Ligne:
    return (
        collectivite.nom,
        collectivite.nature,
        collectivite.code_insee,
        collectivite.siren,
    )


def codes_des_domaines(rapport: ContenuRapport) -> dict[str, str]:
    return {fiche.titre: fiche.code for fiche in rapport.fiches}
