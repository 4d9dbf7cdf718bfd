"""Délais : jours francs, mois de quantième à quantième, formalités d'après séance."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

REFORME_DE_LA_PUBLICITE = date(2022, 7, 1)
INFORMATION_OBLIGATOIRE = date(2019, 12, 29)


def derniere_convocation(seance: date, jours_francs: int) -> date:
    """Dernier jour où la convocation peut partir.

    Ni le jour de l'envoi ni celui de la séance ne comptent ; samedis, dimanches et jours
    fériés comptent.

    Unités : jours francs, de minuit à minuit.
    Erreurs : `ValueError` si le délai est négatif.
    Source : CGCT, art. L. 2121-12 et L. 5211-1 (cinq jours francs) ; CE, 13 octobre 1993,
    André Lebon.
    """
    if jours_francs < 0:
        raise ValueError("Un délai de convocation n’est pas négatif.")
    return seance - timedelta(days=jours_francs + 1)


def premiere_seance(envoi: date, jours_francs: int) -> date:
    """Premier jour où peut se tenir une séance convoquée ce jour-là.

    Unités, erreurs et source : celles de `derniere_convocation`.
    """
    if jours_francs < 0:
        raise ValueError("Un délai de convocation n’est pas négatif.")
    return envoi + timedelta(days=jours_francs + 1)


def jours_francs_entre(envoi: date, seance: date) -> int:
    """Jours pleins entre l'envoi et la séance ; négatif si la convocation la suit.

    Unités : jours francs.
    Erreurs : aucune.
    Source : celle de `derniere_convocation`.
    """
    return (seance - envoi).days - 1


def retard_de_convocation(envoi: date, seance: date, jours_francs: int) -> int:
    """Jours de retard de la convocation, zéro si elle est partie à temps.

    Unités : jours.
    Erreurs : `ValueError` si le délai est négatif.
    Source : celle de `derniere_convocation`.
    """
    return max(0, (envoi - derniere_convocation(seance, jours_francs)).days)


def echeance_en_mois(transmission: date, mois: int) -> date:
    """Dernier jour, inclus, d'un délai en mois qui court depuis la transmission.

    De quantième à quantième, sans compter le jour de la transmission ; le dernier jour du
    mois quand ce quantième n'existe pas. Le silence n'a d'effet que le lendemain.

    Unités : mois de calendrier.
    Erreurs : `ValueError` si le nombre de mois n'est pas positif.
    Source : règle générale de computation des délais en mois ; trois mois : CGCT,
    art. L. 5211-57 et L. 5211-39-1 ; deux mois : art. L. 5211-11-2.
    """
    if mois < 1:
        raise ValueError("Un délai de consultation compte au moins un mois.")
    annee, rang = divmod(transmission.month - 1 + mois, 12)
    annee += transmission.year
    dernier = monthrange(annee, rang + 1)[1]
    return date(annee, rang + 1, min(transmission.day, dernier))


@dataclass(frozen=True, slots=True)
class Formalite:
    """Ce qui suit une séance du conseil, et le dernier jour pour le faire."""

    code: str
    libelle: str
    echeance: date | None
    reference: str


def formalites_apres_seance(seance: date, proces_verbal_arrete: date | None) -> list[Formalite]:
    """Publicité de la séance, selon le droit en vigueur ce jour-là.

    Depuis le 1er juillet 2022, la liste des délibérations et le procès-verbal remplacent le
    compte rendu. Le procès-verbal est publié dans la semaine qui suit la séance où il est
    arrêté : son échéance est inconnue jusque-là.

    Unités : semaines et jours de calendrier.
    Erreurs : aucune.
    Source : CGCT, art. L. 2121-15, L. 2121-25 et L. 5211-1, dans leur rédaction de
    l'ordonnance n° 2021-1310 du 7 octobre 2021 ; avant elle, affichage du compte rendu sous
    huitaine (art. L. 2121-25 et R. 2121-11).
    """
    if seance < REFORME_DE_LA_PUBLICITE:
        return [
            Formalite(
                "compte_rendu",
                "Compte rendu affiché et mis en ligne",
                seance + timedelta(days=8),
                "CGCT, art. L. 2121-25, rédaction antérieure au 1er juillet 2022",
            )
        ]
    publication = proces_verbal_arrete + timedelta(days=7) if proces_verbal_arrete else None
    return [
        Formalite(
            "liste_deliberations",
            "Liste des délibérations affichée et mise en ligne",
            seance + timedelta(days=7),
            "CGCT, art. L. 2121-25",
        ),
        Formalite("proces_verbal", "Procès-verbal publié", publication, "CGCT, art. L. 2121-15"),
    ]


def information_des_communes(
    seance: date, convocation: date | None, proces_verbal_arrete: date | None
) -> list[Formalite]:
    """Ce que reçoivent les conseillers municipaux qui ne siègent pas au conseil métropolitain.

    La copie de la convocation leur parvient avant la séance ; la liste des délibérations (le
    compte rendu avant le 1er juillet 2022) dans le mois qui la suit ; le procès-verbal dans le
    mois qui suit la séance où il est arrêté. Rien avant la loi qui crée cette obligation.

    Unités : mois de quantième à quantième.
    Erreurs : aucune.
    Source : CGCT, art. L. 5211-40-2, créé par la loi n° 2019-1461 du 27 décembre 2019 ; pacte
    de gouvernance 2020-2026, art. 9.
    """
    if seance < INFORMATION_OBLIGATOIRE:
        return []
    reference = "CGCT, art. L. 5211-40-2"
    envoi = Formalite(
        "convocation", "Copie de la convocation et note de synthèse", convocation, reference
    )
    dans_le_mois = echeance_en_mois(seance, 1)
    if seance < REFORME_DE_LA_PUBLICITE:
        return [envoi, Formalite("compte_rendu", "Compte rendu", dans_le_mois, reference)]
    arrete = echeance_en_mois(proces_verbal_arrete, 1) if proces_verbal_arrete else None
    return [
        envoi,
        Formalite("liste_deliberations", "Liste des délibérations", dans_le_mois, reference),
        Formalite("proces_verbal", "Procès-verbal", arrete, reference),
    ]
