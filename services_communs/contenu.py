"""Page d'un service commun, lue en un nombre constant de requêtes."""

from dataclasses import dataclass
from datetime import date

from gouvernance.francais import INSECABLE, accord, date_en_lettres, enumerer, nombre
from gouvernance.models import Collectivite
from gouvernance.periodes import Precision
from services_communs.chapitre_realisations import LigneIndicateur, lire_indicateurs
from services_communs.models import (
    Adhesion,
    Convention,
    Domaine,
    Effectif,
    ServiceCommun,
    TransfertAgents,
)


@dataclass(frozen=True, slots=True)
class Adherent:
    nom: str
    adresse: str
    depuis: str
    consultation: int | None = None


@dataclass(frozen=True, slots=True)
class PageService:
    """Ce qu'une personne lit d'un service : tous les nombres d'adhérents, mais ses seules lignes.

    `adherents`, `transferts` et `conventions` sont ceux qu'elle voit ; `communes` et `ccas`
    comptent tous les adhérents du jour.
    """

    service: ServiceCommun
    missions: tuple[str, ...]
    communes: int
    ccas: int
    adherents: tuple[Adherent, ...]
    transferts: tuple[TransfertAgents, ...]
    effectif: str
    annee: int | None
    indicateurs: tuple[LigneIndicateur, ...]
    conventions: tuple[Convention, ...]

    @property
    def annee_precedente(self) -> int | None:
        return self.annee - 1 if self.annee else None

    @property
    def agents_transferes(self) -> int:
        return sum(transfert.agents for transfert in self.transferts)


def construire_page(service: ServiceCommun, utilisateur, jour: date) -> PageService:
    """Page d'un service ce jour-là, pour cette personne."""
    en_cours = Adhesion.objects.en_cours_le(jour).filter(service=service)
    natures = list(en_cours.values_list("collectivite__nature", flat=True))
    visibles = en_cours.visibles_par(utilisateur).avec_relations().rangees_par_commune()
    fiche = service.domaine.fiches.order_by("-annee").first()
    conventions = service.conventions.en_cours_le(jour).visibles_par(utilisateur)
    return PageService(
        service=service,
        missions=tuple(mission.libelle for mission in service.missions.all()),
        communes=natures.count(Collectivite.Nature.COMMUNE),
        ccas=natures.count(Collectivite.Nature.CCAS),
        adherents=tuple(_adherent(adhesion) for adhesion in visibles),
        transferts=tuple(
            TransfertAgents.objects.filter(domaine=service.domaine)
            .visibles_par(utilisateur)
            .avec_relations()
            .order_by("-agents", "pk")
        ),
        effectif=_effectif(service.domaine),
        annee=fiche.annee if fiche else None,
        indicateurs=lire_indicateurs(service.domaine, fiche.annee) if fiche else (),
        conventions=tuple(conventions.prefetch_related("parties")),
    )


def _adherent(adhesion: Adhesion) -> Adherent:
    article = "le " if adhesion.precision_debut == Precision.JOUR else ""
    return Adherent(
        nom=adhesion.collectivite.nom,
        adresse=adhesion.collectivite.get_absolute_url(),
        depuis=f"depuis {article}{adhesion.depuis}",
        consultation=adhesion.consultation_id,
    )


def _effectif(domaine: Domaine) -> str:
    """« 22 agents et 21,1 ETP le 30 novembre 2020 », dernier compte du service commun."""
    effectif = Effectif.objects.filter(domaine=domaine, perimetre="").order_by("-date").first()
    if effectif is None:
        return ""
    parties = []
    if effectif.agents is not None:
        parties.append(f"{nombre(effectif.agents)}{INSECABLE}{accord(effectif.agents, 'agent')}")
    if effectif.etp is not None:
        parties.append(f"{nombre(effectif.etp)}{INSECABLE}ETP")
    return f"{enumerer(parties)} le {date_en_lettres(effectif.date)}"
