"""Les bornes d'une période, jour par jour, et d'exercices, année par année."""

from datetime import date

import pytest

from finances.models import Participation
from gouvernance.models import Collectivite
from services_communs.models import Adhesion, Cooperation
from tests.fabriques import (
    creer_adhesion,
    creer_commune,
    creer_cooperation,
    creer_participation,
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("jour", "attendue"),
    [
        (date(2018, 12, 31), False),
        (date(2019, 1, 1), True),
        (date(2019, 12, 31), True),
        (date(2020, 1, 1), False),
    ],
)
def test_en_cours_le_bornes_comprises(jour, attendue):
    adhesion = creer_adhesion(date_debut=date(2019, 1, 1), date_fin=date(2019, 12, 31))

    assert Adhesion.objects.en_cours_le(jour).exists() is attendue
    assert adhesion.est_en_cours_le(jour) is attendue


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("annee", "attendue"), [(2018, False), (2019, True), (2020, True), (2021, False)]
)
def test_pour_exercice_des_le_premier_jour(annee, attendue):
    creer_adhesion(date_debut=date(2019, 12, 31), date_fin=date(2020, 1, 1))

    assert Adhesion.objects.pour_exercice(annee).exists() is attendue


@pytest.mark.django_db
@pytest.mark.parametrize("jour", [date(1900, 1, 1), date(2100, 1, 1)])
def test_sans_dates_on_est_toujours_en_cours(jour):
    cooperation = creer_cooperation(date_debut=None, date_fin=None)

    assert Cooperation.objects.en_cours_le(jour).exists()
    assert cooperation.est_en_cours_le(jour)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("jour", "attendus"),
    [
        (date(2019, 2, 28), {"Crimolois", "Neuilly-lès-Dijon"}),
        (date(2019, 3, 1), {"Neuilly-Crimolois"}),
    ],
)
def test_une_fusion_remplace_les_membres_du_jour_au_lendemain(jour, attendus):
    creer_commune(nom="Neuilly-Crimolois", date_debut=date(2019, 3, 1))
    for nom in ("Crimolois", "Neuilly-lès-Dijon"):
        creer_commune(nom=nom, date_fin=date(2019, 2, 28))

    assert {commune.nom for commune in Collectivite.objects.membres_le(jour)} == attendus


def periode(debut, fin):
    return Adhesion(date_debut=debut, date_fin=fin)


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2018, 1, 1), date(2018, 12, 31), False),
        (date(2018, 1, 1), date(2019, 1, 1), True),
        (date(2019, 12, 31), None, True),
        (date(2020, 1, 1), None, False),
        (None, None, True),
        (None, date(2018, 12, 31), False),
    ],
)
def test_deux_periodes_se_chevauchent_des_un_jour_commun(debut, fin, attendu):
    une, autre = periode(date(2019, 1, 1), date(2019, 12, 31)), periode(debut, fin)

    assert une.chevauche(autre) is attendu
    assert autre.chevauche(une) is attendu


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("debut", "fin", "exercice", "attendue"),
    [
        (2019, 2019, 2018, False),
        (2019, 2019, 2019, True),
        (2019, 2019, 2020, False),
        (2020, None, 2019, False),
        (2020, None, 2020, True),
        (2020, None, 2035, True),
    ],
)
def test_exercices_bornes_comprises(debut, fin, exercice, attendue):
    creer_participation(exercice_debut=debut, exercice_fin=fin)

    assert Participation.objects.pour_exercice(exercice).exists() is attendue


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [(2018, 2018, False), (2018, 2019, True), (2020, None, True), (2021, None, False)],
)
def test_deux_suites_d_exercices_se_chevauchent_des_un_exercice_commun(debut, fin, attendu):
    une = Participation(exercice_debut=2019, exercice_fin=2020)
    autre = Participation(exercice_debut=debut, exercice_fin=fin)

    assert une.chevauche(autre) is attendu
    assert autre.chevauche(une) is attendu


@pytest.mark.parametrize(
    ("debut", "fin", "ecrits"),
    [
        (2019, 2019, "2019"),
        (2019, 2021, "2019 à 2021"),
        (2020, None, "2020 et suivants"),
    ],
)
def test_les_exercices_s_ecrivent_en_clair(debut, fin, ecrits):
    assert Participation(exercice_debut=debut, exercice_fin=fin).exercices == ecrits
