from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finances.calculs import ErreurDeCalcul
from finances.moteur import (
    Arrondi,
    Presence,
    Prorata,
    ServiceACalculer,
    Valeurs,
    calculer,
    calculer_service,
    prorata_de_presence,
    totaliser,
)

JANVIER = date(2019, 1, 1)
METROPOLE = "Dijon Métropole"
noms = st.sampled_from(["Ahuy", "Daix", "Dijon", "Ouges", "Talant"])
poids = st.dictionaries(
    noms, st.decimals(min_value=0, max_value=10**5, places=2), min_size=1
).filter(lambda poids: sum(poids.values()) > 0)
couts = st.integers(min_value=0, max_value=10**8).map(Decimal)
modes = st.sampled_from(Arrondi)


def service(cout, presences, **champs) -> ServiceACalculer:
    """Service ouvert depuis longtemps, adhérents présents toute l'année sauf mention."""
    valeurs = {
        "code": "s",
        "nom": "Affaires juridiques",
        "cout": Decimal(cout),
        "cle": "population",
        "metropole": METROPOLE,
        "depuis": JANVIER,
        "presences": tuple(
            presence if isinstance(presence, Presence) else Presence(*presence, JANVIER)
            for presence in presences
        ),
    }
    return ServiceACalculer(**valeurs | champs)


def montants(service, exercice=2020, arrondi=Arrondi.PLUS_FORT_RESTE, prorata=Prorata.MOIS):
    return totaliser(calculer_service(service, exercice, arrondi, prorata))


@pytest.mark.parametrize(
    ("debut", "fin", "exercice", "attendu"),
    [
        pytest.param(date(2019, 5, 1), None, 2019, Fraction(8, 12), id="1er mai, huit douzièmes"),
        pytest.param(date(2019, 7, 1), None, 2019, Fraction(6, 12), id="Neuilly-Crimolois 2019"),
        pytest.param(date(2019, 4, 1), None, 2019, Fraction(9, 12), id="portail téléphonique"),
        pytest.param(date(2019, 5, 31), None, 2019, Fraction(8, 12), id="mois commencé, mois dû"),
        pytest.param(date(2019, 5, 1), None, 2020, Fraction(1), id="année pleine"),
        pytest.param(date(2019, 5, 1), None, 2018, Fraction(0), id="avant l'adhésion"),
        pytest.param(JANVIER, date(2019, 3, 31), 2019, Fraction(3, 12), id="retrait fin mars"),
        pytest.param(JANVIER, date(2018, 12, 31), 2019, Fraction(0), id="retirée l'an dernier"),
    ],
)
def test_prorata_en_douziemes(debut, fin, exercice, attendu):
    assert prorata_de_presence(debut, fin, exercice, Prorata.MOIS) == attendu


@pytest.mark.parametrize(
    ("debut", "exercice", "attendu"),
    [
        (date(2019, 5, 1), 2019, Fraction(245, 365)),
        (date(2020, 2, 29), 2020, Fraction(307, 366)),
        (date(2020, 1, 1), 2020, Fraction(1)),
    ],
)
def test_prorata_en_jours(debut, exercice, attendu):
    assert prorata_de_presence(debut, None, exercice, Prorata.JOURS) == attendu


def test_plombieres_2019_deux_services_arrondis_chacun():
    """2 606 € = 667 + 1 939 : huit douzièmes de 1 000 € et de 2 908 €, ligne par ligne."""
    mai = date(2019, 5, 1)
    services = [
        service(cout, [Presence("Plombières-lès-Dijon", Decimal(1), mai)])
        for cout in ["1000", "2908"]
    ]

    lignes = calculer(services, 2019, Arrondi.PAR_LIGNE, Prorata.MOIS)

    assert [ligne.montant for ligne in lignes] == [667, 1939]
    assert totaliser(lignes) == {"Plombières-lès-Dijon": 2606}


