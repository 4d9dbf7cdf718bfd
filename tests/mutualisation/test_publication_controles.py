"""Une édition fige le compte des contrôles de sa parution."""

import json
from datetime import date

import pytest

from mutualisation.controles.registre import CONTROLES
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.donnees import depuis_json, en_json
from mutualisation.rapport.editions import contenu_fige, derniere_edition
from services_communs.models import Domaine, Effectif
from tests.fabriques import creer_effectif
from tests.fabriques_rapport import creer_rapport_publiable
from tests.mutualisation.publications import publier, rouvrir_l_exercice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rendu_factice")]


@pytest.fixture
def rapport():
    return creer_rapport_publiable()


def test_une_edition_garde_le_compte_des_controles_de_sa_parution(rapport):
    creer_effectif(
        domaine=Domaine.objects.get(),
        agents=4,
        etp=5,
        date=date(2031, 12, 31),
        perimetre="Site",
    )
    publier(rapport)
    rouvrir_l_exercice()
    Effectif.objects.filter(perimetre="Site").delete()

    edition = derniere_edition(2031)
    bilan = contenu_fige(edition).methode.controles

    assert bilan.controles == len(CONTROLES)
    comptes = {compte.gravite: (compte.constats, compte.expliques) for compte in bilan.gravites}
    assert comptes["bloquant"] == (0, 0)
    assert comptes["à expliquer"][0] >= 1
    for nom in ["rapport.html", "lecture.html"]:
        document = edition.fichiers.get(nom=nom).octets.decode()
        assert "Contrôles de cohérence" in document
        assert f"{len(CONTROLES)}\u00a0contrôles relisaient les données de 2031" in document


def test_une_edition_d_avant_les_controles_se_relit(rapport):
    contenu = json.loads(en_json(construire_rapport(2031)))
    del contenu["methode"]["controles"]

    assert depuis_json(json.dumps(contenu).encode()).methode.controles is None
