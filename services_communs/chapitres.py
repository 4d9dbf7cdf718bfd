"""Chapitres du rapport que fournissent les services communs, hors fiches de domaine."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from gouvernance.chapitres import Identite, grouper_avec_ccas, identifier
from gouvernance.francais import Precision, cle_de_tri, date_en_lettres
from gouvernance.models import Collectivite
from services_communs.models import (
    Adhesion,
    Cooperation,
    Effectif,
    PartieCooperation,
    ServiceCommun,
    TransfertAgents,
)


@dataclass(frozen=True, slots=True)
class ServicePartage:
    code: str
    nom: str
    domaine: str
    est_gratuit: bool
    missions: tuple[str, ...]
    adherents: tuple[str, ...]
    communes: int
    ccas: int


@dataclass(frozen=True, slots=True)
class LigneMatrice:
    """Une commune, et pour chaque service qui y adhère : « commune », « CCAS », les deux, rien."""

    commune: str
    identite: Identite
    cases: tuple[str, ...]
    nombre: int


@dataclass(frozen=True, slots=True)
class AdhesionEnVigueur:
    service: str
    adherent: Identite
    date_debut: date
    precision_debut: Precision


@dataclass(frozen=True, slots=True)
class MatriceAdhesions:
    services: tuple[ServicePartage, ...]
    lignes: tuple[LigneMatrice, ...]
    details: tuple[AdhesionEnVigueur, ...]

    @property
    def adhesions(self) -> int:
        return len(self.details)


@dataclass(frozen=True, slots=True)
class LigneTransferts:
    domaine: str
    agents: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.agents)


@dataclass(frozen=True, slots=True)
class TransfertDate:
    domaine: str
    origine: Identite
    date_effet: date
    precision: Precision
    agents: int


@dataclass(frozen=True, slots=True)
class TableauTransferts:
    """Agents transférés par domaine (lignes) et par collectivité d'origine (colonnes)."""

    origines: tuple[str, ...]
    lignes: tuple[LigneTransferts, ...]
    details: tuple[TransfertDate, ...]

    @property
    def effets(self) -> tuple[tuple[str, tuple[TransfertDate, ...]], ...]:
        """Chaque date d'effet, et ses transferts."""
        transferts = defaultdict(list)
        for transfert in self.details:
            transferts[transfert.date_effet, transfert.precision].append(transfert)
        return tuple(
            (date_en_lettres(jour, precision), tuple(transferts[jour, precision]))
            for jour, precision in sorted(transferts)
        )

    @property
    def totaux(self) -> tuple[int, ...]:
        return tuple(
            sum(colonne) for colonne in zip(*(ln.agents for ln in self.lignes), strict=True)
        )

    @property
    def total(self) -> int:
        return sum(ligne.total for ligne in self.lignes)


@dataclass(frozen=True, slots=True)
class EffectifObserve:
    domaine: str
    jour: date
    perimetre: str
    agents: int | None
    etp: Decimal | None


@dataclass(frozen=True, slots=True)
class EffectifsAnnuels:
    """Dernier effectif observé de chaque service commun, et les périmètres particuliers."""

    lignes: tuple[EffectifObserve, ...]
    particuliers: tuple[EffectifObserve, ...]

    @property
    def agents(self) -> int:
        return sum(ligne.agents or 0 for ligne in self.lignes)

    @property
    def etp(self) -> Decimal:
        return sum((ligne.etp or Decimal(0) for ligne in self.lignes), Decimal(0))

    @property
    def jours(self) -> tuple[date, ...]:
        return tuple(sorted({ligne.jour for ligne in self.lignes}))


@dataclass(frozen=True, slots=True)
class CooperationEnCours:
    objet: str
    forme: str
    base_legale: str
    description: str
    parties: tuple[str, ...]
    portee_par: tuple[str, ...]


def lire_matrice(annee: int) -> MatriceAdhesions:
    """Adhésions en vigueur au 31 décembre : services en colonnes, communes en lignes."""
    jour = date(annee, 12, 31)
    services = list(
        ServiceCommun.objects.en_cours_le(jour)
        .select_related("domaine")
        .prefetch_related("missions")
    )
    adhesions = defaultdict(list)
    natures = defaultdict(set)
    for adhesion in Adhesion.objects.en_cours_le(jour).avec_relations().rangees_par_commune():
        collectivite = adhesion.collectivite
        adhesions[adhesion.service_id].append(adhesion)
        commune_id = collectivite.commune_id or collectivite.pk
        natures[commune_id, adhesion.service_id].add(collectivite.get_nature_display())
    return MatriceAdhesions(
        services=tuple(_service(service, adhesions[service.pk]) for service in services),
        lignes=tuple(
            _ligne(commune, [natures[commune.pk, service.pk] for service in services])
            for commune in Collectivite.objects.membres_le(jour)
        ),
        details=tuple(
            _adhesion(adhesion) for service in services for adhesion in adhesions[service.pk]
        ),
    )


