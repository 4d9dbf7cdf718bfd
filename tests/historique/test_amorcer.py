import pytest
from django.core.management import call_command

from services_communs.models import Adhesion
from tests.fabriques import creer_adhesion, creer_deliberation, creer_texte
from tests.historique.fidelite import infideles

pytestmark = pytest.mark.django_db


def test_une_installation_anterieure_recoit_son_premier_etat(capsys):
    ancienne, suivie = creer_adhesion(), creer_texte()
    ancienne.deliberations.add(creer_deliberation())
    Adhesion.historique.all().delete()
    call_command("amorcer_historique")

    (ligne,) = Adhesion.historique.all()
    assert ligne.history_type == "+"
    assert "mise en service" in ligne.history_change_reason
    assert not infideles(Adhesion)
    assert suivie.historique.count() == 1
    assert "1 objet entre dans l’historique." in capsys.readouterr().out

    call_command("amorcer_historique")
    assert Adhesion.historique.count() == 1
