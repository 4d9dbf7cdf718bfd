"""Ce que la page d'une séance dit de sa convocation, de son initiative et de son quorum."""

from dataclasses import dataclass
from datetime import date

from gouvernance.francais import accord, date_en_lettres, enumerer, insecables
from gouvernance.models import Instance, Seance
from gouvernance.regles import (
    DEMANDES_ANNUELLES_DES_MAIRES,
    jours_francs_entre,
    quorum,
    retard_de_convocation,
    tiers_des_maires,
)
from gouvernance.seances.suivi import ASSEMBLEES, est_suivie, reference_du_delai

URGENCE = (
    "L’urgence peut réduire le délai, jamais au-dessous d’un jour franc ; le président en rend "
    "compte dès l’ouverture et l’assemblée se prononce (CGCT, art. L. 2121-12)."
)


@dataclass(frozen=True, slots=True)
class Constat:
    """Une phrase, et ce qu'elle doit faire remarquer."""

    phrase: str
    alerte: str = ""


def constater_convocation(seance: Seance, jour: date) -> Constat:
    delai, dernier = seance.instance.delai_convocation, seance.derniere_convocation
    reference = reference_du_delai(seance.instance)
    if delai is None:
        phrase = "Aucun délai de convocation n’est fixé pour cette instance."
        if seance.convoquee_le:
            phrase = f"Envoyée le {date_en_lettres(seance.convoquee_le)}. {phrase}"
        return Constat(phrase)
    regle = f"{delai} {accord(delai, 'jour franc', 'jours francs')} ({reference})"
    limite = f"Dernier jour pour convoquer : {date_en_lettres(dernier)}, soit {regle}."
    if seance.convoquee_le is None:
        if not est_suivie(seance, jour):
            return Constat(f"L’envoi n’est pas noté. {limite}")
        retard = "La convocation devrait être partie." if jour > dernier else ""
        return Constat(limite, retard)
    francs = max(0, jours_francs_entre(seance.convoquee_le, seance.jour))
    envoi = (
        f"Envoyée le {date_en_lettres(seance.convoquee_le)}, "
        f"{francs} {accord(francs, 'jour franc', 'jours francs')} avant la séance. {limite}"
    )
    retard = retard_de_convocation(seance.convoquee_le, seance.jour, delai)
    if not retard:
        return Constat(envoi)
    alerte = f"Convocation en retard de {retard} {accord(retard, 'jour')} ({reference})."
    if seance.instance.nature in ASSEMBLEES:
        alerte = insecables(f"{alerte} {URGENCE}")
    return Constat(envoi, alerte)


def constater_initiative(seance: Seance, communes: int, demandes: int, jour: date) -> Constat:
    """`communes` : membres ce jour-là ; `demandes` : réunions demandées par les maires l'année."""
    match seance.initiative:
        case Seance.Initiative.PRESIDENT if est_suivie(seance, jour):
            return Constat("Réunie à l’initiative du président.")
        case Seance.Initiative.PRESIDENT:
            # La valeur par défaut d'une séance reprise : aucun document ne la dit.
            return Constat("L’initiative n’est pas notée.")
        case Seance.Initiative.BUREAU:
            return Constat("Saisie par le bureau (pacte de gouvernance 2020-2026, art. 5).")
    tiers, nombre = tiers_des_maires(communes), seance.maires_demandeurs
    regle = "CGCT, art. L. 5211-11-3"
    demandees = f"{demandes} {accord(demandes, 'réunion demandée', 'réunions demandées')}"
    phrase = (
        f"Réunie à la demande de {nombre} {accord(nombre, 'maire')} ; un tiers en demande "
        f"{tiers} sur {communes}. {demandees} par les maires en {seance.jour.year}, quatre au "
        f"plus ({regle})."
    )
    alertes = []
    if seance.instance.nature != Instance.Nature.CONFERENCE:
        alertes.append(f"Seule la conférence des maires se réunit à leur demande ({regle}).")
    if nombre < tiers:
        alertes.append(f"La demande n’atteint pas le tiers des maires ({regle}).")
    if demandes > DEMANDES_ANNUELLES_DES_MAIRES:
        alertes.append(f"La limite de quatre réunions par an est dépassée ({regle}).")
    return Constat(insecables(phrase), " ".join(alertes))


def constater_quorum(instance: Instance, membres: int | None, presents: int | None) -> Constat:
    if instance.nature not in ASSEMBLEES:
        return Constat("La loi ne fixe pas de quorum à cette instance.")
    if not membres:
        return Constat("Le nombre de membres en exercice n’est pas noté : quorum inconnu.")
    requis = quorum(membres)
    regle = f"{requis} présents sur {membres} membres en exercice"
    article = "CGCT, art. L. 2121-17 et L. 5211-1"
    if presents is None:
        return Constat(insecables(f"Quorum : {regle} ({article}). Les présences sont à noter."))
    if presents >= requis:
        return Constat(f"Quorum atteint : {presents} présents, il en faut {requis} sur {membres}.")
    return Constat(
        insecables(f"Quorum : {regle}, sans compter les pouvoirs."),
        f"Quorum non atteint : {presents} {accord(presents, 'présent')}, il en faut {requis} "
        f"({article}). L’assemblée est convoquée de nouveau, à trois jours au moins "
        "d’intervalle, et délibère alors sans condition de quorum.",
    )


def alertes_de_presence(
    absents: list[str], surcharges: list[str], presents: int | None, pouvoirs: int | None
) -> list[str]:
    article = "CGCT, art. L. 2121-20"
    alertes = []
    if absents:
        noms = enumerer(sorted(absents))
        alertes.append(f"Pouvoir donné à qui n’est pas présent : {noms} ({article}).")
    if surcharges:
        noms = enumerer(sorted(surcharges))
        alertes.append(f"Plus d’un pouvoir reçu : {noms} ; un seul est admis ({article}).")
    elif presents is not None and (pouvoirs or 0) > presents:
        alertes.append(
            f"{pouvoirs} pouvoirs pour {presents} présents : chacun n’en porte qu’un ({article})."
        )
    return [insecables(alerte) for alerte in alertes]
