"""Ce qui empêche une place dans une instance : une faute par champ, avec l'article."""

from datetime import date

from gouvernance.francais import INSECABLE, accord, date_en_lettres, enumerer
from gouvernance.instances.mandats import (
    Fautes,
    Regle,
    autres_pendant,
    dire_periode,
    periode_lisible,
    relever,
    sieges_de,
    simultanees,
)
from gouvernance.regles import (
    COMMISSIONS_PAR_CONSEILLER,
    commissions_en_trop,
    invites_en_commission,
)


def fautes_de_la_place(place) -> Fautes:
    liens = [getattr(place, nom, None) for nom in ("instance", "mandat")]
    if not (place.qualite and all(liens) and periode_lisible(place)):
        return {}
    return relever(place, REGLES)


def derniers_jours(place) -> date | None:
    """Une place s'achève au plus tard avec le mandat qui la donne."""
    fins = [fin for fin in (place.date_fin, place.mandat.date_fin) if fin]
    return min(fins, default=None)


def hors_de_l_instance(place) -> Fautes:
    instance = place.instance
    if not instance.est_en_cours_le(place.date_debut):
        return {
            "date_debut": f"{instance} n’existe pas le {date_en_lettres(place.date_debut)} : "
            f"{dire_existence(instance)}."
        }
    if place.date_fin and not instance.est_en_cours_le(place.date_fin):
        return {
            "date_fin": f"{instance} n’existe plus le {date_en_lettres(place.date_fin)} : "
            f"{dire_existence(instance)}."
        }
    return {}


def dire_existence(instance) -> str:
    """« elle date de 2015 », « son dernier jour est le 3 mai 2021 »."""
    debut, fin = instance.date_debut, instance.date_fin
    phrases = []
    if debut:
        phrases.append(f"elle date de {date_en_lettres(debut, instance.precision_debut)}")
        if instance.precision_debut == "jour":
            phrases = [f"son premier jour est le {date_en_lettres(debut)}"]
    if fin:
        phrases.append(f"son dernier jour est le {date_en_lettres(fin)}")
    return enumerer(phrases)


def hors_du_mandat(place) -> Fautes:
    mandat = place.mandat
    titre = f"{mandat.elu} est {mandat.get_fonction_display()} {dire_periode(mandat)}"
    if not mandat.est_en_cours_le(place.date_debut):
        return {"date_debut": f"Cette place commence hors de son mandat : {titre}."}
    if place.date_fin and not mandat.est_en_cours_le(place.date_fin):
        return {"date_fin": f"Cette place finit hors de son mandat : {titre}."}
    return {}


def deja_membre(place) -> Fautes:
    siennes = autres_pendant(
        place, derniers_jours(place), instance=place.instance_id, mandat__elu=place.mandat.elu_id
    )
    if autre := siennes.first():
        return {
            "mandat": f"{place.mandat.elu} y siège déjà {dire_periode(autre)}, comme "
            f"{autre.get_qualite_display()}."
        }
    return {}


def deja_presidee(place) -> Fautes:
    if place.qualite != place.Qualite.PRESIDENT:
        return {}
    autres = autres_pendant(
        place, derniers_jours(place), instance=place.instance_id, qualite=place.qualite
    )
    if autre := autres.select_related("mandat__elu").first():
        return {
            "qualite": f"{place.instance} a déjà un président {dire_periode(autre)}, "
            f"{autre.mandat.elu} : une instance n’en a qu’un à la fois."
        }
    return {}


def fonctions_pendant(place) -> set[str]:
    """Fonctions que la personne exerce pendant sa place."""
    mandats = place.mandat.elu.mandats.qui_chevauchent(place.date_debut, derniers_jours(place))
    return {place.mandat.fonction, *mandats.values_list("fonction", flat=True)}


def est_conseiller_metropolitain(place) -> bool:
    return not fonctions_pendant(place).isdisjoint(place.mandat.METROPOLITAINES)


def voix_sans_siege(place) -> Fautes:
    """Au bureau et au conseil, seul un conseiller métropolitain a une voix."""
    nature, natures = place.instance.nature, place.instance.Nature
    if nature not in {natures.BUREAU, natures.CONSEIL} or est_conseiller_metropolitain(place):
        return {}
    if nature == natures.BUREAU and place.qualite != place.Qualite.INVITE:
        return {
            "qualite": f"{place.mandat.elu} n’a pas de siège au conseil métropolitain : un maire "
            "sans siège est invité au bureau, sans voix (pacte de gouvernance, art. 4)."
        }
    if nature == natures.CONSEIL and place.qualite in place.VOTANTES:
        return {
            "qualite": f"{place.mandat.elu} n’a pas de mandat de conseiller métropolitain : sans "
            "lui, on ne siège au conseil que comme suppléant ou invité (CGCT, art. L. 5211-6)."
        }
    return {}


