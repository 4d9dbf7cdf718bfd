from datetime import date

import pytest

from finances.vigilance import Etat, notification, plusieurs_exercices, rapport_quinquennal

JOUR = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("notifiee_le", "aujourdhui", "etat"),
    [
        (date(2021, 2, 14), date(2021, 6, 1), None),
        (date(2020, 12, 20), date(2021, 6, 1), None),
        (date(2021, 2, 15), date(2021, 6, 1), Etat.EN_RETARD),
        (None, date(2021, 2, 14), Etat.A_VENIR),
        (None, date(2020, 11, 22), Etat.A_VENIR),
        (None, date(2021, 2, 15), Etat.EN_RETARD),
        (None, date(2021, 12, 31), Etat.EN_RETARD),
        (None, date(2022, 1, 1), Etat.A_VERIFIER),
    ],
)
def test_le_provisoire_se_notifie_avant_le_15_fevrier(notifiee_le, aujourdhui, etat):
    point = notification(2021, notifiee_le, aujourdhui)

    assert (point and point.etat) == etat


def test_le_point_dit_le_terme_la_date_et_la_source():
    point = notification(2021, date(2021, 3, 2), date(2021, 6, 1))

    assert point.titre == "Notification avant le 15\u00a0février 2021"
    assert point.texte == "Le montant provisoire a été notifié le 2\u00a0mars 2021."
    assert "1609 nonies C" in point.source


def test_le_rapport_quinquennal_revient_tous_les_cinq_ans():
    rapports = {annee: rapport_quinquennal(annee, JOUR) for annee in range(2010, 2040)}

    assert {annee: point.etat for annee, point in rapports.items() if point} == {
        2021: Etat.A_VERIFIER,
        2026: Etat.A_VERIFIER,
        2031: Etat.A_VENIR,
        2036: Etat.A_VENIR,
    }


def test_des_montants_de_plusieurs_exercices_sont_signales_comme_discutes():
    point = plusieurs_exercices("conseil métropolitain, juin 2019", ["2019", "2020"])

    assert point.etat == Etat.DISCUTE
    assert not point.est_une_alerte
    assert "(conseil métropolitain, juin 2019) porte sur 2019 et 2020." in point.texte
