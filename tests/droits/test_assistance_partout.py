"""Pendant une assistance, chaque adresse se lit comme la lit la personne, et ne reçoit rien."""

import pytest

from tests.adresses import ATTENTES
from tests.droits.attentes import ROLES
from tests.droits.preparation import assister
from tests.droits.test_adresses import lectures
from tests.severite import connecter

pytestmark = pytest.mark.django_db

# Ce qui n'est qu'à la personne.
REFUSEES = {
    "mes_donnees",
    "compte_donnees",
    "codes_fichier",
    "second_facteur",
    "second_facteur_activer",
    "sessions_fermer",
    "mot_de_passe_changer",
}


@pytest.mark.parametrize("role", ["maire de la commune", "gestionnaire"])
def test_chaque_adresse_se_lit_comme_la_personne_et_ne_recoit_rien(monde, visiteur, role):
    client = connecter(monde.personnes["administrateur"])
    assister(client, monde.personnes[role])
    monde.cookies["assistance"] = client.cookies
    rang = ROLES.index(role)
    recus, attendus = {}, {}
    for nom in ATTENTES.keys() - {"assistance_finir"}:
        adresse = monde.adresse(nom)
        attendu = 403 if nom in REFUSEES else lectures(nom)[rang]
        recus[nom] = (
            attendu and monde.repondre("assistance", "GET", adresse, visiteur),
            monde.repondre("assistance", "POST", adresse, visiteur),
        )
        attendus[nom] = (attendu, 403)

    assert {nom: recus[nom] for nom in recus if recus[nom] != attendus[nom]} == {}
