"""Fiches de domaine du rapport : objectifs, actions, réalisations, activité."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from gouvernance.chapitres import grouper_avec_ccas
from gouvernance.francais import date_en_lettres
from services_communs.chapitres import (
    EffectifObserve,
    EffectifsAnnuels,
    MatriceAdhesions,
    ServicePartage,
    TableauTransferts,
    TransfertDate,
)
from services_communs.models import (
    Domaine,
    Fiche,
    Mesure,
    PisteAction,
    Realisation,
    Saisine,
)


@dataclass(frozen=True, slots=True)
class Concernees:
    """Collectivités concernées par une action une année donnée (0 : ultérieurement)."""

    annee: int | None
    collectivites: tuple[str, ...]
    condition: str


@dataclass(frozen=True, slots=True)
class Action:
    texte: str
    formalisme: str
    concernees: tuple[Concernees, ...]


@dataclass(frozen=True, slots=True)
class Accomplissement:
    rubrique: str
    titre: str
    detail: str
    etat: str
    quand: str
    beneficiaires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Valeur:
    nombre: Decimal
    maximum: Decimal | None
    qualificatif: str
    periode: str
    commentaire: str


@dataclass(frozen=True, slots=True)
class LigneIndicateur:
    rubrique: str
    libelle: str
    unite: str
    precedente: Valeur | None
    valeur: Valeur | None


@dataclass(frozen=True, slots=True)
class AideDemandee:
    commune: str
    objet: str


@dataclass(frozen=True, slots=True)
class FicheDomaine:
    code: str
    titre: str
    direction: str
    est_validee: bool
    objectifs: tuple[str, ...]
    actions: tuple[Action, ...]
    prerequis: str
    a_etudier: str
    points_de_vigilance: str
    faits_marquants: str
    accomplissements: tuple[Accomplissement, ...]
    services: tuple[ServicePartage, ...]
    transferts: tuple[TransfertDate, ...]
    effectif: EffectifObserve | None
    effectifs_particuliers: tuple[EffectifObserve, ...]
    indicateurs: tuple[LigneIndicateur, ...]
    indicateurs_manquants: tuple[str, ...]
    aides: tuple[AideDemandee, ...]

    @property
    def agents_transferes(self) -> int:
        return sum(transfert.agents for transfert in self.transferts)


def lire_fiches(
    annee: int,
    matrice: MatriceAdhesions,
    effectifs: EffectifsAnnuels,
    tableau: TableauTransferts,
) -> tuple[FicheDomaine, ...]:
    """Une fiche par domaine ; services, effectifs et transferts viennent de leurs chapitres."""
    fiches = {fiche.domaine_id: fiche for fiche in _fiches(annee)}
    aides = defaultdict(list)
    for saisine in Saisine.objects.filter(annee=annee).select_related("commune").order_by("pk"):
        aides[saisine.domaine_id].append(AideDemandee(saisine.commune.nom, saisine.objet))
    return tuple(
        FicheDomaine(
            code=domaine.code,
            titre=domaine.titre,
            direction=domaine.direction,
            services=tuple(s for s in matrice.services if s.domaine == domaine.code),
            transferts=tuple(t for t in tableau.details if t.domaine == domaine.titre),
            effectif=_premier(effectifs.lignes, domaine),
            effectifs_particuliers=tuple(
                ligne for ligne in effectifs.particuliers if ligne.domaine == domaine.titre
            ),
            aides=tuple(aides[domaine.pk]),
            **_activite(domaine, annee),
            **_recit(fiches.get(domaine.pk)),
        )
        for domaine in avec_mesures(Domaine.objects.all(), annee)
    )


def avec_mesures(domaines: QuerySet[Domaine], annee: int) -> QuerySet[Domaine]:
    """Joint à chaque domaine ses indicateurs et leurs mesures de l'année et de la précédente."""
    mesures = Mesure.objects.filter(annee__in=[annee - 1, annee])
    return domaines.prefetch_related(
        "indicateurs", Prefetch("indicateurs__mesures", queryset=mesures)
    )


def _fiches(annee: int):
    return Fiche.objects.filter(annee=annee).prefetch_related(
        "objectifs",
        "pistes__concernees__collectivites",
        "realisations__beneficiaires",
    )


def _premier(lignes: tuple[EffectifObserve, ...], domaine: Domaine) -> EffectifObserve | None:
    return next((ligne for ligne in lignes if ligne.domaine == domaine.titre), None)


def _recit(fiche: Fiche | None) -> dict:
    """Champs écrits par le domaine ; vides quand la fiche n'existe pas."""
    if fiche is None:
        fiche = Fiche()
        objectifs = pistes = realisations = ()
    else:
        objectifs = fiche.objectifs.all()
        pistes = fiche.pistes.all()
        realisations = fiche.realisations.all()
    return {
        "est_validee": fiche.etat == Fiche.Etat.VALIDEE,
        "objectifs": tuple(objectif.texte for objectif in objectifs),
        "actions": tuple(_action(piste) for piste in pistes),
        "prerequis": fiche.prerequis,
        "a_etudier": fiche.a_etudier,
        "points_de_vigilance": fiche.points_de_vigilance,
        "faits_marquants": fiche.faits_marquants,
        "accomplissements": tuple(_accomplissement(r) for r in realisations),
    }


def _action(piste: PisteAction) -> Action:
    return Action(
        texte=piste.texte,
        formalisme=piste.formalisme,
        concernees=tuple(
            Concernees(
                annee=ligne.annee,
                collectivites=_noms(ligne.toutes_les_communes, ligne.collectivites.all()),
                condition=ligne.condition,
            )
            for ligne in piste.concernees.all()
        ),
    )


def _accomplissement(realisation: Realisation) -> Accomplissement:
    noms = _noms(realisation.toutes_les_communes, realisation.beneficiaires.all())
    autres = realisation.autres_beneficiaires
    echeance = realisation.echeance
    return Accomplissement(
        rubrique=realisation.rubrique,
        titre=realisation.titre,
        detail=realisation.detail,
        etat=""
        if realisation.etat == Realisation.Etat.REALISEE
        else realisation.get_etat_display(),
        quand=date_en_lettres(echeance, realisation.precision) if echeance else "",
        beneficiaires=(*noms, autres) if autres else noms,
    )


def _noms(toutes: bool, collectivites) -> tuple[str, ...]:
    noms = grouper_avec_ccas(collectivites)
    return ("toutes les communes", *noms) if toutes else noms


def _activite(domaine: Domaine, annee: int) -> dict:
    lignes = []
    manquants = []
    for indicateur in domaine.indicateurs.all():
        mesures = {mesure.annee: _valeur(mesure) for mesure in indicateur.mesures.all()}
        if mesures:
            lignes.append(
                LigneIndicateur(
                    rubrique=indicateur.rubrique,
                    libelle=indicateur.libelle,
                    unite=indicateur.unite,
                    precedente=mesures.get(annee - 1),
                    valeur=mesures.get(annee),
                )
            )
        if indicateur.est_obligatoire and annee not in mesures:
            manquants.append(indicateur.libelle)
    return {"indicateurs": tuple(lignes), "indicateurs_manquants": tuple(manquants)}


def _valeur(mesure: Mesure) -> Valeur:
    return Valeur(
        nombre=mesure.valeur,
        maximum=mesure.valeur_maximale,
        qualificatif=""
        if mesure.qualificatif == Mesure.Qualificatif.EXACT
        else mesure.qualificatif,
        periode=mesure.periode,
        commentaire=mesure.commentaire,
    )
