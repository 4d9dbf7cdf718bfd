"""Ce que montre la page d'une commune, lu en un nombre constant de requêtes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from finances.calculs import ZERO, par_habitant
from finances.models import Participation
from gouvernance.francais import accord, euros, insecables, nombre
from gouvernance.graphiques import Graphique, barres
from gouvernance.models import Collectivite, Population
from mutualisation.communes import FicheCommune, MontantVote, lire_fiches_communes
from mutualisation.models import Edition
from mutualisation.tableau_de_bord import phrases
from mutualisation.tableau_de_bord.gouvernance import VieMetropolitaine, lire_vie_metropolitaine


@dataclass(frozen=True, slots=True)
class Exercice:
    annee: int
    a_un_rapport: bool


@dataclass(frozen=True, slots=True)
class ChiffreCle:
    valeur: str
    libelle: str
    ecart: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Telechargement:
    libelle: str
    adresse: str


@dataclass(frozen=True, slots=True)
class LigneService:
    code: str
    nom: str
    est_gratuit: bool
    precision: str


@dataclass(frozen=True, slots=True)
class LigneVote:
    vote: MontantVote
    precision: str


@dataclass(frozen=True, slots=True)
class PageCommune:
    fiche: FicheCommune
    surtitre: str
    phrase: str
    chiffres: tuple[ChiffreCle, ...]
    services: tuple[LigneService, ...]
    votes: tuple[LigneVote, ...]
    comparaison: Graphique | None
    vie: VieMetropolitaine
    telechargements: tuple[Telechargement, ...]
    exercices: tuple[Exercice, ...]
    exercice: Exercice
    exercice_inconnu: str


def construire_page(commune: Collectivite, demande: str) -> PageCommune:
    """Page de la commune pour l'exercice demandé, ou le dernier s'il n'est pas connu."""
    exercices = lire_exercices(commune)
    exercice = next((e for e in exercices if str(e.annee) == demande), exercices[-1])
    communes = Collectivite.objects.filter(pk=commune.pk)
    (fiche,) = lire_fiches_communes(communes, exercice.annee)
    votes = dict.fromkeys([*fiche.montants_precedents, *fiche.montants])
    return PageCommune(
        fiche=fiche,
        surtitre=phrases.surtitre(fiche),
        phrase=insecables(phrases.phrase(fiche)),
        chiffres=chiffres_cles(commune, fiche, exercices),
        services=tuple(
            LigneService(s.code, s.nom, s.est_gratuit, phrases.adhesion(s)) for s in fiche.services
        ),
        votes=tuple(LigneVote(vote, phrases.precision(vote)) for vote in votes),
        comparaison=comparer(fiche, _contributions(fiche.annee)),
        vie=lire_vie_metropolitaine(commune, fiche, timezone.localdate()),
        telechargements=tuple(_telechargements(commune, fiche, exercice)),
        exercices=exercices,
        exercice=exercice,
        exercice_inconnu=demande if demande not in {"", str(exercice.annee)} else "",
    )


def lire_exercices(commune: Collectivite) -> tuple[Exercice, ...]:
    """Exercices où un montant est voté pour la commune, ou qui ont un rapport publié.

    À défaut, l'an dernier, pour que la page existe.
    """
    votes = Participation.objects.applicables().filter(payeur=commune).order_by()
    publies = Edition.objects.order_by().values_list("rapport__annee", Value(True))
    connus = list(votes.values_list("exercice_debut", Value(False)).union(publies))
    avec_rapport = {annee for annee, a_un_rapport in connus if a_un_rapport}
    annees = {annee for annee, _ in connus} or {timezone.localdate().year - 1}
    return tuple(Exercice(annee, annee in avec_rapport) for annee in sorted(annees))


