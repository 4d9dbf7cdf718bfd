"""Page d'un domaine : ses services, ceux qui y travaillent, ce qu'il mesure, ce qu'il fait."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.urls import reverse

from gouvernance.francais import ABSENT, accord, date_en_lettres, nombre
from services_communs.activite import Activite, lire_activite
from services_communs.models import (
    Domaine,
    Effectif,
    Fiche,
    Realisation,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)


@dataclass(frozen=True, slots=True)
class Compte:
    """Un nombre, ce qu'il compte, et la liste des lignes qui le font."""

    valeur: str
    libelle: str
    adresse: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class EffectifConnu:
    quand: str
    perimetre: str
    agents: int | None
    etp: str


@dataclass(frozen=True, slots=True)
class AnneeDeFiche:
    """Ce que le domaine a écrit une année, chaque nombre menant à ses lignes."""

    annee: int
    etat: str
    comptes: tuple[Compte, ...]


@dataclass(frozen=True, slots=True)
class PageDomaine:
    """Ce qu'une personne lit d'un domaine un jour donné.

    Services, effectifs et mesures sont ceux de tous ; transferts, demandes et réalisations, ceux
    qu'elle peut lire.
    """

    domaine: Domaine
    jour: date
    comptes: tuple[Compte, ...]
    services: tuple[ServiceCommun, ...]
    effectifs: tuple[EffectifConnu, ...]
    activite: Activite
    fiches: tuple[AnneeDeFiche, ...]


def construire_page(domaine: Domaine, utilisateur, jour: date) -> PageDomaine:
    """Page du domaine ce jour-là, pour cette personne, en un nombre constant de requêtes."""
    services = domaine.services.en_cours_le(jour).avec_nombre_adherents(jour)
    connus = list(domaine.effectifs.connus_le(jour).order_by("perimetre", "pk"))
    return PageDomaine(
        domaine=domaine,
        jour=jour,
        comptes=tuple(_comptes(domaine, utilisateur, jour, connus)),
        services=tuple(services),
        effectifs=tuple(_effectif(effectif) for effectif in connus),
        activite=lire_activite(domaine, jour.year),
        fiches=tuple(_fiches(domaine, utilisateur, jour.year)),
    )


def _comptes(domaine: Domaine, utilisateur, jour: date, connus: list[Effectif]) -> Iterable[Compte]:
    """Chiffres clés : chacun ouvre la liste qui en donne le même total."""
    au = jour.isoformat()
    commun = next((e for e in connus if not e.perimetre), None)
    if commun:
        liste = _lignes("effectif_liste", domaine, perimetre="service", au=au)
        if commun.agents is not None:
            libelle = accord(commun.agents, "agent")
            yield Compte(nombre(commun.agents), libelle, liste, _observe(commun))
        if commun.etp is not None:
            yield Compte(nombre(commun.etp), "équivalents temps plein", liste, _observe(commun))
    transferts = TransfertAgents.objects.filter(domaine=domaine).visibles_par(utilisateur)
    agents = transferts.effectues_le(jour).aggregate(somme=Sum("agents"))["somme"]
    if agents:
        libelle = accord(agents, "agent transféré", "agents transférés")
        yield Compte(nombre(agents), libelle, _lignes("transfert_liste", domaine, au=au))
    demandes = Saisine.objects.filter(domaine=domaine).visibles_par(utilisateur)
    if nombre_demandes := demandes.filter(annee=jour.year).count():
        libelle = accord(nombre_demandes, "demande ponctuelle", "demandes ponctuelles")
        liste = _lignes("saisine_liste", domaine, annee=jour.year)
        yield Compte(nombre(nombre_demandes), f"{libelle} en {jour.year}", liste)


def _lignes(liste: str, domaine: Domaine, **criteres) -> str:
    return reverse(liste, query={"domaine": domaine.pk, **criteres})


def _observe(effectif: Effectif) -> str:
    return f"le {date_en_lettres(effectif.date)}"


def _effectif(effectif: Effectif) -> EffectifConnu:
    return EffectifConnu(
        quand=date_en_lettres(effectif.date),
        perimetre=effectif.perimetre,
        agents=effectif.agents,
        etp=ABSENT if effectif.etp is None else nombre(effectif.etp),
    )


def _fiches(domaine: Domaine, utilisateur, derniere: int) -> Iterable[AnneeDeFiche]:
    """Fiches de l'année du jour et d'avant, la plus récente d'abord."""
    lisibles = Fiche.objects.filter(domaine=domaine, annee__lte=derniere).visibles_par(utilisateur)
    realisations = Realisation.objects.filter(fiche__in=lisibles).visibles_par(utilisateur)
    par_etat = Counter()
    for annee, etat, total in (
        realisations.order_by()
        .values_list("fiche__annee", "etat")
        .annotate(total=Count("pk", distinct=True))
    ):
        par_etat[annee, etat] = total
    for fiche in lisibles.avec_nombres(utilisateur).order_by("-annee", "pk"):
        yield AnneeDeFiche(
            annee=fiche.annee,
            etat=fiche.get_etat_display(),
            comptes=tuple(_comptes_de_la_fiche(domaine, fiche, par_etat)),
        )


def _comptes_de_la_fiche(domaine: Domaine, fiche: Fiche, par_etat: Counter) -> Iterable[Compte]:
    annee = fiche.annee
    for etat, (singulier, pluriel) in {
        Realisation.Etat.REALISEE: ("réalisation faite", "réalisations faites"),
        Realisation.Etat.EN_COURS: ("réalisation en cours", "réalisations en cours"),
        Realisation.Etat.PREVUE: ("réalisation prévue", "réalisations prévues"),
    }.items():
        if total := par_etat[annee, etat]:
            liste = _lignes("realisation_liste", domaine, annee=annee, etat=etat)
            yield Compte(nombre(total), accord(total, singulier, pluriel), liste)
    for liste, nom, total in [
        ("objectif_liste", "objectif", fiche.nombre_objectifs),
        ("piste_liste", "action", fiche.nombre_pistes),
    ]:
        if total:
            yield Compte(nombre(total), accord(total, nom), _lignes(liste, domaine, annee=annee))
