"""Qui adhère à quoi un jour donné : une matrice, triée et filtrée, et ses totaux."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from django.urls import reverse

from gouvernance.francais import INSECABLE, accord, date_en_lettres, nombre
from gouvernance.periodes import Precision
from mutualisation.vue_d_ensemble.partage import AdhesionLue, CommuneLue, Partage, ServiceLu


class Lignes(StrEnum):
    """Ordre des communes."""

    NOM = "nom"
    POPULATION = "population"
    SERVICES = "services"


class Colonnes(StrEnum):
    """Ordre des services."""

    DOMAINE = "domaine"
    ADHERENTS = "adherents"


@dataclass(frozen=True, slots=True)
class Case:
    """Qui adhère, de la commune et de son CCAS, et depuis quand ; vide si aucun."""

    forme: str = ""
    annee: str = ""
    texte: str = ""


VIDE = Case()
COLONNES_QUI_TIENNENT = 20
# Adhésions de chaque commune, son CCAS compris, à chaque service.
Cases = Mapping[tuple[int, int], list[AdhesionLue]]


@dataclass(frozen=True, slots=True)
class Colonne:
    """`part` : communes où quelqu'un adhère, la commune ou son CCAS, en centièmes des lignes."""

    service: ServiceLu
    adresse: str
    communes: int
    ccas: int
    adherents: int
    part: str
    adresse_des_adhesions: str

    @property
    def adhesions(self) -> int:
        return self.communes + self.ccas


@dataclass(frozen=True, slots=True)
class Groupe:
    """Services voisins d'un même domaine ; son titre ne se montre que s'il y en a plusieurs."""

    titre: str
    largeur: int


@dataclass(frozen=True, slots=True)
class Ligne:
    commune: CommuneLue
    adresse: str
    population: str
    cases: tuple[Case, ...]
    services: int
    adhesions: int
    adresse_des_adhesions: str


@dataclass(frozen=True, slots=True)
class Matrice:
    """`filtre` : dans les listes, celui du domaine qu'on a choisi de montrer seul."""

    jour: date
    filtre: Mapping[str, int]
    lignes: tuple[Ligne, ...]
    colonnes: tuple[Colonne, ...]
    groupes: tuple[Groupe, ...]

    @property
    def communes(self) -> int:
        return sum(colonne.communes for colonne in self.colonnes)

    @property
    def ccas(self) -> int:
        return sum(colonne.ccas for colonne in self.colonnes)

    @property
    def adhesions(self) -> int:
        return self.communes + self.ccas

    @property
    def adresse_des_adhesions(self) -> str:
        return _adhesions(self.jour, **self.filtre)

    @property
    def tient(self) -> bool:
        """Vrai si les colonnes tiennent dans la largeur d'une page."""
        return len(self.colonnes) <= COLONNES_QUI_TIENNENT

    @property
    def est_vide(self) -> bool:
        return not (self.lignes and self.colonnes)


def construire_matrice(
    partage: Partage,
    jour: date,
    *,
    lignes: Lignes = Lignes.NOM,
    colonnes: Colonnes = Colonnes.DOMAINE,
    domaine: str = "",
) -> Matrice:
    """Membres en lignes, services ouverts en colonnes.

    Un ancien membre ou un service fermé y figure encore si une adhésion y est restée ouverte :
    les totaux sont toujours ceux des lignes de la base.
    """
    cases: dict[tuple[int, int], list[AdhesionLue]] = defaultdict(list)
    services_du_domaine = {s.cle for s in partage.services if domaine in {"", s.domaine}}
    filtre = _filtre_du_domaine(partage, domaine)
    for adhesion in partage.adhesions_le(jour):
        if adhesion.service in services_du_domaine:
            cases[adhesion.commune, adhesion.service].append(adhesion)
    adherentes = {commune for commune, _ in cases}
    rejoints = {service for _, service in cases}
    membres = {commune.cle for commune in partage.membres_le(jour)} | adherentes
    ouverts = {service.cle for service in partage.services_le(jour)} | rejoints
    montres = [s for s in partage.services if s.cle in ouverts & services_du_domaine]
    lues = _colonnes(montres, cases, jour, len(membres))
    rangees = _ranger_les_colonnes(lues, colonnes)
    services = [colonne.service for colonne in rangees]
    construites = [
        _ligne(commune, services, cases, jour, filtre)
        for commune in partage.communes
        if commune.cle in membres
    ]
    return Matrice(
        jour=jour,
        filtre=filtre,
        lignes=tuple(_ranger_les_lignes(construites, lignes)),
        colonnes=tuple(rangees),
        groupes=_groupes(rangees) if colonnes is Colonnes.DOMAINE else (),
    )


