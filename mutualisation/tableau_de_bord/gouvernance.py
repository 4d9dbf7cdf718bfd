"""Ce que la métropole attend d'une commune, et où elle y siège ; trois requêtes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from gouvernance.consultations.contenu import Attendu, lire_attendus
from gouvernance.francais import INSECABLE, date_en_lettres, insecables, nombre
from gouvernance.models import Collectivite, Instance, MembreInstance, Seance
from gouvernance.regles import a_un_suppleant
from mutualisation.communes import FicheCommune

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
    """`conseillers` et `suppleants` ne sont connus que si leurs mandats sont saisis."""

    attendus: tuple[LigneAttendue, ...]
    sieges: int | None
    total_sieges: int
    a_un_suppleant: bool
    conseillers: tuple[str, ...]
    suppleants: tuple[str, ...]
    seances: tuple[SeanceAVenir, ...]

    @property
    def est_vide(self) -> bool:
        return not (self.sieges or self.conseillers or self.seances)


def lire_vie_metropolitaine(
    commune: Collectivite, fiche: FicheCommune, jour: date
) -> VieMetropolitaine:
    """Attentes, membres et séances à venir ce jour-là ; sièges de l'exercice de la fiche."""
    membres = (
        MembreInstance.objects.en_cours_le(jour)
        .filter(
            instance__nature=Instance.Nature.CONSEIL,
            instance__collectivite__nature="metropole",
            mandat__elu__commune=commune,
        )
        .select_related("mandat__elu")
        .order_by("mandat__elu__nom", "mandat__elu__prenom", "pk")
    )
    noms = [(str(m.mandat.elu), m.qualite == MembreInstance.Qualite.SUPPLEANT) for m in membres]
    return VieMetropolitaine(
        attendus=tuple(_attendu(attendu) for attendu in lire_attendus([commune], jour)),
        sieges=fiche.sieges,
        total_sieges=fiche.total_sieges,
        a_un_suppleant=fiche.sieges is not None and a_un_suppleant(fiche.sieges),
        conseillers=tuple(nom for nom, est_suppleant in noms if not est_suppleant),
        suppleants=tuple(nom for nom, est_suppleant in noms if est_suppleant),
        seances=tuple(_seance(seance) for seance in _seances_a_venir(commune, jour)),
    )


def _seances_a_venir(commune: Collectivite, jour: date):
    """Celles de la métropole et du conseil municipal, la plus proche d'abord."""
    des_siennes = Q(instance__collectivite__nature="metropole") | Q(instance__collectivite=commune)
    seances = Seance.objects.filter(des_siennes, jour__gte=jour).select_related("instance")
    return seances.order_by("jour", "heure", "pk")[:SEANCES_MONTREES]


def _attendu(attendu: Attendu) -> LigneAttendue:
    return LigneAttendue(
        objet=attendu.objet,
        libelle=attendu.libelle[0].lower() + attendu.libelle[1:],
        delai=_delai(attendu),
        silence=insecables(attendu.silence),
        reference=attendu.reference,
        adresse=reverse("consultation_detail", args=[attendu.consultation]),
    )


def _delai(attendu: Attendu) -> str:
    """« au plus tard le 30 juin 2021, dans 41 jours »."""
    if attendu.echeance is None:
        return "sans délai fixé par la loi"
    dernier = f"au plus tard le {date_en_lettres(attendu.echeance)}"
    match attendu.jours_restants:
        case 0:
            return f"{dernier}, aujourd’hui"
        case 1:
            return f"{dernier}, demain"
        case restants:
            return f"{dernier}, dans {nombre(restants)}{INSECABLE}jours"


def _seance(seance: Seance) -> SeanceAVenir:
    quand = date_en_lettres(seance.jour)
    if seance.heure:
        quand += f" à {seance.heure:%H}{INSECABLE}h{INSECABLE}{seance.heure:%M}"
    return SeanceAVenir(
        instance=str(seance.instance),
        quand=quand,
        lieu=seance.lieu,
        adresse=seance.get_absolute_url(),
    )
