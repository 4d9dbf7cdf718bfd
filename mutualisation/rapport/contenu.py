"""Contenu du rapport annuel, séparé de sa forme : une lecture, des données figées."""

from dataclasses import dataclass
from datetime import date

from finances.chapitres import ChapitreFinancement, lire_financement
from gouvernance.chapitre_gouvernance import ChapitreGouvernance, lire_gouvernance
from gouvernance.chapitres import (
    CategorieTextes,
    EtapeDatee,
    lire_cadre_juridique,
    lire_etapes,
)
from gouvernance.francais import accord, euros, nombre
from gouvernance.models import Collectivite
from mutualisation.communes import FicheCommune
from mutualisation.controles.chiffres import Ecart, confronter
from mutualisation.controles.comptes import BilanDesControles
from mutualisation.lecture_communes import lire_fiches_communes
from mutualisation.models import ChiffreAnnonce, Rapport
from mutualisation.rapport.petits_effectifs import publier_agents, total_etp_publie
from mutualisation.rapport.points import Point, relever_points
from services_communs.chapitre_realisations import FicheDomaine, lire_fiches
from services_communs.chapitres import (
    CooperationEnCours,
    EffectifsAnnuels,
    MatriceAdhesions,
    TableauTransferts,
    lire_cooperations,
    lire_effectifs,
    lire_matrice,
    lire_transferts,
)


@dataclass(frozen=True, slots=True)
class ChiffreCle:
    valeur: str
    libelle: str
    precision: str


@dataclass(frozen=True, slots=True)
class Parution:
    """Édition dont le contenu est celui-ci : son numéro, sa date, la raison d'une correction."""

    numero: int
    jour: date
    motif: str


@dataclass(frozen=True, slots=True)
class NoteDeMethode:
    """Ce qu'il faut savoir pour lire les chiffres : dates, manques, écarts."""

    jours_observation: tuple[date, ...]
    ecarts: tuple[Ecart, ...]
    chiffres_confrontes: int
    indicateurs_manquants: tuple[tuple[str, tuple[str, ...]], ...]
    fiches_non_validees: tuple[str, ...]
    plus_d_etp_que_d_agents: tuple[str, ...]
    points: tuple[Point, ...]
    corrections: tuple[str, ...]
    # Relevé au moment de publier ; une édition d'avant les contrôles n'en a pas.
    controles: BilanDesControles | None = None


@dataclass(frozen=True, slots=True)
class ContenuRapport:
    annee: int
    titre: str
    metropole: str
    parution: Parution | None
    date_observation: date
    effectif_minimal: int
    textes: tuple[tuple[str, str], ...]
    etapes: tuple[EtapeDatee, ...]
    cadre_juridique: tuple[CategorieTextes, ...]
    fiches: tuple[FicheDomaine, ...]
    matrice: MatriceAdhesions
    transferts: TableauTransferts
    effectifs: EffectifsAnnuels
    financement: ChapitreFinancement
    gouvernance: ChapitreGouvernance
    cooperations: tuple[CooperationEnCours, ...]
    communes: tuple[FicheCommune, ...]
    methode: NoteDeMethode

    @property
    def est_publie(self) -> bool:
        """Faux pour un projet, que rien ne fige encore."""
        return self.parution is not None

    def texte(self, chapitre: str) -> str:
        """Récit d'un chapitre en Markdown, variables comprises ; vide s'il n'y en a pas."""
        return dict(self.textes).get(chapitre, "")

    @property
    def chiffres_cles(self) -> tuple[ChiffreCle, ...]:
        """Première page : ce que la mutualisation est, en quelques nombres."""
        return (*_chiffres_des_services(self), *_chiffres_du_financement(self))


