"""Ce qui, dans une délibération, contredit sa séance, son instance ou ses voix."""

from typing import TYPE_CHECKING

from gouvernance.francais import date_en_lettres, nombre
from gouvernance.regles import faute_du_resultat

if TYPE_CHECKING:
    from gouvernance.models.actes import Deliberation


def fautes_de_lieu(acte: "Deliberation") -> dict[str, str]:
    """Ce qui, de la collectivité, de l'instance, de la séance et de la date, se contredit."""
    seance, instance = acte.seance, acte.instance
    if acte.nature == acte.Nature.DECISION:
        return fautes_de_la_decision(acte)
    fautes = {}
    if instance and acte.collectivite_id and instance.collectivite_id != acte.collectivite_id:
        fautes["instance"] = (
            f"« {instance} » est une instance {instance.collectivite.de}, "
            f"non {acte.collectivite.de}."
        )
    if seance and seance.instance != instance:
        autre = f", non de « {instance} »" if instance else ". Choisissez cette instance"
        fautes["seance"] = f"Cette séance est celle de « {seance.instance} »{autre}."
    if seance and acte.date and acte.date != seance.jour:
        fautes["date"] = (
            f"La séance s’est tenue le {date_en_lettres(seance.jour)} : la délibération porte "
            "la date de la séance qui l’adopte (CGCT, art. L. 2121-23)."
        )
    return fautes


def fautes_de_la_decision(acte: "Deliberation") -> dict[str, str]:
    """Le président décide seul : ni assemblée, ni séance, ni vote."""
    regle = "par délégation du conseil, hors de toute séance (CGCT, art. L. 5211-10)"
    fautes = {}
    for champ in ["instance", "seance"]:
        if getattr(acte, f"{champ}_id"):
            fautes[champ] = f"Le président décide {regle} : laissez vide."
    if acte.pour is not None or acte.resultat:
        fautes["nature"] = f"Le président décide {regle} : sa décision n’est pas votée."
    return fautes


def fautes_de_vote(acte: "Deliberation") -> dict[str, str]:
    """Des voix plus nombreuses que les votants, un résultat qu'elles ne donnent pas."""
    scrutin, seance = acte.scrutin, acte.seance
    if scrutin is None:
        return {}
    fautes = {}
    if seance and seance.presents is not None:
        votants = seance.presents + (seance.pouvoirs or 0)
        limite = f"{nombre(votants)} membres présents ou représentés à la séance"
    else:
        votants = acte.membres_en_exercice
        limite = f"{nombre(votants or 0)} membres en exercice"
    if votants is not None and scrutin.membres > votants:
        fautes["pour"] = (
            f"{nombre(scrutin.membres)} membres ont pris part au vote ou s’en sont abstenus, "
            f"pour {limite} : chacun a une voix (CGCT, art. L. 2121-20)."
        )
    if faute := faute_de_resultat(acte):
        fautes["resultat"] = faute
    return fautes


def faute_de_resultat(acte: "Deliberation") -> str:
    """Phrase qui cite la règle si le résultat saisi n'est pas celui des voix."""
    if acte.scrutin is None or not acte.resultat:
        return ""
    return faute_du_resultat(
        acte.resultat == acte.Resultat.ADOPTEE,
        acte.majorite_requise,
        acte.scrutin,
        acte.membres_en_exercice,
        acte.reference_de_la_majorite,
    )
