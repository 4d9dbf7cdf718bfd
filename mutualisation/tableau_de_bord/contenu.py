"""Ce que montre la page d'une commune, lu en un nombre constant de requêtes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gouvernance.exports import FORMATS
from gouvernance.francais import accord, euros, insecables, nombre
from gouvernance.graphiques import Graphique
from gouvernance.models import Collectivite
from gouvernance.querysets import CollectiviteQuerySet
from mutualisation.communes import FicheCommune, MontantVote
from mutualisation.journal.adresses import AdressesDuJournal, adresses_du_journal
from mutualisation.lecture_communes import lire_fiche
from mutualisation.tableau_de_bord import phrases
from mutualisation.tableau_de_bord.comparaison import comparer_pour
from mutualisation.tableau_de_bord.exercices import Etat
from mutualisation.tableau_de_bord.gouvernance import VieMetropolitaine, lire_vie_metropolitaine
from mutualisation.tableau_de_bord.lignes import Lignes, adresses_des_lignes


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
class TelechargementDeLignes:
    """Les mêmes lignes dans chaque format : extension et adresse."""

    libelle: str
    formats: tuple[tuple[str, str], ...]


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
    commune: Collectivite
    fiche: FicheCommune
    etat: Etat
    surtitre: str
    phrase: str
    chiffres: tuple[ChiffreCle, ...]
    services: tuple[LigneService, ...]
    votes: tuple[LigneVote, ...]
    lignes: Lignes
    comparaison: Graphique | None
    vie: VieMetropolitaine
    documents: tuple[Telechargement, ...]
    donnees: tuple[TelechargementDeLignes, ...]
    journal: AdressesDuJournal

    @property
    def titre(self) -> str:
        return f"{self.fiche.nom} {self.etat.quand}"

    @property
    def a_du_deja_valorise(self) -> bool:
        return any(ligne.vote.deja_valorise for ligne in self.votes)


def choisir_commune(
    communes: CollectiviteQuerySet, code_insee: str, etat: Etat
) -> Collectivite | None:
    """La commune de ce code le jour choisi ; sinon celle d'aujourd'hui, ou la dernière.

    Une commune nouvelle garde souvent le code d'une ancienne.
    """
    au_code = communes.filter(code_insee=code_insee)
    lues = list(au_code.avec_population_et_sieges_le(etat.jour).order_by("pk"))
    if etat.est_un_jour_choisi:
        lues = [c for c in lues if c.est_en_cours_le(etat.jour)] or lues
    return max(lues, key=lambda commune: commune.date_fin or date.max, default=None)


def construire_page(commune: Collectivite, etat: Etat, utilisateur) -> PageCommune:
    """Page de la commune, lue par `choisir_commune`, telle que cette personne peut la lire."""
    fiche = lire_fiche(commune, etat.jour)
    votes = dict.fromkeys([*fiche.montants_precedents, *fiche.montants])
    lignes = adresses_des_lignes(commune, fiche, etat)
    return PageCommune(
        commune=commune,
        fiche=fiche,
        etat=etat,
        surtitre=phrases.surtitre(fiche),
        phrase=insecables(phrases.phrase(fiche, etat.quand if etat.est_un_jour_choisi else "")),
        chiffres=chiffres_cles(fiche, etat, lignes),
        services=tuple(
            LigneService(s.code, s.nom, s.est_gratuit, phrases.adhesion(s)) for s in fiche.services
        ),
        votes=tuple(LigneVote(vote, phrases.precision(vote)) for vote in votes),
        lignes=lignes,
        comparaison=comparer_pour(fiche, etat.exercice, utilisateur),
        vie=lire_vie_metropolitaine(commune, fiche, etat),
        documents=tuple(_documents(commune, etat)),
        donnees=tuple(_donnees(lignes)),
        journal=adresses_du_journal(etat.jour, commune),
    )


def chiffres_cles(fiche: FicheCommune, etat: Etat, lignes: Lignes) -> tuple[ChiffreCle, ...]:
    """Quatre chiffres, chacun ouvrant les lignes qui le font ; un zéro n'a rien à ouvrir."""
    suivi = any(exercice.annee == fiche.annee - 1 for exercice in etat.exercices)
    services, agents = len(fiche.services), fiche.agents_transferes
    # À un jour choisi, le montant reste celui de tout l'exercice.
    de_l_exercice = f" de {fiche.annee}" if etat.est_un_jour_choisi else ""
    return (
        ChiffreCle(
            nombre(services),
            accord(services, "service commun", "services communs"),
            phrases.evolution_des_services(fiche) if suivi else "",
            lignes.services,
        ),
        ChiffreCle(
            euros(fiche.contribution),
            f"participation{de_l_exercice}",
            phrases.evolution_de_la_participation(fiche),
            lignes.participations,
        ),
        ChiffreCle(
            euros(fiche.ajustement),
            f"sur l’attribution de compensation{de_l_exercice}",
            phrases.effet_sur_l_attribution(fiche),
            lignes.participations,
        ),
        ChiffreCle(
            nombre(agents),
            accord(agents, "agent transféré", "agents transférés"),
            phrases.origine_des_transferts(fiche),
            lignes.transferts,
        ),
    )


def _documents(commune: Collectivite, etat: Etat) -> Iterator[Telechargement]:
    annee = etat.annee
    if etat.exercice.a_un_rapport:
        if commune.est_en_cours_le(date(annee, 12, 31)):
            adresse = reverse("fiche_pdf", args=[annee, commune.code_insee])
            yield Telechargement(f"Fiche {annee} en deux pages (PDF)", adresse)
        yield Telechargement(f"Rapport annuel {annee}", reverse("rapport_detail", args=[annee]))
        yield Telechargement("Rapport en PDF", reverse("rapport_pdf", args=[annee]))


def _donnees(lignes: Lignes) -> Iterator[TelechargementDeLignes]:
    for libelle, adresse in [
        ("Adhésions", lignes.adhesions),
        ("Participations", lignes.participations),
        ("Agents transférés", lignes.transferts),
        ("Coopérations", lignes.cooperations),
    ]:
        if adresse:
            formats = tuple((code.upper(), f"{adresse}&export={code}") for code in FORMATS)
            yield TelechargementDeLignes(libelle, formats)
