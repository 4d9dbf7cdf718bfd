"""Porte de régression du rapport : des requêtes et des octets, jamais des secondes."""

from datetime import date

import pytest

from bench.metropole import agrandir, prolonger
from gouvernance.models import Collectivite
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.rendu import rendre_html

FICHE = 9_000


@pytest.fixture
def poids():
    """Octets de HTML, hors feuille de style, du rapport de 2020 tel qu'il est en base."""
    return lambda: len(rendre_html(construire_rapport(2020)).partition("</style>")[2].encode())


def test_le_rapport_d_une_grande_metropole_ne_demande_pas_plus_de_requetes(donnees, requetes):
    avant = requetes(lambda: construire_rapport(2020))

    agrandir(158, 2020)

    assert Collectivite.objects.membres_le(date(2020, 12, 31)).count() == 158
    assert requetes(lambda: construire_rapport(2020)) == avant


def test_dix_exercices_en_base_ne_coutent_ni_requete_ni_page(donnees, requetes, poids):
    avant, leger = requetes(lambda: construire_rapport(2020)), poids()

    prolonger(10, 2020)

    assert requetes(lambda: construire_rapport(2020)) == avant
    assert poids() < 1.05 * leger


def test_le_document_grandit_comme_le_nombre_de_communes(donnees, poids):
    avant = poids()

    agrandir(69, 2020)

    assert poids() - avant < 46 * FICHE


def test_un_chapitre_se_relit_seul(donnees):
    html = rendre_html(construire_rapport(2020), seulement="financement")

    assert 'id="financement"' in html
    assert 'id="gouvernance"' not in html
