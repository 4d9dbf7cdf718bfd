"""Ce qui empêche un mandat : au plus une faute par champ, avec l'article qui la fonde."""

from datetime import date
from operator import attrgetter
from typing import Protocol

from django.db.models import Q

from gouvernance.francais import INSECABLE, accord, date_en_lettres
from gouvernance.periodes import Periode
from gouvernance.regles import a_un_suppleant, vice_presidents_maximum

Fautes = dict[str, str]


class Regle(Protocol):
    def __call__(self, ligne) -> Fautes: ...


def fautes_du_mandat(mandat) -> Fautes:
    if not (mandat.fonction and getattr(mandat, "elu", None) and periode_lisible(mandat)):
        return {}
    return relever(mandat, REGLES)


def relever(ligne, regles: list[Regle]) -> Fautes:
    """Les fautes de toutes les règles ; la première d'un champ est celle qui reste."""
    fautes: Fautes = {}
    for regle in regles:
        fautes = regle(ligne) | fautes
    return fautes


def periode_lisible(ligne: Periode) -> bool:
    """Faux si une date manque ou si elles sont inversées : le formulaire le dit déjà."""
    return ligne.date_debut is not None and not (
        ligne.date_fin and ligne.date_fin < ligne.date_debut
    )


def dire_periode(ligne: Periode) -> str:
    """« depuis le 16 juillet 2020 » ou « du 16 juillet 2020 au 3 mai 2021 »."""
    debut = date_en_lettres(ligne.date_debut)
    if ligne.date_fin is None:
        return f"depuis le {debut}"
    return f"du {debut} au {date_en_lettres(ligne.date_fin)}"


def autres_pendant(ligne: Periode, fin: date | None, **criteres):
    """Autres lignes du même modèle qui ont un jour commun avec celle-ci."""
    lignes = type(ligne).objects.filter(**criteres).exclude(pk=ligne.pk)
    return lignes.qui_chevauchent(ligne.date_debut, fin)


def simultanees(ligne: Periode, autres: list, compter=len) -> list:
    """Celles qui, un même jour de la ligne, sont les plus nombreuses avec elle."""
    jours = {ligne.date_debut} | {
        autre.date_debut for autre in autres if autre.date_debut > ligne.date_debut
    }
    ensembles = [[a for a in autres if a.est_en_cours_le(jour)] for jour in sorted(jours)]
    return max(ensembles, key=compter)


def mandature_de(mandat):
    """Celle qui est dite, ou celle du premier jour."""
    if mandat.mandature_id:
        return mandat.mandature
    mandatures = mandat._meta.get_field("mandature").related_model.objects
    return mandatures.en_cours_le(mandat.date_debut).first()


def sieges_de(mandat) -> int | None:
    """Sièges de la commune de l'élu ; rien tant que la répartition n'est pas saisie."""
    mandature = mandature_de(mandat)
    if mandature is None:
        return None
    sieges = dict(mandature.sieges.values_list("commune_id", "nombre"))
    return sieges.get(mandat.elu.commune_id, 0) if sieges else None


def hors_mandature(mandat) -> Fautes:
    mandature = mandat.mandature
    if mandature is None:
        return {}
    hors = f"hors de la mandature {mandature} ({dire_periode(mandature)})"
    if not mandature.est_en_cours_le(mandat.date_debut):
        return {"date_debut": f"Ce mandat commence {hors}."}
    if mandat.date_fin and not mandature.est_en_cours_le(mandat.date_fin):
        return {"date_fin": f"Ce mandat finit {hors}."}
    return {}


def sans_commune(mandat) -> Fautes:
    if mandat.elu.commune_id or mandat.fonction == mandat.Fonction.AUTRE:
        return {}
    return {"fonction": f"Cette fonction suppose une commune, et {mandat.elu} n’en a pas."}


def deja_exercee(mandat) -> Fautes:
    memes = autres_pendant(
        mandat,
        mandat.date_fin,
        elu=mandat.elu_id,
        fonction=mandat.fonction,
        delegation=mandat.delegation,
    )
    if autre := memes.first():
        return {
            "date_debut": f"{mandat.elu} exerce déjà cette fonction {dire_periode(autre)} : "
            "deux mandats identiques ne se chevauchent pas."
        }
    return {}


