"""Ce que montre la page de saisie d'une fiche, lu en un nombre constant de requêtes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from gouvernance.models import Collectivite, Utilisateur
from services_communs.completude import Manque, enoncer_manques
from services_communs.models import (
    Adhesion,
    BrouillonFiche,
    CommentaireFiche,
    Domaine,
    Fiche,
    Indicateur,
    TransfertAgents,
)
from services_communs.saisie.contenu import (
    ContenuFiche,
    composer_contenus,
    lire_effectifs,
    lire_fiches,
    lire_mesures,
)


@dataclass(frozen=True, slots=True)
class PageFiche:
    """`precedent` est le contenu de l'année d'avant ; `saisie` le brouillon de la personne ;
    `observation` le jour où le rapport relève les effectifs, s'il est connu."""

    fiche: Fiche
    contenu: ContenuFiche
    precedent: ContenuFiche
    indicateurs: tuple[Indicateur, ...]
    collectivites: tuple[Collectivite, ...]
    commentaires: tuple[CommentaireFiche, ...]
    manques: tuple[Manque, ...]
    saisie: dict[str, list[str]] | None
    saisie_gardee_le: datetime | None
    observation: date | None

    @property
    def annee(self) -> int:
        return self.fiche.annee

    @property
    def annee_precedente(self) -> int:
        return self.fiche.annee - 1

    @property
    def adherents(self) -> tuple[Collectivite, ...]:
        return tuple(c for c in self.collectivites if c.est_adherente)

    @property
    def transferts(self) -> tuple[Collectivite, ...]:
        origines = (c for c in self.collectivites if c.agents_transferes)
        return tuple(sorted(origines, key=lambda c: -c.agents_transferes))

    @property
    def agents_transferes(self) -> int:
        return sum(c.agents_transferes for c in self.collectivites)

    @property
    def echanges(self) -> tuple[CommentaireFiche, ...]:
        """Le journal, sans les passages que personne n'a commentés."""
        return tuple(commentaire for commentaire in self.commentaires if commentaire.texte)

    @property
    def reprises(self) -> dict[str, str]:
        """Listes de l'année d'avant à reprendre d'un coup : celles qui sont encore vides."""
        return {
            nom: nom if getattr(self.precedent, nom) and not getattr(self.contenu, nom) else ""
            for nom in ["objectifs", "pistes"]
        }

    @property
    def choix(self) -> tuple[tuple[int, str], ...]:
        """Collectivités à cocher : celles de l'année, et celles qui le sont déjà."""
        cochees = self.contenu.cochees | self.precedent.cochees
        return tuple((c.pk, c.nom) for c in self.collectivites if c.est_presente or c.pk in cochees)

    @property
    def jour_propose(self) -> date | None:
        """Pour l'effectif, le jour du rapport ; à défaut, le même que l'année d'avant."""
        if self.observation and self.observation.year == self.annee:
            return self.observation
        precedent = self.precedent.effectif.get("date")
        if precedent is None:
            return None
        try:
            return precedent.replace(year=self.annee)
        except ValueError:  # le 29 février
            return precedent.replace(year=self.annee, day=28)


def fiches_a_saisir(utilisateur: Utilisateur) -> QuerySet[Fiche]:
    """Toutes pour qui gère la collecte, celles de ses domaines pour un contributeur."""
    if utilisateur.est_contributeur or utilisateur.has_perm("services_communs.change_fiche"):
        return Fiche.objects.modifiables_par(utilisateur)
    return Fiche.objects.none()


def lire_page(
    annee: int, code: str, utilisateur: Utilisateur, observation: date | None = None
) -> PageFiche:
    """Lève `Fiche.DoesNotExist` quand elle n'existe pas, ou pas pour cette personne."""
    fiches = _avec_brouillon(fiches_a_saisir(utilisateur), utilisateur)
    lues = lire_fiches(fiches.filter(domaine__code=code), annee)
    fiche = lues.get(annee)
    if fiche is None:
        raise Fiche.DoesNotExist(f"Aucune fiche {code} {annee}.")
    indicateurs, mesures = lire_mesures(fiche.domaine, annee)
    contenus = composer_contenus(lues, annee, mesures, lire_effectifs(fiche.domaine, annee))
    contenu, precedent = contenus[annee], contenus[annee - 1]
    return PageFiche(
        fiche=fiche,
        contenu=contenu,
        precedent=precedent,
        indicateurs=indicateurs,
        collectivites=_lire_collectivites(fiche.domaine, annee),
        commentaires=tuple(fiche.commentaires.select_related("auteur")),
        manques=_manques(fiche, contenu, precedent, indicateurs, observation),
        saisie=fiche.saisie,
        saisie_gardee_le=fiche.saisie_gardee_le,
        observation=observation,
    )


def _avec_brouillon(fiches: QuerySet[Fiche], auteur: Utilisateur) -> QuerySet[Fiche]:
    brouillons = BrouillonFiche.objects.filter(fiche=OuterRef("pk"), auteur=auteur)
    return fiches.annotate(
        saisie=Subquery(brouillons.values("saisie")),
        saisie_gardee_le=Subquery(brouillons.values("enregistre_le")),
    )


def _lire_collectivites(domaine: Domaine, annee: int) -> tuple[Collectivite, ...]:
    """Toutes, chaque commune suivie de son CCAS, avec leur part dans ce domaine."""
    adhesions = Adhesion.objects.en_cours_le(date(annee, 12, 31)).filter(
        collectivite=OuterRef("pk"), service__domaine=domaine
    )
    transferts = (
        TransfertAgents.objects.jusqu_a(annee)
        .filter(origine=OuterRef("pk"), domaine=domaine)
        .order_by()
        .values("origine")
        .annotate(total=Sum("agents"))
        .values("total")
    )
    presentes = Collectivite.objects.pour_exercice(annee).exclude(nature="exterieure")
    return tuple(
        Collectivite.objects.annotate(
            est_adherente=Exists(adhesions),
            est_presente=Exists(presentes.filter(pk=OuterRef("pk"))),
            agents_transferes=Coalesce(Subquery(transferts), 0),
        ).order_by(Coalesce("commune__nom_de_tri", "nom_de_tri"), "-nature", "pk")
    )


def _manques(
    fiche: Fiche,
    contenu: ContenuFiche,
    precedent: ContenuFiche,
    indicateurs: Iterable[Indicateur],
    observation: date | None,
) -> tuple[Manque, ...]:
    """Ce que dit `completude.manques`, sans relire ce que la page a déjà lu."""
    contenus = {fiche.annee: contenu, fiche.annee - 1: precedent}

    def presence(rubrique):
        remplies = {annee for annee, c in contenus.items() if getattr(c, rubrique)}
        return {(fiche.domaine_id, annee) for annee in remplies}

    presences = {
        "fiche": presence("existe"),
        **{nom: presence(nom) for nom in ["objectifs", "realisations", "effectif"]},
    }
    sans_valeur = [
        indicateur.libelle
        for indicateur in indicateurs
        if indicateur.pk not in contenu.mesures
        and (indicateur.est_obligatoire or indicateur.pk in precedent.mesures)
    ]
    return tuple(enoncer_manques(fiche.annee, fiche.domaine, presences, sans_valeur, observation))
