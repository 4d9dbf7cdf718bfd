"""Ce que la vue d'ensemble dit en tête : une phrase, des chiffres et ce qui change en un an."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gouvernance.francais import (
    ABSENT,
    INSECABLE,
    accord,
    date_en_lettres,
    enumerer,
    euros,
    nombre,
)
from mutualisation.vue_d_ensemble.agents import Agents
from mutualisation.vue_d_ensemble.financement import Financement
from mutualisation.vue_d_ensemble.moment import Moment
from mutualisation.vue_d_ensemble.partage import Partage


@dataclass(frozen=True, slots=True)
class ChiffreCle:
    """Nombre de la vue d'ensemble, et l'adresse des lignes qui le font."""

    valeur: str
    libelle: str
    ecart: str
    adresse: str


def denombrer(combien: int, singulier: str, pluriel: str | None = None) -> str:
    """« 23 communes »."""
    return f"{nombre(combien)}{INSECABLE}{accord(combien, singulier, pluriel)}"


def phrase_d_ensemble(partage: Partage, financement: Financement, moment: Moment) -> str:
    """« Au 31 décembre 2020, 23 communes adhèrent à 20 services communs. », puis qui paie."""
    adhesions = partage.adhesions_le(moment.jour)
    communes = {a.commune for a in adhesions if not a.est_d_un_ccas}
    ccas = {a.commune for a in adhesions if a.est_d_un_ccas}
    services = {a.service for a in adhesions}
    jour = date_en_lettres(moment.jour)
    if not adhesions:
        return f"Aucune adhésion à un service commun n’est en vigueur au {jour}."
    adherents = [denombrer(len(communes), "commune")] if communes else []
    adherents += [f"{len(ccas)}{INSECABLE}CCAS"] if ccas else []
    verbe = accord(len(communes) + len(ccas), "adhère", "adhèrent")
    phrase = (
        f"Au {jour}, {enumerer(adherents)} {verbe} à "
        f"{denombrer(len(services), 'service commun', 'services communs')}."
    )
    if not financement.impute:
        return phrase
    return (
        f"{phrase} Pour {financement.annee}, les communes y contribuent pour "
        f"{euros(financement.communes)} et la métropole pour {euros(financement.metropole)}."
    )


def chiffres_cles(
    partage: Partage, agents: Agents, financement: Financement, moment: Moment
) -> tuple[ChiffreCle, ...]:
    return (
        *_chiffres_du_partage(partage, moment),
        ChiffreCle(
            nombre(agents.transferes),
            accord(agents.transferes, "agent transféré", "agents transférés"),
            evolution(agents.transferes, agents.precedents, moment.an_dernier),
            agents.adresse_des_transferts,
        ),
        ChiffreCle(
            nombre(agents.agents) if agents.observes else ABSENT,
            accord(agents.agents, "agent en poste", "agents en poste")
            if agents.observes
            else "agents en poste",
            f"{nombre(agents.etp)}{INSECABLE}ETP, observés {agents.observes}"
            if agents.observes
            else "aucun effectif n’est encore observé",
            agents.adresse_des_effectifs if agents.observes else "",
        ),
        ChiffreCle(
            euros(financement.impute),
            f"de participations en {financement.annee}",
            _participations_precedentes(financement),
            financement.adresse if financement.impute else "",
        ),
    )


def _chiffres_du_partage(partage: Partage, moment: Moment) -> tuple[ChiffreCle, ...]:
    jour, avant = moment.jour, moment.an_dernier
    membres, services = len(partage.membres_le(jour)), len(partage.services_le(jour))
    adhesions = partage.adhesions_le(jour)
    ccas = sum(adhesion.est_d_un_ccas for adhesion in adhesions)
    adresses = [
        reverse(liste, query={"au": jour.isoformat()})
        for liste in ("commune_liste", "service_liste", "adhesion_liste")
    ]
    return (
        ChiffreCle(
            nombre(membres),
            accord(membres, "commune membre", "communes membres"),
            evolution(membres, len(partage.membres_le(avant)), avant),
            adresses[0],
        ),
        ChiffreCle(
            nombre(services),
            accord(services, "service commun", "services communs"),
            evolution(services, len(partage.services_le(avant)), avant),
            adresses[1],
        ),
        ChiffreCle(
            nombre(len(adhesions)),
            f"{accord(len(adhesions), 'adhésion')}, dont {ccas} de CCAS",
            evolution(len(adhesions), len(partage.adhesions_le(avant)), avant),
            adresses[2],
        ),
    )


def evolution(valeur: int, precedente: int, jour: date) -> str:
    """« +12 depuis le 31 décembre 2019 », « comme au 31 décembre 2019 »."""
    if valeur == precedente:
        return f"comme au {date_en_lettres(jour)}"
    return f"{nombre(valeur - precedente, signe=True)} depuis le {date_en_lettres(jour)}"


def _participations_precedentes(financement: Financement) -> str:
    avant = financement.annee - 1
    if financement.precedent is None:
        return f"rien n’était voté pour {avant}"
    return f"{euros(financement.precedent)} en {avant}"
