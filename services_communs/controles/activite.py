"""Fiches, réalisations et indicateurs : ce qui manque, ce qui a vieilli, ce qui varie trop."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme, ligne_de
from gouvernance.francais import date_en_lettres, mesure
from gouvernance.periodes import fin_d_annee
from services_communs.models import Fiche, Indicateur, Mesure, Realisation

VARIATION_ADMISE = Decimal("0.50")


def ligne_d_indicateur(indicateur: Indicateur) -> Ligne:
    return ligne_de(indicateur, f"{indicateur.domaine}, {indicateur}")


def indicateurs_sans_valeur() -> Iterator[Constat]:
    """Les indicateurs attendus chaque année, pour chaque année où leur domaine a une fiche."""
    mesures = set(Mesure.objects.values_list("indicateur", "annee"))
    fiches = defaultdict(list)
    for domaine, annee in Fiche.objects.order_by("annee").values_list("domaine", "annee"):
        fiches[domaine].append(annee)
    for indicateur in Indicateur.objects.filter(est_obligatoire=True).select_related("domaine"):
        for annee in fiches[indicateur.domaine_id]:
            if (indicateur.pk, annee) not in mesures:
                yield Constat(
                    cle=f"{indicateur.domaine.code}:{indicateur.libelle}:{annee}"[:300],
                    phrase=f"{indicateur.domaine} : « {indicateur} » n’a pas de valeur en {annee}.",
                    annee=annee,
                    point=f"indicateur:{indicateur.domaine.code}:{indicateur.libelle}",
                    lignes=(ligne_d_indicateur(indicateur),),
                )


def indicateurs_en_forte_variation() -> Iterator[Constat]:
    """D'une année à la suivante ; un relevé d'une partie de l'année ne se compare pas."""
    series = defaultdict(dict)
    mesures = Mesure.objects.filter(periode="").select_related("indicateur__domaine")
    for releve in mesures.order_by("indicateur__domaine__ordre", "indicateur__ordre", "annee"):
        series[releve.indicateur][releve.annee] = releve
    for indicateur, par_annee in series.items():
        for avant, apres in pairwise(sorted(par_annee)):
            ancienne, nouvelle = par_annee[avant], par_annee[apres]
            if apres != avant + 1 or not ancienne.valeur:
                continue
            if abs(nouvelle.valeur - ancienne.valeur) > VARIATION_ADMISE * ancienne.valeur:
                yield Constat(
                    cle=f"{indicateur.domaine.code}:{indicateur.libelle}:{avant}-{apres}"[:300],
                    phrase=f"{indicateur.domaine} : « {indicateur} » varie de plus de moitié "
                    f"entre {avant} et {apres}.",
                    annonce=f"{_ecrire(nouvelle)} en {apres}",
                    calcule=f"{_ecrire(ancienne)} en {avant}",
                    annee=apres,
                    lignes=(ligne_d_indicateur(indicateur),),
                )


def _ecrire(releve: Mesure) -> str:
    return mesure(releve.valeur, releve.valeur_maximale, releve.qualificatif)


def realisations_echues() -> Iterator[Constat]:
    """Encore « en cours » ou « prévue » dans un rapport qui paraît après leur échéance."""
    attendues = Realisation.objects.exclude(etat=Realisation.Etat.REALISEE).exclude(echeance=None)
    for realisation in attendues.select_related("fiche__domaine").order_by(
        "fiche__annee", "fiche__domaine__ordre", "ordre", "pk"
    ):
        fiche = realisation.fiche
        if realisation.echeance <= fin_d_annee(fiche.annee):
            echeance = date_en_lettres(realisation.echeance, realisation.precision)
            yield Constat(
                cle=f"{fiche.domaine.code}:{fiche.annee}:{realisation.ordre}",
                phrase=f"{fiche.domaine}, {fiche.annee} : « {realisation.titre} » est encore "
                f"{realisation.get_etat_display()} alors que son échéance est passée.",
                annonce=realisation.get_etat_display(),
                calcule=echeance,
                annee=fiche.annee,
                lignes=(ligne_de(fiche),),
            )


def realisations_a_venir_deja_faites() -> Iterator[Constat]:
    """« Réalisée », mais à une date postérieure à l'année du rapport."""
    faites = Realisation.objects.filter(etat=Realisation.Etat.REALISEE).exclude(echeance=None)
    for realisation in faites.select_related("fiche__domaine").order_by(
        "fiche__annee", "fiche__domaine__ordre", "ordre", "pk"
    ):
        fiche = realisation.fiche
        if realisation.echeance.year > fiche.annee:
            yield Constat(
                cle=f"{fiche.domaine.code}:{fiche.annee}:{realisation.ordre}",
                phrase=f"{fiche.domaine}, {fiche.annee} : « {realisation.titre} » est donnée pour "
                "réalisée à une date qui n’est pas encore venue.",
                annonce=date_en_lettres(realisation.echeance, realisation.precision),
                annee=fiche.annee,
                lignes=(ligne_de(fiche),),
            )


CONTROLES = (
    Controle(
        "indicateurs-attendus",
        "Indicateur attendu sans valeur",
        "Le rapport suit ces indicateurs chaque année : leur absence s’explique ou se comble.",
        "CGCT, art. L. 5211-39-1 : avancement du schéma",
        Gravite.A_EXPLIQUER,
        Theme.ACTIVITE,
        indicateurs_sans_valeur,
    ),
    Controle(
        "variation-des-indicateurs",
        "Indicateur qui varie beaucoup",
        "Plus de moitié en plus ou en moins d’une année à l’autre : à confirmer.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.ACTIVITE,
        indicateurs_en_forte_variation,
    ),
    Controle(
        "realisations-echues",
        "Réalisation en cours dont l’échéance est passée",
        "Ce qui devait être fait l’est, ou son échéance a changé : la fiche le dit.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.ACTIVITE,
        realisations_echues,
    ),
    Controle(
        "realisations-anticipees",
        "Réalisation datée d’après l’année du rapport",
        "Une chose faite ne l’est pas après l’année dont on rend compte.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.ACTIVITE,
        realisations_a_venir_deja_faites,
    ),
)
