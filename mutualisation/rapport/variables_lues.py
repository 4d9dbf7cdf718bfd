"""Chiffres qu'un récit peut citer, chacun lu dans le contenu du rapport où il paraît."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouvernance.francais import date_en_lettres, enumerer, euros, mesure, nombre
from mutualisation.rapport.arguments import COMMUNE, DOMAINE, INDICATEUR, SERVICE, Argument
from mutualisation.rapport.petits_effectifs import (
    etp_publie,
    publier,
    publier_agents,
    total_etp_publie,
)

if TYPE_CHECKING:
    # Les modèles vérifient leurs récits ici, et le contenu se lit dans les modèles.
    from finances.chapitres import ExerciceVote
    from mutualisation.communes import FicheCommune
    from mutualisation.rapport.contenu import ContenuRapport
    from mutualisation.rapport.petits_effectifs import LigneDAgents
    from services_communs.chapitre_realisations import FicheDomaine, Valeur


@dataclass(frozen=True, slots=True)
class Variable:
    """Un chiffre nommé. `lire` donne sa forme écrite, ou rien si l'exercice ne la connaît pas."""

    nom: str
    description: str
    lire: Callable[..., str | None]
    argument: Argument | None = None

    def ecriture(self, argument: str = "") -> str:
        """« {{ cout_total }} », « {{ nombre_adherents:assurances }} »."""
        return f"{{{{ {self.nom}:{argument} }}}}" if argument else f"{{{{ {self.nom} }}}}"

    @property
    def exemple(self) -> str:
        return self.ecriture(self.argument.exemple if self.argument else "")


def _agents(rapport: "ContenuRapport", effectif: int | None) -> str | None:
    """Un effectif trop petit pour être publié ne l'est pas davantage par un récit."""
    return None if effectif is None else str(publier(effectif, rapport.effectif_minimal))


def _total_des_agents(rapport: "ContenuRapport", lignes: "Iterable[LigneDAgents]") -> str:
    """Un total ne laisse pas retrouver l'effectif masqué d'une de ses lignes."""
    return str(publier_agents(lignes, rapport.effectif_minimal))


def _agents_du_domaine(rapport: "ContenuRapport", fiche: "FicheDomaine") -> str | None:
    return _agents(rapport, fiche.effectif.agents) if fiche.effectif else None


def _etp_du_domaine(rapport: "ContenuRapport", fiche: "FicheDomaine") -> str | None:
    """Rien quand l'effectif est trop petit : les équivalents temps plein le trahiraient."""
    effectif = fiche.effectif
    etp = effectif and etp_publie(effectif, rapport.effectif_minimal)
    return None if etp is None else nombre(etp, 1)


def _exercice(rapport: "ContenuRapport", annee: int) -> "ExerciceVote | None":
    return next((e for e in rapport.financement.exercices if e.annee == annee), None)


def _vote(champ: str, recul: int = 0) -> Callable[["ContenuRapport"], str | None]:
    """Total d'un exercice du tableau des participations, en euros."""

    def lire(rapport):
        exercice = _exercice(rapport, rapport.annee - recul)
        return euros(getattr(exercice, champ)) if exercice else None

    return lire


def _evolution_du_cout(rapport: "ContenuRapport") -> str | None:
    votes = [_exercice(rapport, annee) for annee in (rapport.annee - 1, rapport.annee)]
    if None in votes:
        return None
    avant, apres = votes
    return euros(apres.total_vote - avant.total_vote, signe=True)


def _part_de_la_metropole(rapport: "ContenuRapport") -> str | None:
    rangs = {exercice.annee: rang for rang, exercice in enumerate(rapport.financement.exercices)}
    parts = [ligne for ligne in rapport.financement.lignes if ligne.est_metropole]
    if rapport.annee not in rangs or not parts:
        return None
    return euros(sum(ligne.participation(rangs[rapport.annee]) for ligne in parts))


def _participation_precedente(rapport: "ContenuRapport", commune: "FicheCommune") -> str | None:
    montant = commune.participation_precedente
    return None if montant is None else euros(montant)


def _mesure(valeur: "Valeur | None") -> str | None:
    return None if valeur is None else mesure(valeur.nombre, valeur.maximum, valeur.qualificatif)