def chiffres_cles(
    commune: Collectivite, fiche: FicheCommune, exercices: tuple[Exercice, ...]
) -> tuple[ChiffreCle, ...]:
    """Quatre chiffres, chacun ouvrant les lignes qui le font ; un zéro n'a rien à ouvrir."""
    suivi = any(exercice.annee == fiche.annee - 1 for exercice in exercices)
    services = len(fiche.services)
    agents = fiche.agents_transferes
    participations = _participations(commune, fiche)
    return (
        ChiffreCle(
            nombre(services),
            accord(services, "service commun", "services communs"),
            phrases.evolution_des_services(fiche) if suivi else "",
            _adhesions(commune, fiche),
        ),
        ChiffreCle(
            euros(fiche.contribution),
            "participation",
            phrases.evolution_de_la_participation(fiche),
            participations,
        ),
        ChiffreCle(
            euros(fiche.ajustement),
            "sur l’attribution de compensation",
            phrases.effet_sur_l_attribution(fiche),
            participations,
        ),
        ChiffreCle(
            nombre(agents),
            accord(agents, "agent transféré", "agents transférés"),
            phrases.origine_des_transferts(fiche),
            _lignes("transfert_liste", commune=commune.pk) if agents else "",
        ),
    )


def _adhesions(commune: Collectivite, fiche: FicheCommune, **options: str) -> str:
    fin = date(fiche.annee, 12, 31).isoformat()
    filtres = {"commune": commune.pk, "au": fin}
    return _lignes("adhesion_liste", **filtres, **options) if fiche.services else ""


def _participations(commune: Collectivite, fiche: FicheCommune, **options: str) -> str:
    filtres = {"payeur": commune.pk, "exercice": fiche.annee}
    return _lignes("participation_liste", **filtres, **options) if fiche.montants else ""


def _lignes(liste: str, **filtres: int | str) -> str:
    return reverse(liste, query=filtres)


def _telechargements(
    commune: Collectivite, fiche: FicheCommune, exercice: Exercice
) -> Iterator[Telechargement]:
    annee = exercice.annee
    if exercice.a_un_rapport:
        yield Telechargement(f"Rapport annuel {annee}", reverse("rapport_detail", args=[annee]))
        yield Telechargement("Rapport en PDF", reverse("rapport_pdf", args=[annee]))
        if commune.est_en_cours_le(date(annee, 12, 31)):
            adresse = reverse("fiche_pdf", args=[annee, commune.code_insee])
            yield Telechargement("Fiche en deux pages (PDF)", adresse)
    if adresse := _adhesions(commune, fiche, export="csv"):
        yield Telechargement("Adhésions (CSV)", adresse)
    if adresse := _participations(commune, fiche, export="csv"):
        yield Telechargement("Participations (CSV)", adresse)


def comparer(
    fiche: FicheCommune,
    contributions: Iterable[tuple[str, int, Decimal]],
    identifiant: str = "par-habitant",
) -> Graphique | None:
    """Participation par habitant face aux communes de même taille ; rien si elle est seule.

    `contributions` : nom, population et contribution de chaque commune membre.
    """
    if not fiche.population:
        return None
    lignes = [
        (nom, par_habitant(contribution, population))
        for nom, population, contribution in contributions
        if fiche.population <= 2 * population <= 4 * fiche.population
    ]
    if len(lignes) < 2:
        return None
    return barres(
        identifiant,
        f"Participation par habitant en {fiche.annee}",
        f"Communes ayant de la moitié au double des habitants {fiche.de} "
        f"(population totale {fiche.millesime}), parts refacturées comprises.",
        sorted(lignes, key=lambda ligne: -ligne[1]),
        entetes=("Commune", "Par habitant"),
        unite="€",
        accent=fiche.nom,
        decimales=2,
    )


def _contributions(annee: int) -> Iterable[tuple[str, int, Decimal]]:
    """Nom, population et contribution des communes membres, dans l'ordre des noms."""
    populations = Population.objects.filter(
        collectivite=OuterRef("pk"), millesime__lte=annee, totale__isnull=False
    ).order_by("-millesime")
    votes = (
        Participation.objects.applicables()
        .pour_exercice(annee)
        .filter(payeur=OuterRef("pk"))
        .order_by()
        .values("payeur")
        .annotate(total=Sum("montant"))
        .values("total")
    )
    return (
        Collectivite.objects.membres_le(date(annee, 12, 31))
        .annotate(
            population=Subquery(populations.values("totale")[:1]),
            contribution=Coalesce(Subquery(votes), ZERO, output_field=DecimalField()),
        )
        .filter(population__gt=0)
        .values_list("nom", "population", "contribution")
    )
