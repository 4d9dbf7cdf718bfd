"""Publier clôt l'exercice ; une correction commence par le rouvrir."""

import pytest
from django.db import IntegrityError, transaction

from gouvernance.models import Cloture
from mutualisation.models import Edition, Production
from mutualisation.rapport import publication
from mutualisation.rapport.publication import PublicationRefusee
from services_communs.models import Domaine, Effectif
from tests.fabriques import creer_agent
from tests.fabriques_rapport import creer_rapport_publiable
from tests.mutualisation.publications import publier, rouvrir_l_exercice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rendu_factice")]


@pytest.fixture
def rapport():
    return creer_rapport_publiable()


def changer_une_donnee():
    Effectif.objects.update(agents=12)


def test_publier_clot_l_exercice_et_une_correction_commence_par_le_rouvrir(rapport):
    agent = creer_agent()
    publier(rapport, par=agent)

    cloture = Cloture.objects.get(annee=2031)
    assert (cloture.close_par, cloture.rouverte_le) == (agent, None)
    with pytest.raises(IntegrityError, match="clos_"), transaction.atomic():
        changer_une_donnee()

    Domaine.objects.update(titre="Hors exercice, mais dans le rapport")
    with pytest.raises(PublicationRefusee, match="est clos depuis le"):
        publier(rapport, motif="Titre corrigé")

    rouvrir_l_exercice()
    publier(rapport, motif="Titre corrigé")
    assert Cloture.objects.filter(annee=2031, rouverte_le=None).count() == 1


def test_ce_qui_change_pendant_la_mise_en_page_n_est_ni_publie_ni_clos(rapport, monkeypatch):
    composer = publication.composer_pdf

    def pendant_la_mise_en_page(*arguments):
        changer_une_donnee()
        return composer(*arguments)

    monkeypatch.setattr(publication, "composer_pdf", pendant_la_mise_en_page)
    production = publier(rapport)

    assert production.etat == Production.Etat.ECHOUEE
    assert "ont changé depuis votre vérification" in production.raison
    assert not Edition.objects.exists()
    assert not Cloture.objects.exists()