def _filtre_du_domaine(partage: Partage, domaine: str) -> dict[str, int]:
    siens = (s.cle_du_domaine for s in partage.services if s.domaine == domaine)
    cle = next(siens, None)
    return {} if cle is None else {"domaine": cle}


def _ranger_les_colonnes(colonnes: list[Colonne], ordre: Colonnes) -> list[Colonne]:
    """Par domaine, l'ordre où ils sont lus ; sinon les plus rejoints d'abord."""
    if ordre is Colonnes.DOMAINE:
        return colonnes
    return sorted(colonnes, key=lambda c: (-c.adherents, c.service.nom_de_tri, c.service.cle))


def _ranger_les_lignes(lignes: list[Ligne], ordre: Lignes) -> list[Ligne]:
    """Les plus grandes valeurs d'abord ; à égalité, l'ordre des noms, déjà fait."""
    match ordre:
        case Lignes.POPULATION:
            return sorted(lignes, key=lambda ligne: -(ligne.commune.population or 0))
        case Lignes.SERVICES:
            return sorted(lignes, key=lambda ligne: (-ligne.services, -ligne.adhesions))
    return lignes


def _colonnes(services: list[ServiceLu], cases: Cases, jour: date, lignes: int) -> list[Colonne]:
    par_service: dict[int, list[list[AdhesionLue]]] = defaultdict(list)
    for (_, service), adhesions in cases.items():
        par_service[service].append(adhesions)
    colonnes = []
    for service in services:
        adherents = par_service[service.cle]
        des_ccas = [a.est_d_un_ccas for adhesions in adherents for a in adhesions]
        colonnes.append(
            Colonne(
                service=service,
                adresse=reverse("service_detail", args=[service.code]),
                communes=des_ccas.count(False),
                ccas=des_ccas.count(True),
                adherents=len(adherents),
                part=f"{100 * len(adherents) / lignes:.1f}" if lignes else "0",
                adresse_des_adhesions=_adhesions(jour, service=service.cle),
            )
        )
    return colonnes


def _groupes(colonnes: list[Colonne]) -> tuple[Groupe, ...]:
    groupes = groupby(colonnes, key=lambda colonne: colonne.service.titre_du_domaine)
    return tuple(Groupe(titre, len(list(voisins))) for titre, voisins in groupes)


def _ligne(
    commune: CommuneLue,
    services: list[ServiceLu],
    cases: Cases,
    jour: date,
    filtre: Mapping[str, int],
) -> Ligne:
    siennes = [cases.get((commune.cle, service.cle)) for service in services]
    return Ligne(
        commune=commune,
        adresse=reverse("commune_detail", args=[commune.code_insee]),
        population="" if commune.population is None else nombre(commune.population),
        cases=tuple(_case(adhesions) if adhesions else VIDE for adhesions in siennes),
        services=sum(adhesions is not None for adhesions in siennes),
        adhesions=sum(len(adhesions) for adhesions in siennes if adhesions),
        adresse_des_adhesions=_adhesions(jour, commune=commune.cle, **filtre),
    )


def _case(adhesions: list[AdhesionLue]) -> Case:
    """« 2019 » à l'écran ; « commune et CCAS depuis le 1er mai 2019 » pour qui s'y arrête."""
    rangees = sorted(adhesions, key=lambda a: (a.est_d_un_ccas, a.date_debut))
    natures = {adhesion.est_d_un_ccas for adhesion in rangees}
    forme = "deux" if len(natures) == 2 else "ccas" if True in natures else "commune"
    dates = {_depuis(adhesion) for adhesion in rangees}
    if len(dates) == 1:
        qui = {"deux": "commune et CCAS", "ccas": "CCAS", "commune": "commune"}[forme]
        texte = f"{qui} depuis {dates.pop()}"
    else:
        texte = ", ".join(
            f"{'CCAS' if adhesion.est_d_un_ccas else 'commune'} depuis {_depuis(adhesion)}"
            for adhesion in rangees
        )
    premiere = min(adhesion.date_debut for adhesion in rangees)
    return Case(forme, str(premiere.year), texte)


def _depuis(adhesion: AdhesionLue) -> str:
    jour = date_en_lettres(adhesion.date_debut, adhesion.precision)
    return f"le {jour}" if adhesion.precision == Precision.JOUR else jour


def _adhesions(jour: date, **filtres: int | str) -> str:
    return reverse("adhesion_liste", query={**filtres, "au": jour.isoformat()})


def phrase_de_la_matrice(matrice: Matrice) -> str:
    """« 23 communes, 20 services, 188 adhésions »."""
    nombres = [
        (len(matrice.lignes), "commune", "communes"),
        (len(matrice.colonnes), "service commun", "services communs"),
        (matrice.adhesions, "adhésion", "adhésions"),
    ]
    return ", ".join(f"{nombre(n)}{INSECABLE}{accord(n, un, des)}" for n, un, des in nombres)