def construire_rapport(annee: int) -> ContenuRapport:
    """Projet de rapport de l'exercice (CGCT, art. L. 5211-39-1, dernier alinéa).

    Lève `Rapport.DoesNotExist` si aucun rapport n'est ouvert pour l'année.
    """
    rapport = Rapport.objects.prefetch_related("textes", "explications").get(annee=annee)
    matrice = lire_matrice(annee)
    effectifs = lire_effectifs(annee)
    transferts = lire_transferts(annee)
    fiches = lire_fiches(annee, matrice, effectifs, transferts)
    membres = Collectivite.objects.membres_le(date(annee, 12, 31))
    return ContenuRapport(
        annee=annee,
        titre=rapport.titre,
        metropole=_nom_de_la_metropole(),
        parution=None,
        date_observation=rapport.date_observation,
        effectif_minimal=rapport.effectif_minimal,
        textes=tuple((texte.chapitre, texte.texte) for texte in rapport.textes.all()),
        etapes=lire_etapes(annee),
        cadre_juridique=lire_cadre_juridique(),
        fiches=fiches,
        matrice=matrice,
        transferts=transferts,
        effectifs=effectifs,
        financement=lire_financement(annee),
        gouvernance=lire_gouvernance(annee),
        cooperations=lire_cooperations(annee),
        communes=lire_fiches_communes(membres, annee),
        methode=_note_de_methode(rapport, fiches, effectifs),
    )


def _nom_de_la_metropole() -> str:
    metropole = Collectivite.objects.metropole().first()
    return metropole.nom if metropole else ""


def _note_de_methode(
    rapport: Rapport, fiches: tuple[FicheDomaine, ...], effectifs: EffectifsAnnuels
) -> NoteDeMethode:
    chiffres = list(ChiffreAnnonce.objects.a_confronter_en(rapport.annee))
    explications = {
        explication.point: explication.texte for explication in rapport.explications.all()
    }
    return NoteDeMethode(
        jours_observation=effectifs.jours,
        ecarts=confronter(chiffres),
        chiffres_confrontes=len(chiffres),
        indicateurs_manquants=tuple(
            (fiche.titre, fiche.indicateurs_manquants)
            for fiche in fiches
            if fiche.indicateurs_manquants
        ),
        fiches_non_validees=tuple(fiche.titre for fiche in fiches if not fiche.est_validee),
        plus_d_etp_que_d_agents=tuple(
            ligne.domaine
            for ligne in effectifs.lignes
            if ligne.agents is not None and ligne.etp is not None and ligne.etp > ligne.agents
        ),
        points=relever_points(fiches, rapport.annee, rapport.date_observation, explications),
        corrections=(),
    )


def _chiffres_des_services(rapport: ContenuRapport) -> tuple[ChiffreCle, ...]:
    services = len(rapport.matrice.services)
    domaines = len({service.domaine for service in rapport.matrice.services})
    minimum = rapport.effectif_minimal
    agents = publier_agents(rapport.effectifs.lignes, minimum)
    transferes = publier_agents(rapport.transferts.details, minimum)
    return (
        ChiffreCle(
            nombre(services),
            accord(services, "service commun", "services communs"),
            f"dans {nombre(domaines)} {accord(domaines, 'domaine')}",
        ),
        ChiffreCle(
            nombre(rapport.matrice.adhesions),
            accord(rapport.matrice.adhesions, "adhésion"),
            f"des {nombre(len(rapport.communes))} communes et de leurs CCAS",
        ),
        ChiffreCle(
            str(agents),
            accord(agents.maximum, "agent"),
            f"{total_etp_publie(rapport.effectifs, minimum)} équivalents temps plein",
        ),
        ChiffreCle(
            str(transferes),
            accord(transferes.maximum, "agent transféré", "agents transférés"),
            f"depuis {nombre(len(rapport.transferts.origines))} collectivités",
        ),
    )


def _chiffres_du_financement(rapport: ContenuRapport) -> tuple[ChiffreCle, ...]:
    """Coût voté et effet sur les attributions ; rien si la CLECT n'a rien arrêté."""
    votes = {exercice.annee: exercice for exercice in rapport.financement.exercices}
    exercice = votes.get(rapport.annee)
    if exercice is None:
        return ()
    precedent = votes.get(rapport.annee - 1)
    return (
        ChiffreCle(
            euros(exercice.total_vote),
            "coût des services communs",
            f"{euros(precedent.total_vote)} en {precedent.annee}" if precedent else "",
        ),
        ChiffreCle(
            euros(exercice.total_ajustements),
            "sur les attributions de compensation des communes",
            f"{euros(precedent.total_ajustements)} en {precedent.annee}" if precedent else "",
        ),
    )
