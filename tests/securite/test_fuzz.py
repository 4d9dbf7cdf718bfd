"""Des demandes tordues tirées au sort, et les pannes qu'elles ont trouvées.

`python -m bench fuzz` en joue vingt mille.
"""

import pytest
from django.test import override_settings
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fuzz.campagne import DEPARTS, REGLAGES, ROLES, Navigateur, Releve, demander_au_hasard
from bench.fuzz.exploration import explorer
from gouvernance.models import Utilisateur
from tests.conflits.formulaires import lire_formulaire
from tests.fabriques import creer_commune, creer_population

TORDUES = ["[]", "None", "Infinity", "9" * 30, "²", "1,2", "\x00"]


@pytest.mark.parametrize("cle", TORDUES)
@pytest.mark.parametrize(
    ("modele", "champ"),
    [
        ("services_communs_adhesion", "service"),
        ("gouvernance_etape", "communes"),
        ("gouvernance_utilisateur", "collectivites"),
    ],
)
def test_un_menu_qui_recoit_une_cle_impossible_la_refuse(client_administrateur, modele, champ, cle):
    if modele == "gouvernance_utilisateur":
        adresse = reverse(f"admin:{modele}_change", args=[Utilisateur.objects.get().pk])
    else:
        adresse = reverse(f"admin:{modele}_add")

    assert client_administrateur.post(adresse, {champ: cle}).status_code in {200, 400}


@pytest.mark.parametrize("cle", [*TORDUES, "-1", ""])
def test_une_ligne_qui_n_en_est_pas_une_se_refuse(client_administrateur, cle):
    commune = creer_commune()
    creer_population(collectivite=commune)
    adresse = reverse("admin:gouvernance_commune_change", args=[commune.pk])
    champs = lire_formulaire(client_administrateur.get(adresse))

    reponse = client_administrateur.post(adresse, champs | {"populations-0-id": cle})

    assert reponse.status_code == 200


@pytest.mark.parametrize("suite", ["", "nom", "2147483648"])
def test_une_page_sert_ou_refuse_un_champ_de_retour_quelconque(client_administrateur, suite):
    adresse = reverse("admin:gouvernance_commune_change", args=[creer_commune().pk])

    assert client_administrateur.get(adresse, {"_to_field": suite}).status_code in {200, 302, 400}


@pytest.fixture
def exploration(donnees):
    with override_settings(**REGLAGES):
        navigateurs = [Navigateur(role) for role in ROLES]
        yield navigateurs, explorer(navigateurs[0].client, DEPARTS, par_nom=1, au_plus=120)


@settings(
    max_examples=300,
    derandomize=True,
    database=None,
    # Chaque demande annule ce qu'elle écrit : le site exploré reste le même.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(hasard=st.randoms(use_true_random=False), role=st.sampled_from(range(len(ROLES))))
def test_une_demande_tordue_ne_fait_jamais_tomber_le_site(exploration, hasard, role):
    navigateurs, site = exploration

    panne = demander_au_hasard(hasard, navigateurs[role], site, Releve())

    assert panne is None, f"{panne.role} : {panne.demande}\n{panne.trace}"