def suppleant_sans_mandat(place) -> Fautes:
    natures = place.instance.Nature
    suppleant = place.mandat.Fonction.SUPPLEANT
    if place.instance.nature != natures.CONSEIL or place.qualite != place.Qualite.SUPPLEANT:
        return {}
    if suppleant in fonctions_pendant(place):
        return {}
    return {
        "qualite": f"{place.mandat.elu} n’a pas de mandat de suppléant : seule une commune d’un "
        "siège en a un (CGCT, art. L. 5211-6 ; code électoral, art. L. 273-10 et L. 273-12)."
    }


def conseiller_au_conseil_de_developpement(place) -> Fautes:
    est_invite = place.qualite == place.Qualite.INVITE
    if place.instance.nature != place.instance.Nature.CONSEIL_DEVELOPPEMENT or est_invite:
        return {}
    if not est_conseiller_metropolitain(place):
        return {}
    return {
        "mandat": f"{place.mandat.elu} est conseiller métropolitain : il ne peut être membre du "
        "conseil de développement (CGCT, art. L. 5211-10-1)."
    }


def commissions_de_trop(place) -> Fautes:
    """Deux commissions par conseiller ; l'exécutif est membre de droit de toutes."""
    commission = place.instance.Nature.COMMISSION
    if place.instance.nature != commission or place.qualite == place.Qualite.INVITE:
        return {}
    de_droit = not fonctions_pendant(place).isdisjoint(place.mandat.EXECUTIVES)
    if place.qualite == place.Qualite.DE_DROIT and not de_droit:
        return {
            "qualite": f"{place.mandat.elu} n’est ni président, ni vice-président, ni conseiller "
            "délégué : il n’est pas membre de droit (pacte de gouvernance, art. 7)."
        }
    autres = autres_pendant(
        place,
        derniers_jours(place),
        mandat__elu=place.mandat.elu_id,
        instance__nature=commission,
    ).exclude(qualite=place.Qualite.INVITE)
    ensemble = simultanees(place, list(autres.select_related("instance")))
    noms = {autre.instance.nom for autre in ensemble}
    if not commissions_en_trop({*noms, place.instance.nom}, de_droit=de_droit):
        return {}
    return {
        "instance": f"{place.mandat.elu} siège déjà dans {len(noms)} commissions thématiques "
        f"({enumerer(sorted(noms))}) : un conseiller en choisit {COMMISSIONS_PAR_CONSEILLER} "
        "au plus (pacte de gouvernance, art. 7)."
    }


def municipaux_de_trop(place) -> Fautes:
    """Deux conseillers municipaux par petite commune, dans une commission de son choix."""
    mandat, commission = place.mandat, place.instance.Nature.COMMISSION
    metropolitaines = {*mandat.METROPOLITAINES, mandat.Fonction.SUPPLEANT}
    if place.instance.nature != commission or mandat.elu.commune_id is None:
        return {}
    sieges = sieges_de(mandat)
    if not sieges or not metropolitaines.isdisjoint(fonctions_pendant(place)):
        return {}
    commune, admis = mandat.elu.commune, invites_en_commission(sieges)
    article = "(CGCT, art. L. 5211-40-1 ; pacte de gouvernance, art. 7)"
    if not admis:
        return {
            "mandat": f"{commune} a {sieges} sièges : ses commissaires sont des conseillers "
            f"métropolitains, et {mandat.elu} ne l’est pas {article}."
        }
    fin = derniers_jours(place)
    conseillers = type(mandat).objects.filter(fonction__in=metropolitaines)
    autres = autres_pendant(
        place, fin, instance__nature=commission, mandat__elu__commune=commune
    ).exclude(mandat__elu__in=conseillers.qui_chevauchent(place.date_debut, fin).values("elu"))
    if len(simultanees(place, list(autres))) < admis:
        return {}
    return {
        "mandat": f"{commune}, qui a {sieges}{INSECABLE}{accord(sieges, 'siège')}, a déjà {admis} "
        f"conseillers municipaux en commission : elle n’y en envoie pas plus {article}."
    }


REGLES: list[Regle] = [
    hors_de_l_instance,
    hors_du_mandat,
    deja_membre,
    deja_presidee,
    voix_sans_siege,
    suppleant_sans_mandat,
    conseiller_au_conseil_de_developpement,
    commissions_de_trop,
    municipaux_de_trop,
]
