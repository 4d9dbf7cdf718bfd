"""Ce que la page dit d'un conflit : trois valeurs en clair, qui a écrit, ce qui se choisit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Field, Model
from django.utils import timezone

from gouvernance.conflits.examen import (
    CHOIX,
    Bilan,
    Difference,
    LigneDisputee,
    LigneReprise,
)
from gouvernance.conflits.fusion import INCONNU, Sort
from gouvernance.conflits.lignes import REPRISE
from gouvernance.conflits.versions import Ecriture
from gouvernance.francais import INSECABLE, enumerer, insecables, nombre

VIDE, INCONNUE = "vide", "inconnue"
Noms = dict[tuple[type[Model], Any], str]


@dataclass(frozen=True, slots=True)
class ChoixDeChamp:
    """Un champ que les deux ont changé, différemment."""

    nom: str
    ou: str
    ancre: str
    depart: str
    mienne: str
    leur: str
    signature: str


@dataclass(frozen=True, slots=True)
class ChoixDeLigne:
    """Une ligne que l'un a supprimée et l'autre changée ; `cachees` la garde telle que saisie."""

    nom: str
    phrase: str
    mienne: str
    leur: str
    cachees: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Changement:
    """Un champ repris de l'autre, réuni, ou gardé."""

    ou: str
    avant: str
    apres: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Conflit:
    champs: tuple[ChoixDeChamp, ...]
    lignes: tuple[ChoixDeLigne, ...]
    repris: tuple[Changement, ...]
    reunis: tuple[Changement, ...]
    phrases: tuple[str, ...]
    gardes: tuple[str, ...]
    depart_connu: bool

    @property
    def a_choisir(self) -> int:
        return len(self.champs) + len(self.lignes)

    @property
    def phrase(self) -> str:
        """Celle qui accompagne la page refusée."""
        if not self.depart_connu:
            debut = "La page envoyée ne dit pas de quelle version elle part."
        else:
            debut = "Quelqu’un a enregistré une autre version depuis que vous avez ouvert la page."
        suite = "choisissez ci-dessous, puis" if self.a_choisir else "relisez la fusion, puis"
        return f"{debut} Rien n’est encore enregistré : {suite} enregistrez de nouveau."


def decrire(bilan: Bilan, *, moi, depart_connu: bool) -> Conflit:
    noms = lire_noms(bilan.differences)
    par_sort = defaultdict(list)
    for difference in bilan.differences:
        par_sort[difference.valeur.sort].append(difference)
    return Conflit(
        champs=tuple(_choix_de_champ(d, noms, moi) for d in par_sort[Sort.CONFLIT]),
        lignes=tuple(_choix_de_ligne(d, moi) for d in bilan.disputees),
        repris=tuple(_changement(d, noms, moi) for d in par_sort[Sort.AUTRE]),
        reunis=tuple(_changement(d, noms, moi) for d in par_sort[Sort.REUNI]),
        phrases=tuple(_phrase(r, moi) for r in bilan.reprises),
        gardes=tuple(_ou(d) for d in par_sort[Sort.MIEN]),
        depart_connu=depart_connu,
    )


def _ou(difference: Difference) -> str:
    return f"{difference.ligne}, {difference.libelle}" if difference.ligne else difference.libelle


def _choix_de_champ(difference: Difference, noms: Noms, moi) -> ChoixDeChamp:
    valeur, champ = difference.valeur, difference.champ
    return ChoixDeChamp(
        nom=f"{CHOIX}:{difference.cle}",
        ou=_ou(difference),
        ancre=difference.ancre,
        depart=en_clair(champ, valeur.depart, noms),
        mienne=en_clair(champ, valeur.mienne, noms),
        leur=en_clair(champ, valeur.leur, noms),
        signature=signer(ecriture_du_champ(difference), moi),
    )


