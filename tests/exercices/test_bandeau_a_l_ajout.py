"""Ajouter une donnée rappelle l'exercice rouvert où elle peut tomber."""

import pytest
from django.urls import reverse

from gouvernance.exercices.operations import rouvrir
from tests.fabriques import creer_administrateur

pytestmark = pytest.mark.django_db


def lire(reponse) -> str:
    return reponse.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("modele", "saisie", "attendu"),
    [
        ("services_communs_effectif", None, True),
        ("services_communs_effectif", {"date": "2020-11-30"}, True),
        ("services_communs_effectif", {"date": "2021-11-30"}, False),
        ("services_communs_indicateur", None, False),
        ("gouvernance_utilisateur", None, False),
    ],
)
def test_un_exercice_rouvert_se_rappelle_a_l_ajout(
    clos_2020, client_administrateur, modele, saisie, attendu
):
    clos_2020()
    adresse = reverse(f"admin:{modele}_add")
    bandeau = "Exercice 2020 rouvert depuis le"
    assert bandeau not in lire(client_administrateur.get(adresse))
    rouvrir(annee=2020, par=creer_administrateur(), motif="Un effectif est faux.")

    page = client_administrateur.post(adresse, saisie) if saisie else None

    assert (bandeau in lire(page or client_administrateur.get(adresse))) is attendu
