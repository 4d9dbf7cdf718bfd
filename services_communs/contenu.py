"""Page d'un service commun, lue en un nombre constant de requêtes."""

from dataclasses import dataclass
from datetime import date

from gouvernance.models import Collectivite
from services_communs.chapitre_realisations import LigneIndicateur, lire_indicateurs
from services_communs.chapitres import EffectifObserve
from services_communs.models import (
    Adhesion,
    Convention,
    Effectif,
    ServiceCommun,
    TransfertAgents,
)


@dataclass(frozen=True, slots=True)
class PageService:
    """Ce qu'une personne peut lire d'un service : les adhérents sont ceux qu'elle voit."""

    service: ServiceCommun
    missions: tuple[str, ...]
    communes: int
    ccas: int
    adhesions: tuple[Adhesion, ...]
    transferts: tuple[TransfertAgents, ...]
    effectif: EffectifObserve | None
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
    visibles = en_cours.visibles_par(utilisateur).avec_relations()
    fiche = service.domaine.fiches.order_by("-annee").first()
    conventions = service.conventions.en_cours_le(jour).visibles_par(utilisateur)
    return PageService(
        service=service,
        missions=tuple(mission.libelle for mission in service.missions.all()),
        communes=natures.count(Collectivite.Nature.COMMUNE),
        ccas=natures.count(Collectivite.Nature.CCAS),
        adhesions=tuple(visibles.order_by("collectivite__nom_de_tri", "pk")),
        transferts=tuple(
            TransfertAgents.objects.filter(domaine=service.domaine)
            .visibles_par(utilisateur)
            .avec_relations()
            .order_by("-agents", "pk")
        ),
        effectif=_effectif(service),
        annee=fiche.annee if fiche else None,
        indicateurs=lire_indicateurs(service.domaine, fiche.annee) if fiche else (),
        conventions=tuple(conventions.prefetch_related("parties")),
    )


def _effectif(service: ServiceCommun) -> EffectifObserve | None:
    dernier = Effectif.objects.filter(domaine=service.domaine, perimetre="").order_by("-date")
    effectif = dernier.first()
    if effectif is None:
        return None
    return EffectifObserve(service.domaine.titre, effectif.date, "", effectif.agents, effectif.etp)
