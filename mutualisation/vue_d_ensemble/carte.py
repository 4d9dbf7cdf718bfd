"""Carte schématique des communes : ce qu'elles partagent un jour, ou ce qu'elles paient."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median_low

from django.db.models import Sum
from django.urls import reverse

from finances.calculs import ZERO, par_habitant
from finances.models import Participation
from gouvernance.francais import (
    ABSENT,
    INSECABLE,
    accord,
    date_en_lettres,
    enumerer,
    euros,
    insecables,
    nombre,
)
from gouvernance.graphiques import Graphique, Lieu, carte
from mutualisation.vue_d_ensemble.financement import adresse_des_participations
from mutualisation.vue_d_ensemble.partage import CommuneLue, Partage, lire_partage


class Mode(StrEnum):
    SERVICES = "services"
    EUROS = "euros"


class Tri(StrEnum):
    NOM = "nom"
    POPULATION = "population"
    SERVICES = "services"
    PARTICIPATION = "participation"
    PAR_HABITANT = "par_habitant"


ENTETES = {
    Tri.NOM: "Commune",
    Tri.POPULATION: "Habitants",
    Tri.SERVICES: "Services communs",
    Tri.PARTICIPATION: "Participation",
    Tri.PAR_HABITANT: "Par habitant",
}


@dataclass(frozen=True, slots=True)
class Entete:
    """`suivant` : ce que demande un clic ; `sens` : celui du tri en cours, ou rien."""

    titre: str
    suivant: str
    sens: str


@dataclass(frozen=True, slots=True)
class LigneDeCarte:
    """Une commune ; `participation` est inconnue tant que rien n'est voté pour l'exercice."""

    commune: CommuneLue
    services: int
    adhesions: int
    participation: Decimal | None
    adresse: str
    adresse_des_adhesions: str
    adresse_des_participations: str

    @property
    def population(self) -> int | None:
        return self.commune.population

    @property
    def par_habitant(self) -> Decimal | None:
        if self.participation is None or not self.population:
            return None
        return par_habitant(self.participation, self.population)

    @property
    def precision(self) -> str:
        """La commune et son CCAS peuvent adhérer au même service."""
        return f"{self.adhesions}{INSECABLE}adhésions" if self.adhesions != self.services else ""


@dataclass(frozen=True, slots=True)
class Carte:
    """`message` dit pourquoi ce n'est pas la carte que l'adresse demandait."""

    jour: date
    exercice: int
    mode: Mode
    graphique: Graphique
    entetes: tuple[Entete, ...]
    lignes: tuple[LigneDeCarte, ...]
    est_triee: bool
    message: str


def lire_carte(
    jour: date,
    exercice: int,
    demande: str = "",
    tri: str = "",
    partage: Partage | None = None,
    votes: Mapping[int, Decimal] | None = None,
) -> Carte:
    """Communes membres ce jour-là ; `demande` et `tri` viennent de l'adresse.

    Deux requêtes si le `partage` n'est pas déjà lu, une si les `votes` ne le sont pas.
    """
    mode, message = lire_mode(demande)
    votes = lire_participations(exercice) if votes is None else votes
    lignes = _lire_lignes(partage or lire_partage(jour, jour), jour, votes, exercice)
    cle, croissant = lire_tri(tri)
    return Carte(
        jour=jour,
        exercice=exercice,
        mode=mode,
        graphique=_dessiner(lignes, mode, jour, exercice),
        entetes=tuple(_entete(colonne, cle, croissant) for colonne in Tri),
        lignes=_trier(lignes, cle, croissant),
        est_triee=bool(tri),
        message=message,
    )


def lire_mode(demande: str) -> tuple[Mode, str]:
    """Le mode demandé, ou celui de repli et pourquoi."""
    demande = demande.strip()
    if demande in {"", *Mode}:
        return Mode(demande or Mode.SERVICES), ""
    cite = f"{demande[:20]}…" if len(demande) > 20 else demande
    return Mode.SERVICES, insecables(
        f"« {cite} » n’est pas une carte : voici les services communs."
    )


def lire_tri(demande: str) -> tuple[Tri, bool]:
    """Colonne et sens croissant ; à défaut d'une colonne connue, les noms."""
    colonne = demande.removeprefix("-")
    if colonne not in set(Tri):
        return Tri.NOM, True
    return Tri(colonne), not demande.startswith("-")


def _entete(colonne: Tri, triee: Tri, croissant: bool) -> Entete:
    """Un premier clic montre les plus grands nombres, ou les noms dans l'ordre."""
    if colonne is not triee:
        suivant = colonne if colonne is Tri.NOM else f"-{colonne}"
        return Entete(ENTETES[colonne], suivant, "")
    suivant = f"-{colonne}" if croissant else colonne
    return Entete(ENTETES[colonne], suivant, "ascending" if croissant else "descending")


def _trier(lignes: list[LigneDeCarte], cle: Tri, croissant: bool) -> tuple[LigneDeCarte, ...]:
    """Ce qui n'est pas connu vient en dernier ; à égalité, l'ordre des noms, déjà fait."""
    if cle is Tri.NOM:
        return tuple(lignes if croissant else reversed(lignes))
    connues = [ligne for ligne in lignes if getattr(ligne, cle) is not None]
    signe = 1 if croissant else -1
    inconnues = [ligne for ligne in lignes if getattr(ligne, cle) is None]
    return (*sorted(connues, key=lambda ligne: signe * getattr(ligne, cle)), *inconnues)


