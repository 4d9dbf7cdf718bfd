"""Calendrier de l'année : ce que la loi ou l'usage fixe à une date, ou après un événement."""

from dataclasses import dataclass
from datetime import date

from gouvernance.regles.delais import echeance_en_mois

# Second tour de chaque renouvellement général, qui l'achève.
RENOUVELLEMENTS = (date(2020, 6, 28), date(2026, 3, 22))
# Les délais que la crise sanitaire de 2020 a repoussés.
BUDGET_DE_2020 = date(2020, 7, 31)
PACTE_DE_2020 = date(2021, 6, 28)
PREMIER_RAPPORT_QUINQUENNAL = 2021
# Celles du pacte de gouvernance 2020-2026, qui veut une journée métropolitaine par an.
ANNEES_DU_PACTE = range(2020, 2027)


@dataclass(frozen=True, slots=True)
class RendezVous:
    """Ce qui revient chaque année, ou suit un événement ; `jour` est le dernier, inclus."""

    code: str
    libelle: str
    jour: date | None
    quand: str
    reference: str
    pour_les_communes: bool = False


def limite_du_budget(annee: int) -> date:
    """Dernier jour pour voter le budget : le 15 avril, le 30 l'année d'un renouvellement.

    Unités : jour de calendrier.
    Erreurs : aucune.
    Source : CGCT, art. L. 1612-2 ; pour 2020, ordonnance n° 2020-330 du 25 mars 2020.
    """
    if annee == BUDGET_DE_2020.year:
        return BUDGET_DE_2020
    est_renouvele = (annee - BUDGET_DE_2020.year) % 6 == 0
    return date(annee, 4, 30 if est_renouvele else 15)


def calendrier_de(annee: int) -> tuple[RendezVous, ...]:
    """Rendez-vous de l'année, dans l'ordre ; ceux que la loi ne date pas viennent à la fin.

    Unités : jours de calendrier ; « avant le 15 février » finit le 14.
    Erreurs : aucune.
    Source : celle de chaque rendez-vous.
    """
    rendez_vous = [
        *_du_budget(annee),
        *_de_fin_d_annee(annee),
        *_journee_metropolitaine(annee),
        *_rapport_quinquennal(annee),
    ]
    for renouvellement in RENOUVELLEMENTS:
        rendez_vous += [
            suite
            for suite in suites_du_renouvellement(renouvellement)
            if (suite.jour or renouvellement).year == annee
        ]
    return tuple(sorted(rendez_vous, key=lambda r: r.jour or date.max))


def _du_budget(annee: int) -> list[RendezVous]:
    budget = limite_du_budget(annee)
    report = "" if annee != BUDGET_DE_2020.year else " ; ordonnance n° 2020-330 du 25 mars 2020"
    return [
        RendezVous(
            "attributions_provisoires",
            "Montant prévisionnel des attributions de compensation communiqué aux communes",
            date(annee, 2, 14),
            "avant le 15 février",
            "CGI, art. 1609 nonies C, V",
            pour_les_communes=True,
        ),
        RendezVous(
            "avancement_du_schema",
            "Communication sur l’avancement du schéma de mutualisation",
            budget,
            "au débat d’orientation budgétaire, à défaut au vote du budget",
            f"CGCT, art. L. 5211-39-1{report}",
        ),
        RendezVous(
            "couts_unitaires",
            "Coûts unitaires des services mis à disposition notifiés aux communes",
            budget,
            "avant le vote du budget",
            f"CGCT, art. D. 5211-16{report}",
            pour_les_communes=True,
        ),
        RendezVous(
            "rapport_d_activite",
            "Rapport d’activité de la métropole adressé aux maires",
            date(annee, 9, 29),
            "avant le 30 septembre",
            "CGCT, art. L. 5211-39",
            pour_les_communes=True,
        ),
    ]


def _de_fin_d_annee(annee: int) -> list[RendezVous]:
    fin = date(annee, 12, 31)
    return [
        RendezVous(
            "effectifs",
            "Relevé des effectifs des services communs, tous à la même date",
            fin,
            "le 30 novembre ou le 31 décembre",
            "Rapport annuel de mutualisation",
        ),
        RendezVous(
            "regularisations",
            "Régularisation des services refacturés, au coût réel de l’année",
            fin,
            "en fin d’année",
            "Conventions de services communs",
            pour_les_communes=True,
        ),
    ]


def _journee_metropolitaine(annee: int) -> list[RendezVous]:
    if annee not in ANNEES_DU_PACTE:
        return []
    return [
        RendezVous(
            "journee_metropolitaine",
            "Journée métropolitaine",
            date(annee, 12, 31),
            "une fois par an au moins",
            "Pacte de gouvernance 2020-2026, art. 8",
            pour_les_communes=True,
        )
    ]


def _rapport_quinquennal(annee: int) -> list[RendezVous]:
    ecoulees = annee - PREMIER_RAPPORT_QUINQUENNAL
    if ecoulees < 0 or ecoulees % 5:
        return []
    return [
        RendezVous(
            "rapport_quinquennal",
            "Rapport quinquennal sur les attributions de compensation, débat et délibération",
            date(annee, 12, 31),
            "tous les cinq ans",
            "CGI, art. 1609 nonies C, V, 2°",
            pour_les_communes=True,
        )
    ]


def suites_du_renouvellement(renouvellement: date) -> tuple[RendezVous, ...]:
    """Ce que le conseil décide après un renouvellement général, celui de 2020 ou un suivant.

    Le pacte est facultatif, son débat ne l'est pas : s'il est décidé, il s'adopte dans les neuf
    mois, et jusqu'au 28 juin 2021 après le renouvellement de 2020.

    Unités : mois de quantième à quantième.
    Erreurs : aucune.
    Source : CGCT, art. L. 5211-11-2 et L. 5211-39-1 ; loi n° 2021-160 du 15 février 2021, art. 4.
    """
    est_repousse = renouvellement.year == PACTE_DE_2020.year - 1
    exception = " ; loi n° 2021-160 du 15 février 2021, art. 4" if est_repousse else ""
    return (
        RendezVous(
            "pacte",
            "Débat sur le pacte de gouvernance, et son adoption si le conseil la décide",
            PACTE_DE_2020 if est_repousse else echeance_en_mois(renouvellement, 9),
            "jusqu’au 28 juin 2021, par exception"
            if est_repousse
            else "dans les neuf mois du renouvellement général",
            f"CGCT, art. L. 5211-11-2{exception}",
            pour_les_communes=True,
        ),
        RendezVous(
            "schema",
            "Rapport et projet de schéma de mutualisation, facultatifs",
            echeance_en_mois(renouvellement, 12),
            "dans l’année qui suit le renouvellement général",
            "CGCT, art. L. 5211-39-1",
            pour_les_communes=True,
        ),
        RendezVous(
            "participation",
            "Débat sur le conseil de développement et la participation des habitants",
            None,
            "après le renouvellement général",
            "CGCT, art. L. 5211-11-2",
        ),
    )


def rapport_de_la_clect(transfert: date) -> RendezVous:
    """Rapport que la CLECT remet après un transfert de compétence.

    Unités : mois de quantième à quantième, depuis la date du transfert.
    Erreurs : aucune.
    Source : CGI, art. 1609 nonies C, IV.
    """
    return RendezVous(
        "rapport_clect",
        "Rapport de la CLECT sur les charges transférées",
        echeance_en_mois(transfert, 9),
        "dans les neuf mois du transfert",
        "CGI, art. 1609 nonies C, IV",
        pour_les_communes=True,
    )