def _changement(difference: Difference, noms: Noms, moi) -> Changement:
    valeur, champ = difference.valeur, difference.champ
    return Changement(
        ou=_ou(difference),
        avant=en_clair(champ, valeur.depart, noms),
        apres=en_clair(champ, valeur.retenue, noms),
        signature=signer(ecriture_du_champ(difference), moi),
    )


def _choix_de_ligne(disputee: LigneDisputee, moi) -> ChoixDeLigne:
    signature = signer(disputee.ecriture, moi)
    if disputee.saisie is None:
        phrase = f"{disputee.ligne} : vous la supprimez, mais elle a été changée par {signature}."
        mienne, leur, saisie = "La supprimer", "La garder telle que changée", {}
    else:
        phrase = f"{disputee.ligne} : vous la changez, mais elle a été supprimée par {signature}."
        mienne, leur = "La recréer telle que je l’ai saisie", "La laisser supprimée"
        saisie = disputee.saisie
    cachees = tuple(
        (f"{REPRISE}:{disputee.cle}:{champ}", valeur)
        for champ, valeurs in saisie.items()
        for valeur in valeurs
    )
    return ChoixDeLigne(f"{CHOIX}:{disputee.cle}", insecables(phrase), mienne, leur, cachees)


def _phrase(reprise: LigneReprise, moi) -> str:
    verbe = "ajoutée" if reprise.est_ajoutee else "supprimée"
    return insecables(f"{reprise.ligne} : {verbe} par {signer(reprise.ecriture, moi)}.")


def ecriture_du_champ(difference: Difference) -> Ecriture | None:
    """La dernière écriture qui a changé ce champ."""
    nom, ecritures = difference.champ.name, difference.ecritures
    for avant, apres in reversed(list(pairwise(ecritures))):
        if apres.etat and (avant.etat or {}).get(nom, INCONNU) != apres.etat.get(nom):
            return apres
    return ecritures[-1] if ecritures else None


def signer(ecriture: Ecriture | None, moi) -> str:
    """« Claire Martin le 12/06 à 14 h 32 »."""
    if ecriture is None:
        return "une autre personne"
    if ecriture.auteur is None:
        qui = "un auteur inconnu"
    else:
        est_moi = ecriture.auteur == moi
        qui = "vous-même, dans une autre page," if est_moi else str(ecriture.auteur)
    return f"{qui} {dater(ecriture.instant)}"


def dater(instant: datetime) -> str:
    local = timezone.localtime(instant)
    annee = "" if local.year == timezone.localdate().year else f"/{local:%Y}"
    heure = f"{local.hour}{INSECABLE}h{INSECABLE}{local:%M}"
    return f"le {local:%d/%m}{annee} à {heure}"


def lire_noms(differences: Iterable[Difference]) -> Noms:
    """Noms des objets liés que la page cite, une requête par modèle."""
    demandes: dict[type[Model], set] = defaultdict(set)
    for difference in differences:
        if lie := difference.champ.related_model:
            valeur = difference.valeur
            for cle in (valeur.depart, valeur.mienne, valeur.leur, valeur.retenue):
                pks = cle if isinstance(cle, frozenset) else [cle]
                demandes[lie] |= {pk for pk in pks if isinstance(pk, int)}
    return {
        (lie, pk): str(objet)
        for lie, pks in demandes.items()
        for pk, objet in lie._base_manager.in_bulk(pks).items()
    }


def en_clair(champ: Field, valeur: Any, noms: Noms) -> str:
    """Une valeur telle qu'une personne la lit."""
    if valeur is INCONNU:
        return INCONNUE
    if valeur is None or valeur == "" or valeur == frozenset():
        return VIDE
    if champ.related_model:
        pks = valeur if isinstance(valeur, frozenset) else [valeur]
        return enumerer(sorted(noms.get((champ.related_model, pk), f"{pk}") for pk in pks))
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case Decimal():
            return nombre(valeur)
        case datetime():
            return f"{timezone.localtime(valeur):%d/%m/%Y %H:%M}"
        case date():
            return f"{valeur:%d/%m/%Y}"
    return str(valeur)
