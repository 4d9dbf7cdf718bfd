"""Les années de l'évolution : celles qu'on demande, celles qu'on dit, ce qui y est en vigueur."""

from datetime import date

import pytest
from django.http import QueryDict

from mutualisation.vue_d_ensemble.grandeurs import enumerer_les_annees
from mutualisation.vue_d_ensemble.periode import lire_periode
from mutualisation.vue_d_ensemble.registre import compter


@pytest.mark.parametrize(
    ("adresse", "annees", "dit"),
    [
        ("", (2017, 2022), ""),
        ("de=2010&a=2020", (2010, 2020), ""),
        ("de=2020&a=2010", (2010, 2020), "finissait avant de commencer"),
        ("de=abc", (2017, 2022), "« abc » n’est pas un exercice"),
        ("de=1890&a=2020", (2017, 2020), "« 1890 » n’est pas un exercice"),
        ("de=20²0", (2017, 2022), "n’est pas un exercice"),
        ("de=2019&a=2050", (2019, 2022), "2050 est à venir"),
        ("de=2050&a=2060", (2022, 2022), "2060 est à venir"),
        ("de=" + "9" * 10_000, (2017, 2022), "n’est pas un exercice"),
        ("a=%00';--", (2017, 2022), "n’est pas un exercice"),
    ],
)
def test_la_periode_demandee_est_suivie_ou_corrigee_en_mots(adresse, annees, dit):
    lus = QueryDict(adresse)

    periode = lire_periode(lus.get("de", ""), lus.get("a", ""), 2017, 2022)

    assert (periode.premiere, periode.derniere) == annees
    assert dit in " ".join(periode.messages)
    assert bool(dit) == bool(periode.messages)
    assert len(" ".join(periode.messages)) < 200


def test_les_suites_d_annees_se_disent_en_une_fois():
    annees = [2010, 2011, 2012, 2014, 2016, 2017]

    assert enumerer_les_annees(annees).replace("\u00a0", " ") == (
        "de 2010 à 2012, en 2014, en 2016 et en 2017"
    )


def test_compter_comprend_les_bornes():
    jours = [date(annee, 12, 31) for annee in (2018, 2019, 2020)]
    lignes = (
        (date(2018, 12, 31), date(2018, 12, 31), 1),
        (None, date(2019, 12, 30), 10),
        (date(2020, 12, 31), None, 100),
        (date(2019, 3, 1), date(2019, 4, 1), 1000),
    )

    assert compter(lignes, jours) == (11, 0, 100)