VARIABLES = (
    Variable("annee", "exercice du rapport", lambda r: str(r.annee)),
    Variable("annee_precedente", "exercice d’avant", lambda r: str(r.annee - 1)),
    Variable(
        "date_observation",
        "jour où l’effectif est relevé",
        lambda r: date_en_lettres(r.date_observation),
    ),
    Variable("metropole", "nom de la métropole", lambda r: r.metropole or None),
    Variable("nombre_communes", "communes membres", lambda r: nombre(len(r.communes))),
    Variable(
        "nombre_services",
        "services communs au 31 décembre",
        lambda r: nombre(len(r.matrice.services)),
    ),
    Variable(
        "nombre_domaines",
        "domaines qui ont un service commun",
        lambda r: nombre(len({service.domaine for service in r.matrice.services})),
    ),
    Variable(
        "nombre_adhesions",
        "adhésions au 31 décembre, celles des CCAS comprises",
        lambda r: nombre(r.matrice.adhesions),
    ),
    Variable(
        "nombre_adherents",
        "communes et CCAS qui adhèrent à un service",
        lambda r, service: nombre(service.communes + service.ccas),
        SERVICE,
    ),
    Variable(
        "nombre_communes_adherentes",
        "communes qui adhèrent à un service",
        lambda r, service: nombre(service.communes),
        SERVICE,
    ),
    Variable(
        "nombre_ccas_adherents",
        "CCAS qui adhèrent à un service",
        lambda r, service: nombre(service.ccas),
        SERVICE,
    ),
    Variable(
        "adherents",
        "noms des adhérents d’un service",
        lambda r, service: enumerer(service.adherents) or None,
        SERVICE,
    ),
    Variable(
        "nombre_services_rejoints",
        "services rejoints par une commune ou son CCAS",
        lambda r, commune: nombre(len(commune.services)),
        COMMUNE,
    ),
    Variable(
        "nombre_agents",
        "agents des services communs, au dernier relevé",
        lambda r: _total_des_agents(r, r.effectifs.lignes) if r.effectifs.lignes else None,
    ),
    Variable("nombre_agents", "agents d’un domaine", _agents_du_domaine, DOMAINE),
    Variable(
        "nombre_etp",
        "équivalents temps plein des services communs",
        lambda r: total_etp_publie(r.effectifs, r.effectif_minimal) if r.effectifs.lignes else None,
    ),
    Variable("nombre_etp", "équivalents temps plein d’un domaine", _etp_du_domaine, DOMAINE),
    Variable(
        "nombre_agents_transferes",
        "agents transférés à la métropole",
        lambda r: _total_des_agents(r, r.transferts.details),
    ),
    Variable(
        "nombre_agents_transferes",
        "agents transférés dans un domaine",
        lambda r, fiche: _total_des_agents(r, fiche.transferts),
        DOMAINE,
    ),
    Variable(
        "nombre_agents_venus",
        "agents transférés par une commune et son CCAS",
        lambda r, commune: _total_des_agents(r, commune.transferts),
        COMMUNE,
    ),
    Variable("cout_total", "coût total voté", _vote("total_vote")),
    Variable(
        "cout_total_precedent", "coût total voté, exercice d’avant", _vote("total_vote", recul=1)
    ),
    Variable("evolution_du_cout", "écart avec le coût de l’exercice d’avant", _evolution_du_cout),
    Variable(
        "total_participations",
        "somme des participations, celle de la métropole comprise",
        _vote("somme_des_parts"),
    ),
    Variable("part_metropole", "participation de la métropole", _part_de_la_metropole),
    Variable(
        "total_ajustements",
        "effet sur les attributions de compensation",
        _vote("total_ajustements"),
    ),
    Variable(
        "total_ajustements_precedent",
        "effet sur les attributions, exercice d’avant",
        _vote("total_ajustements", recul=1),
    ),
    Variable(
        "participation",
        "participation d’une commune et de son CCAS",
        lambda r, commune: euros(commune.participation),
        COMMUNE,
    ),
    Variable(
        "participation_precedente",
        "participation d’une commune, exercice d’avant",
        _participation_precedente,
        COMMUNE,
    ),
    Variable(
        "deja_valorise",
        "ce que l’attribution d’une commune compte déjà",
        lambda r, commune: euros(commune.deja_valorise),
        COMMUNE,
    ),
    Variable(
        "ajustement",
        "effet sur l’attribution d’une commune",
        lambda r, commune: euros(commune.ajustement),
        COMMUNE,
    ),
    Variable(
        "nombre_sieges",
        "sièges au conseil métropolitain",
        lambda r: nombre(r.gouvernance.total_sieges) if r.gouvernance.sieges else None,
    ),
    Variable(
        "nombre_sieges",
        "sièges d’une commune",
        lambda r, commune: None if commune.sieges is None else nombre(commune.sieges),
        COMMUNE,
    ),
    Variable(
        "nombre_cooperations",
        "coopérations de l’exercice",
        lambda r: nombre(len(r.cooperations)),
    ),
    Variable(
        "indicateur",
        "valeur d’un indicateur, par son libellé",
        lambda r, ligne: _mesure(ligne.valeur),
        INDICATEUR,
    ),
    Variable(
        "indicateur_precedent",
        "valeur d’un indicateur, exercice d’avant",
        lambda r, ligne: _mesure(ligne.precedente),
        INDICATEUR,
    ),
)
