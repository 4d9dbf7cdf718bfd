"""Ce que la métropole attend d'une commune, et où elle y siège ; trois requêtes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from gouvernance.consultations.contenu import Attendu, lire_attendus
from gouvernance.francais import INSECABLE, date_en_lettres, insecables, nombre
from gouvernance.models import Collectivite, Instance, MembreInstance, Seance
from gouvernance.regles import a_un_suppleant
from mutualisation.communes import FicheCommune
from mutualisation.tableau_de_bord.exercices import Etat

SEANCES_MONTREES = 4


@dataclass(frozen=True, slots=True)
class LigneAttendue:
    """Réponse attendue de la commune : jusqu'à quand, et ce que vaudra son silence."""

    objet: str
    libelle: str
    delai: str
    silence: str
    reference: str
    adresse: str


@dataclass(frozen=True, slots=True)
class SeanceAVenir:
    instance: str
    quand: str
    lieu: str
    adresse: str


@dataclass(frozen=True, slots=True)
class VieMetropolitaine:
    """`conseillers` et `suppleants` ne sont connus que si leurs mandats sont saisis.

    Sans jour choisi, les sièges sont ceux de l'exercice ; attentes et séances, d'aujourd'hui.
    """

    titre_des_attendus: str
    attendus: tuple[LigneAttendue, ...]
    sieges: int | None
    total_sieges: int
    a_un_suppleant: bool
    conseillers: tuple[str, ...]
    suppleants: tuple[str, ...]
    adresse_des_sieges: str
    titre_des_seances: str
    seances: tuple[SeanceAVenir, ...]
    adresse_des_seances: str

    @property
    def a_des_sieges(self) -> bool:
        return bool(self.sieges or self.conseillers)

    @property
    def est_vide(self) -> bool:
        return not (self.a_des_sieges or self.seances)


def lire_vie_metropolitaine(
    commune: Collectivite, fiche: FicheCommune, etat: Etat
) -> VieMetropolitaine:
    jour = etat.jour if etat.est_un_jour_choisi else etat.aujourd_hui
    est_aujourd_hui = jour == etat.aujourd_hui
    membres = list(_membres(commune, etat.jour))
    return VieMetropolitaine(
        titre_des_attendus="Ce qui est attendu de vous"
        if est_aujourd_hui
        else f"Ce qui était attendu de vous {etat.quand}"
        if jour < etat.aujourd_hui
        else f"Ce qui sera attendu de vous {etat.quand}",
        attendus=tuple(
            _attendu(attendu, est_aujourd_hui) for attendu in lire_attendus([commune], jour)
        ),
        sieges=fiche.sieges,
        total_sieges=fiche.total_sieges,
        a_un_suppleant=fiche.sieges is not None and a_un_suppleant(fiche.sieges),
        conseillers=tuple(nom for nom, est_suppleant in membres if not est_suppleant),
        suppleants=tuple(nom for nom, est_suppleant in membres if est_suppleant),
        adresse_des_sieges=reverse(
            "siege_liste", query={"commune": commune.pk, "au": etat.jour.isoformat()}
        ),
        titre_des_seances="Prochaines séances"
        if est_aujourd_hui
        else f"Séances à venir {etat.quand}",
        seances=tuple(_seances_a_venir(commune, jour)),
        adresse_des_seances=reverse("seance_liste", query={"du": jour.isoformat()}),
    )


def _membres(commune: Collectivite, jour: date) -> Iterator[tuple[str, bool]]:
    """Nom de qui siège au conseil métropolitain pour la commune, et s'il y supplée."""
    membres = MembreInstance.objects.en_cours_le(jour).filter(
        instance__nature=Instance.Nature.CONSEIL,
        instance__collectivite__nature="metropole",
        mandat__elu__commune=commune,
    )
    noms = ["mandat__elu__nom", "mandat__elu__prenom"]
    for nom, prenom, qualite in membres.order_by(*noms, "pk").values_list(*noms, "qualite"):
        yield f"{prenom} {nom}", qualite == MembreInstance.Qualite.SUPPLEANT


def _seances_a_venir(commune: Collectivite, jour: date) -> Iterator[SeanceAVenir]:
    """Celles de la métropole et du conseil municipal, la plus proche d'abord."""
    des_siennes = Q(instance__collectivite__nature="metropole") | Q(instance__collectivite=commune)
    seances = Seance.objects.filter(des_siennes, jour__gte=jour).order_by("jour", "heure", "pk")
    champs = seances.values_list("pk", "instance__nom", "jour", "heure", "lieu")
    for cle, instance, le, heure, lieu in champs[:SEANCES_MONTREES]:
        quand = date_en_lettres(le)
        if heure:
            quand += f" à {heure:%H}{INSECABLE}h{INSECABLE}{heure:%M}"
        yield SeanceAVenir(instance, quand, lieu, reverse("seance_detail", args=[cle]))


def _attendu(attendu: Attendu, est_aujourd_hui: bool) -> LigneAttendue:
    return LigneAttendue(
        objet=attendu.objet,
        libelle=attendu.libelle[0].lower() + attendu.libelle[1:],
        delai=_delai(attendu, est_aujourd_hui),
        silence=insecables(attendu.silence),
        reference=attendu.reference,
        adresse=reverse("consultation_detail", args=[attendu.consultation]),
    )


def _delai(attendu: Attendu, est_aujourd_hui: bool) -> str:
    """« au plus tard le 30 juin 2021, dans 41 jours »."""
    if attendu.echeance is None:
        return "sans délai fixé par la loi"
    dernier = f"au plus tard le {date_en_lettres(attendu.echeance)}"
    if not est_aujourd_hui:
        return dernier
    match attendu.jours_restants:
        case 0:
            return f"{dernier}, aujourd’hui"
        case 1:
            return f"{dernier}, demain"
        case restants:
            return f"{dernier}, dans {nombre(restants)}{INSECABLE}jours"
