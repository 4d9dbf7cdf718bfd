"""Page d'un service commun, lue en un nombre constant de requêtes."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gouvernance.francais import INSECABLE, accord, date_en_lettres, enumerer, nombre
from gouvernance.models import Collectivite
from gouvernance.periodes import Precision
from services_communs.activite import Activite, lire_activite
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
class ListesDuService:
    """Adresse des lignes que chaque nombre de la page additionne."""

    communes: str
    ccas: str
    adherents: str
    transferts: str
    effectif: str


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
    activite: Activite
    conventions: tuple[Convention, ...]
    listes: ListesDuService

    @property
    def agents_transferes(self) -> int:
        return sum(transfert.agents for transfert in self.transferts)


def construire_page(service: ServiceCommun, utilisateur, jour: date) -> PageService:
    """Page d'un service ce jour-là, pour cette personne."""
    en_cours = Adhesion.objects.en_cours_le(jour).filter(service=service)
    natures = list(en_cours.values_list("collectivite__nature", flat=True))
    visibles = en_cours.visibles_par(utilisateur).avec_relations().rangees_par_commune()
    conventions = service.conventions.en_cours_le(jour).visibles_par(utilisateur)
    return PageService(
        service=service,
        missions=tuple(mission.libelle for mission in service.missions.all()),
        communes=natures.count(Collectivite.Nature.COMMUNE),
        ccas=natures.count(Collectivite.Nature.CCAS),
        adherents=tuple(_adherent(adhesion) for adhesion in visibles),
        transferts=tuple(
            TransfertAgents.objects.filter(domaine=service.domaine)
            .effectues_le(jour)
            .visibles_par(utilisateur)
            .avec_relations()
            .order_by("-agents", "pk")
        ),
        effectif=_effectif(service.domaine, jour),
        activite=lire_activite(service.domaine, jour.year),
        conventions=tuple(conventions.prefetch_related("parties")),
        listes=_listes(service, jour),
    )


def _listes(service: ServiceCommun, jour: date) -> ListesDuService:
    def adhesions(**criteres) -> str:
        return reverse("adhesion_liste", query={"service": service.pk, **criteres, "au": au})

    au = jour.isoformat()
    du_domaine = {"domaine": service.domaine_id, "au": au}
    return ListesDuService(
        communes=adhesions(nature=Collectivite.Nature.COMMUNE),
        ccas=adhesions(nature=Collectivite.Nature.CCAS),
        adherents=adhesions(),
        transferts=reverse("transfert_liste", query=du_domaine),
        effectif=reverse("effectif_liste", query=du_domaine | {"perimetre": "service"}),
    )


def _adherent(adhesion: Adhesion) -> Adherent:
    article = "le " if adhesion.precision_debut == Precision.JOUR else ""
    return Adherent(
        nom=adhesion.collectivite.nom,
        adresse=adhesion.collectivite.get_absolute_url(),
        depuis=f"depuis {article}{adhesion.depuis}",
        consultation=adhesion.consultation_id,
    )


def _effectif(domaine: Domaine, jour: date) -> str:
    """« 22 agents et 21,1 ETP le 30 novembre 2020 », dernier compte connu du service commun."""
    connus = Effectif.objects.filter(domaine=domaine, perimetre="", date__lte=jour)
    effectif = connus.order_by("-date").first()
    if effectif is None:
        return ""
    parties = []
    if effectif.agents is not None:
        parties.append(f"{nombre(effectif.agents)}{INSECABLE}{accord(effectif.agents, 'agent')}")
    if effectif.etp is not None:
        parties.append(f"{nombre(effectif.etp)}{INSECABLE}ETP")
    return f"{enumerer(parties)} le {date_en_lettres(effectif.date)}"