def _adhesion(adhesion: Adhesion) -> AdhesionEnVigueur:
    return AdhesionEnVigueur(
        service=adhesion.service.code,
        adherent=identifier(adhesion.collectivite),
        date_debut=adhesion.date_debut,
        precision_debut=adhesion.precision_debut,
    )


def _service(service: ServiceCommun, adhesions: list[Adhesion]) -> ServicePartage:
    adherents = [adhesion.collectivite for adhesion in adhesions]
    natures = Counter(collectivite.nature for collectivite in adherents)
    return ServicePartage(
        code=service.code,
        nom=service.nom,
        domaine=service.domaine.code,
        est_gratuit=service.est_gratuit,
        missions=tuple(mission.libelle for mission in service.missions.all()),
        adherents=grouper_avec_ccas(adherents),
        communes=natures[Collectivite.Nature.COMMUNE],
        ccas=natures[Collectivite.Nature.CCAS],
    )


def _ligne(commune: Collectivite, natures: list[set[str]]) -> LigneMatrice:
    return LigneMatrice(
        commune=commune.nom,
        identite=identifier(commune),
        cases=tuple(" et ".join(sorted(presentes, reverse=True)) for presentes in natures),
        nombre=sum(bool(presentes) for presentes in natures),
    )


def lire_transferts(annee: int) -> TableauTransferts:
    """Transferts qui ont pris effet jusqu'à la fin de l'année, avec leurs dates d'effet."""
    transferts = list(
        TransfertAgents.objects.jusqu_a(annee)
        .avec_relations()
        .order_by("domaine__ordre", "origine__nom_de_tri", "date_effet", "pk")
    )
    agents = Counter()
    for transfert in transferts:
        agents[transfert.domaine.titre, transfert.origine.nom] += transfert.agents
    origines = _par_importance(transferts)
    domaines = dict.fromkeys(transfert.domaine.titre for transfert in transferts)
    return TableauTransferts(
        origines=origines,
        lignes=tuple(
            LigneTransferts(titre, tuple(agents[titre, origine] for origine in origines))
            for titre in domaines
        ),
        details=tuple(_transfert(transfert) for transfert in transferts),
    )


def _transfert(transfert: TransfertAgents) -> TransfertDate:
    return TransfertDate(
        domaine=transfert.domaine.titre,
        origine=identifier(transfert.origine),
        date_effet=transfert.date_effet,
        precision=transfert.precision,
        agents=transfert.agents,
    )


def _par_importance(transferts: Iterable[TransfertAgents]) -> tuple[str, ...]:
    """Collectivités d'origine, de celle qui a transféré le plus d'agents à la moindre."""
    totaux = Counter()
    for transfert in transferts:
        totaux[transfert.origine.nom] += transfert.agents
    return tuple(sorted(totaux, key=lambda nom: (-totaux[nom], cle_de_tri(nom))))


def lire_effectifs(annee: int) -> EffectifsAnnuels:
    """Dernière observation de l'année pour chaque domaine ; un seul effectif par domaine."""
    derniers: dict[tuple[int, str], EffectifObserve] = {}
    effectifs = Effectif.objects.filter(date__year=annee).select_related("domaine")
    for effectif in effectifs.order_by("domaine__ordre", "perimetre", "date"):
        derniers[effectif.domaine_id, effectif.perimetre] = EffectifObserve(
            domaine=effectif.domaine.titre,
            jour=effectif.date,
            perimetre=effectif.perimetre,
            agents=effectif.agents,
            etp=effectif.etp,
        )
    return EffectifsAnnuels(
        lignes=tuple(ligne for ligne in derniers.values() if not ligne.perimetre),
        particuliers=tuple(ligne for ligne in derniers.values() if ligne.perimetre),
    )


def lire_cooperations(annee: int) -> tuple[CooperationEnCours, ...]:
    """Coopérations horizontales en vigueur dans l'année (CGCT, art. L. 5111-1)."""
    parties = PartieCooperation.objects.select_related("collectivite").order_by("pk")
    cooperations = Cooperation.objects.pour_exercice(annee).prefetch_related(
        Prefetch("parties", queryset=parties)
    )
    return tuple(_cooperation(cooperation) for cooperation in cooperations)


def _cooperation(cooperation: Cooperation) -> CooperationEnCours:
    parties = list(cooperation.parties.all())
    noms = [partie.collectivite.nom for partie in parties]
    if cooperation.toutes_les_communes:
        noms.append("toutes les communes")
    if cooperation.autres_parties:
        noms.append(cooperation.autres_parties)
    porteurs = [p.collectivite.nom for p in parties if p.role == PartieCooperation.Role.PORTE]
    return CooperationEnCours(
        objet=cooperation.objet,
        forme=cooperation.get_forme_display(),
        base_legale=cooperation.base_legale,
        description=cooperation.description,
        parties=tuple(noms),
        portee_par=tuple(porteurs),
    )