def deja_president(mandat) -> Fautes:
    if mandat.fonction != mandat.Fonction.PRESIDENT:
        return {}
    presidents = autres_pendant(mandat, mandat.date_fin, fonction=mandat.fonction)
    if autre := presidents.select_related("elu").first():
        return {
            "fonction": f"La métropole a déjà un président {dire_periode(autre)}, {autre.elu} : "
            "elle n’en a qu’un à la fois (CGCT, art. L. 5211-9)."
        }
    return {}


def deja_un_maire(mandat) -> Fautes:
    if mandat.fonction != mandat.Fonction.MAIRE or mandat.elu.commune_id is None:
        return {}
    commune = mandat.elu.commune
    maires = autres_pendant(mandat, mandat.date_fin, fonction=mandat.fonction, elu__commune=commune)
    if autre := maires.select_related("elu").first():
        return {
            "fonction": f"{commune} a déjà un maire {dire_periode(autre)}, {autre.elu} "
            "(CGCT, art. L. 2122-1)."
        }
    return {}


def de_la_mandature(mandat, **criteres) -> list:
    """Mandats de la même mandature, ou sans mandature dite, qui ont un jour commun."""
    mandats = autres_pendant(mandat, mandat.date_fin, **criteres).select_related("elu")
    return list(mandats.filter(Q(mandature=None) | Q(mandature=mandature_de(mandat))))


def sieges_depasses(mandat) -> Fautes:
    sieges = sieges_de(mandat)
    if mandat.fonction not in mandat.METROPOLITAINES or sieges is None:
        return {}
    autres = de_la_mandature(
        mandat, fonction__in=mandat.METROPOLITAINES, elu__commune=mandat.elu.commune_id
    )
    elu = attrgetter("elu_id")
    collegues = [autre for autre in autres if elu(autre) != mandat.elu_id]
    ensemble = simultanees(mandat, collegues, compter=lambda lignes: len({*map(elu, lignes)}))
    if len({*map(elu, ensemble)}) < sieges:
        return {}
    a_des_sieges = f"a {sieges}{INSECABLE}{accord(sieges, 'siège')}, tous pourvus à cette date"
    return {
        "fonction": f"{mandat.elu.commune or mandat.elu} "
        f"{a_des_sieges if sieges else 'n’a pas de siège au conseil'} (CGCT, art. L. 5211-6-1)."
    }


def suppleant_de_trop(mandat) -> Fautes:
    sieges = sieges_de(mandat)
    if mandat.fonction != mandat.Fonction.SUPPLEANT or not sieges:
        return {}
    article = "(CGCT, art. L. 5211-6 ; code électoral, art. L. 273-10 et L. 273-12)"
    if not a_un_suppleant(sieges):
        return {
            "fonction": f"{mandat.elu.commune} a {sieges} sièges : seule une commune d’un siège "
            f"a un suppléant {article}."
        }
    autres = de_la_mandature(mandat, fonction=mandat.fonction, elu__commune=mandat.elu.commune_id)
    if autres:
        return {"fonction": f"{mandat.elu.commune} a déjà un suppléant, {autres[0].elu} {article}."}
    return {}


def vice_presidences_pleines(mandat) -> Fautes:
    if mandat.fonction != mandat.Fonction.VICE_PRESIDENT:
        return {}
    # Celui d'une métropole ne dépend pas de son effectif.
    maximum = vice_presidents_maximum(1)
    autres = de_la_mandature(mandat, fonction=mandat.fonction)
    if len(simultanees(mandat, autres)) < maximum:
        return {}
    return {
        "fonction": f"Les {maximum} vice-présidences sont pourvues à cette date : une métropole "
        f"n’en a pas plus de {maximum} (CGCT, art. L. 5211-10)."
    }


def au_conseil_de_developpement(mandat) -> Fautes:
    if mandat.fonction not in mandat.METROPOLITAINES:
        return {}
    places = mandat._meta.get_field("places").related_model
    siennes = places.objects.filter(mandat__elu=mandat.elu_id, instance__nature="conseil_dev")
    siennes = siennes.exclude(qualite=places.Qualite.INVITE)
    if place := siennes.qui_chevauchent(mandat.date_debut, mandat.date_fin).first():
        return {
            "fonction": f"{mandat.elu} siège au conseil de développement {dire_periode(place)} : "
            "un conseiller métropolitain ne peut en être membre (CGCT, art. L. 5211-10-1)."
        }
    return {}


REGLES: list[Regle] = [
    hors_mandature,
    sans_commune,
    deja_exercee,
    deja_president,
    deja_un_maire,
    sieges_depasses,
    suppleant_de_trop,
    vice_presidences_pleines,
    au_conseil_de_developpement,
]
