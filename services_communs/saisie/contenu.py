"""Ce que dit une fiche d'une année, et de celle d'avant, sous la forme de ses champs."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.forms import model_to_dict

from services_communs.models import (
    CommunesConcernees,
    Domaine,
    Effectif,
    Fiche,
    Indicateur,
    Realisation,
)

TEXTES = ["faits_marquants", "points_de_vigilance", "a_etudier", "prerequis"]
CHAMPS_PISTE = ["texte", "formalisme"]
CHAMPS_CONCERNEES = ["annee", "toutes_les_communes", "condition"]
CHAMPS_REALISATION = [
    "titre",
    "rubrique",
    "etat",
    "echeance",
    "precision",
    "detail",
    "toutes_les_communes",
    "autres_beneficiaires",
]
CHAMPS_MESURE = ["qualificatif", "valeur", "valeur_maximale", "periode", "date", "commentaire"]
CHAMPS_EFFECTIF = ["agents", "etp", "date"]


@dataclass(frozen=True, slots=True)
class ContenuFiche:
    """Ce que dit une fiche, sous la forme des champs de sa page."""

    existe: bool
    textes: dict[str, str]
    objectifs: tuple[dict, ...]
    pistes: tuple[dict, ...]
    realisations: tuple[dict, ...]
    mesures: dict[int, dict]
    effectif: dict

    @property
    def empreinte(self) -> str:
        """Change dès qu'on enregistre autre chose : deux personnes ne s'écrasent pas."""
        ecrit = json.dumps(asdict(self), default=str, sort_keys=True)
        return sha256(ecrit.encode()).hexdigest()

    @property
    def cochees(self) -> set[int]:
        """Collectivités nommées par une action ou une réalisation."""
        concernees = (c for piste in self.pistes for c in piste["concernees"])
        return {pk for c in concernees for pk in c["collectivites"]} | {
            pk for realisation in self.realisations for pk in realisation["beneficiaires"]
        }


def lire_contenu(fiche: Fiche) -> ContenuFiche:
    """Ce que dit la fiche en ce moment."""
    lues = lire_fiches(Fiche.objects.filter(domaine=fiche.domaine_id), fiche.annee)
    _, mesures = lire_mesures(fiche.domaine, fiche.annee)
    effectifs = lire_effectifs(fiche.domaine, fiche.annee)
    return composer_contenus(lues, fiche.annee, mesures, effectifs)[fiche.annee]


def lire_fiches(fiches: QuerySet[Fiche], annee: int) -> dict[int, Fiche]:
    """La fiche de l'année et celle d'avant."""
    lues = fiches.filter(annee__in=[annee - 1, annee]).select_related("domaine")
    return {
        fiche.annee: fiche
        for fiche in lues.prefetch_related("objectifs", "pistes__concernees", "realisations")
    }


def composer_contenus(
    fiches: dict[int, Fiche],
    annee: int,
    mesures: dict[int, dict[int, dict]],
    effectifs: dict[int, dict],
) -> dict[int, ContenuFiche]:
    concernees, beneficiaires = _lire_liens(fiches.values())
    contenus = {}
    for exercice in [annee - 1, annee]:
        fiche = fiches.get(exercice)
        pistes = fiche.pistes.all() if fiche else ()
        realisations = fiche.realisations.all() if fiche else ()
        contenus[exercice] = ContenuFiche(
            existe=fiche is not None,
            textes={nom: getattr(fiche, nom, "") for nom in TEXTES},
            objectifs=tuple({"texte": o.texte} for o in fiche.objectifs.all()) if fiche else (),
            pistes=tuple(
                model_to_dict(piste, CHAMPS_PISTE)
                | {
                    "concernees": tuple(
                        model_to_dict(ligne, CHAMPS_CONCERNEES)
                        | {"collectivites": concernees[ligne.pk]}
                        for ligne in piste.concernees.all()
                    )
                }
                for piste in pistes
            ),
            realisations=tuple(
                model_to_dict(realisation, CHAMPS_REALISATION)
                | {"beneficiaires": beneficiaires[realisation.pk]}
                for realisation in realisations
            ),
            mesures=mesures[exercice],
            effectif=effectifs.get(exercice, {}),
        )
    return contenus


def _lire_liens(fiches: Iterable[Fiche]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Collectivités cochées par ligne d'action, puis par réalisation, en une requête."""
    lignes = {True: defaultdict(list), False: defaultdict(list)}
    concernees = CommunesConcernees.collectivites.through.objects.filter(
        communesconcernees__piste__fiche__in=fiches
    ).values_list(Value(True), "communesconcernees", "collectivite")
    beneficiaires = Realisation.beneficiaires.through.objects.filter(
        realisation__fiche__in=fiches
    ).values_list(Value(False), "realisation", "collectivite")
    for est_action, ligne, collectivite in sorted(concernees.union(beneficiaires)):
        lignes[est_action][ligne].append(collectivite)
    return lignes[True], lignes[False]


def lire_mesures(
    domaine: Domaine, annee: int
) -> tuple[tuple[Indicateur, ...], dict[int, dict[int, dict]]]:
    """Indicateurs du domaine, et par année leurs mesures."""
    lignes = Indicateur.objects.filter(domaine=domaine).annotate(
        mesure=FilteredRelation("mesures", condition=Q(mesures__annee__in=[annee - 1, annee])),
        annee=F("mesure__annee"),
        **{f"mesure_{champ}": F(f"mesure__{champ}") for champ in CHAMPS_MESURE},
    )
    indicateurs, mesures = {}, {annee - 1: {}, annee: {}}
    for ligne in lignes:
        indicateurs[ligne.pk] = ligne
        if ligne.annee:
            mesures[ligne.annee][ligne.pk] = {
                champ: getattr(ligne, f"mesure_{champ}") for champ in CHAMPS_MESURE
            }
    return tuple(indicateurs.values()), mesures


def lire_effectifs(domaine: Domaine, annee: int) -> dict[int, dict]:
    """Par année, le dernier effectif observé du service commun."""
    lus = defaultdict(list)
    effectifs = Effectif.objects.filter(
        domaine=domaine, perimetre="", date__year__in=[annee - 1, annee]
    )
    for effectif in effectifs.order_by("date"):
        lus[effectif.date.year].append(effectif)
    return {
        exercice: model_to_dict(dernier, CHAMPS_EFFECTIF)
        | {"jours_pris": [autre.date for autre in autres]}
        for exercice, (*autres, dernier) in lus.items()
    }