def test_les_trois_arrondis_donnent_trois_resultats():
    partage = service(100, [("Ahuy", Decimal(1)), ("Daix", Decimal(1)), ("Dijon", Decimal(1))])

    assert montants(partage, arrondi=Arrondi.PAR_LIGNE) == {"Ahuy": 33, "Daix": 33, "Dijon": 33}
    assert montants(partage, arrondi=Arrondi.PLUS_FORT_RESTE) == {
        "Ahuy": 34,
        "Daix": 33,
        "Dijon": 33,
    }
    au_prix = service(1000, [("Ahuy", Decimal(1)), ("Dijon", Decimal(6))])
    assert montants(au_prix, arrondi=Arrondi.PAR_PRIX_UNITAIRE) == {"Ahuy": 143, "Dijon": 857}


def test_la_metropole_garde_sa_part_et_les_adherents_se_partagent_le_reste():
    partage = service(
        1000, [("Ahuy", Decimal(1)), ("Dijon", Decimal(3))], part_metropole=Decimal(40)
    )

    assert montants(partage) == {"Ahuy": 150, "Dijon": 450, METROPOLE: 400}


def test_une_gratuite_laisse_tout_a_la_metropole():
    gratuit = service(1000, [("Ahuy", Decimal(1))], part_metropole=Decimal(100))

    assert montants(gratuit) == {METROPOLE: 1000}


def test_des_forfaits_ne_dependent_pas_des_autres():
    forfaits = service(
        10_000, [("Bretenière", Decimal(500)), ("Longvic", Decimal(6000))], valeurs=Valeurs.MONTANTS
    )

    assert montants(forfaits) == {"Bretenière": 500, "Longvic": 6000, METROPOLE: 3500}


def test_un_pourcentage_absent_reste_a_la_metropole():
    partage = service(
        1000,
        [
            ("Ahuy", Decimal(10)),
            Presence("Dijon", Decimal(60), date(2021, 1, 1)),
            (METROPOLE, Decimal(30)),
        ],
        valeurs=Valeurs.POURCENTAGES,
    )

    assert montants(partage) == {"Ahuy": 100, METROPOLE: 900}


@pytest.mark.parametrize(
    ("partage", "raison"),
    [
        (service(100, [("Ahuy", Decimal(0))]), "tous nuls"),
        (service(100, [("Ahuy", Decimal(101))], valeurs=Valeurs.MONTANTS), "dépasse le coût"),
        (service(9, [("Ahuy", Decimal(101))], valeurs=Valeurs.POURCENTAGES), "dépasse le coût"),
    ],
)
def test_un_partage_impossible_nomme_le_service(partage, raison):
    with pytest.raises(ErreurDeCalcul, match=f"Affaires juridiques, 2020.*{raison}"):
        montants(partage)


@given(couts, poids)
def test_les_parts_font_exactement_le_cout(cout, poids):
    parts = montants(service(cout, poids.items()))

    assert sum(parts.values()) == cout


@given(couts, poids, modes)
def test_l_ordre_des_adherents_ne_change_rien(cout, poids, arrondi):
    endroit = service(cout, poids.items())
    envers = service(cout, reversed(poids.items()))

    assert montants(endroit, arrondi=arrondi) == montants(envers, arrondi=arrondi)


@given(couts, poids, modes, st.integers(min_value=1, max_value=1000))
def test_peser_plus_ne_fait_pas_payer_moins_d_un_euro_de_plus(cout, poids, arrondi, surplus):
    nom = min(poids)
    avant = montants(service(cout, poids.items()), arrondi=arrondi)
    apres = montants(service(cout, (poids | {nom: poids[nom] + surplus}).items()), arrondi=arrondi)

    if arrondi is not Arrondi.PAR_PRIX_UNITAIRE:
        assert apres[nom] >= avant[nom] - 1


@given(couts, poids, st.integers(min_value=1, max_value=12))
def test_une_adhesion_en_cours_d_annee_ne_coute_jamais_plus(cout, poids, mois):
    nom = min(poids)
    tard = [
        Presence(payeur, valeur, date(2020, mois, 1) if payeur == nom else JANVIER)
        for payeur, valeur in poids.items()
    ]
    pleine = montants(service(cout, poids.items()), arrondi=Arrondi.PAR_LIGNE)

    assert montants(service(cout, tard), arrondi=Arrondi.PAR_LIGNE)[nom] <= pleine[nom]