def _lire_lignes(
    partage: Partage, jour: date, votes: Mapping[int, Decimal], exercice: int
) -> list[LigneDeCarte]:
    adhesions = Counter()
    services = defaultdict(set)
    for adhesion in partage.adhesions_le(jour):
        adhesions[adhesion.commune] += 1
        services[adhesion.commune].add(adhesion.service)
    return [
        LigneDeCarte(
            commune=commune,
            services=len(services[commune.cle]),
            adhesions=adhesions[commune.cle],
            # Un exercice voté ne laisse personne dans l'inconnu : qui n'y figure pas ne paie rien.
            participation=votes.get(commune.cle, ZERO) if votes else None,
            adresse=reverse("commune_detail", args=[commune.code_insee]),
            adresse_des_adhesions=reverse(
                "adhesion_liste", query={"commune": commune.cle, "au": jour.isoformat()}
            ),
            adresse_des_participations=adresse_des_participations(exercice, payeur=commune.cle),
        )
        for commune in partage.membres_le(jour)
    ]


def lire_participations(exercice: int) -> Mapping[int, Decimal]:
    """Ce que vote l'exercice pour chaque payeur, parts refacturées comprises."""
    votes = Participation.objects.applicables().pour_exercice(exercice).order_by()
    return dict(
        votes.values("payeur").annotate(total=Sum("montant")).values_list("payeur", "total")
    )


def _dessiner(lignes: list[LigneDeCarte], mode: Mode, jour: date, exercice: int) -> Graphique:
    if mode is Mode.SERVICES:
        return carte(
            "carte",
            f"Services communs de chaque commune au {date_en_lettres(jour)}",
            f"{phrase_des_services(lignes)} {_lecture(lignes, 'le nombre de services')}",
            [_lieu(ligne, ligne.services, _services(ligne)) for ligne in lignes],
            entetes=("Commune", "Habitants", "Services communs"),
        )
    return carte(
        "carte",
        f"Participation par habitant en {exercice}",
        f"{phrase_des_euros(lignes, exercice)} {_lecture(lignes, 'les euros par habitant')}",
        [_lieu(ligne, ligne.par_habitant, _euros(ligne)) for ligne in lignes],
        entetes=("Commune", "Habitants", "Euros par habitant"),
        unite="€",
        decimales=2,
    )


def _lieu(ligne: LigneDeCarte, valeur: int | Decimal | None, ecrite: str) -> Lieu:
    commune, habitants = ligne.commune, ligne.population
    peuplee = ABSENT if habitants is None else nombre(habitants)
    return Lieu(
        nom=commune.nom,
        latitude=commune.latitude,
        longitude=commune.longitude,
        taille=habitants,
        valeur=valeur,
        adresse=ligne.adresse,
        description=insecables(
            f"{commune.nom} : {ecrite}, {peuplee} {accord(habitants or 0, 'habitant')}"
        ),
    )


def _services(ligne: LigneDeCarte) -> str:
    return f"{ligne.services} {accord(ligne.services, 'service commun', 'services communs')}"


def _euros(ligne: LigneDeCarte) -> str:
    if ligne.par_habitant is None:
        return "participation non connue"
    return f"{euros(ligne.par_habitant, 2)} par habitant"


def phrase_des_services(lignes: list[LigneDeCarte]) -> str:
    nombres = [ligne.services for ligne in lignes]
    if not nombres:
        return "Aucune commune n’est membre de la métropole ce jour-là."
    bas, haut = min(nombres), max(nombres)
    if bas == haut:
        return f"Chaque commune partage {bas} {accord(bas, 'service commun', 'services communs')}."
    milieu = median_low(nombres)
    return (
        f"De {bas} à {haut} services communs par commune ; une sur deux en a au plus {milieu}."
    ).replace(" ;", f"{INSECABLE};")


def phrase_des_euros(lignes: list[LigneDeCarte], exercice: int) -> str:
    connues = [(ligne.par_habitant, ligne.commune.nom) for ligne in lignes]
    connues = [connue for connue in connues if connue[0] is not None]
    if not connues:
        return f"Aucune participation n’est votée pour {exercice}."
    haut, premiere = max(connues)
    gratuites = sum(not montant for montant, _ in connues)
    milieu = median_low(montant for montant, _ in connues)
    phrase = (
        f"{premiere} paie le plus, {euros(haut, 2)} par habitant ; "
        f"une commune sur deux paie au plus {euros(milieu, 2)}"
    )
    if gratuites:
        phrase += f", {gratuites} ne {accord(gratuites, 'paie', 'paient')} rien"
    return insecables(f"{phrase}.")


def _lecture(lignes: list[LigneDeCarte], teinte: str) -> str:
    """Comment lire la carte, et qui n'y est pas."""
    lecture = f"La surface d’un cercle dit la population, sa teinte {teinte}."
    sans_place = [
        ligne.commune.nom
        for ligne in lignes
        if None in (ligne.commune.latitude, ligne.commune.longitude) or not ligne.population
    ]
    if not sans_place:
        return lecture
    verbe = accord(len(sans_place), "n’a", "n’ont")
    sujet = accord(len(sans_place), "elle n’est", "elles ne sont")
    return insecables(
        f"{lecture} {enumerer(sans_place)} {verbe} ni place ni population connues "
        f"pour la dessiner : {sujet} que dans le tableau."
    )
