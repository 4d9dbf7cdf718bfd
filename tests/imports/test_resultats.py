"""Un aperçu s'écrit en JSON et se relit tel quel ; une faute dit où elle est."""

import json

import pytest

from gouvernance.imports.fautes import Faute
from gouvernance.imports.resultats import (
    Analyse,
    Candidat,
    Changement,
    LigneTouchee,
    Question,
)


def test_un_apercu_se_relit_tel_quel():
    analyse = Analyse(
        ressource="sieges",
        lignes=3,
        creations=(LigneTouchee(2, "Dijon : 43", (Changement("Sièges", "", "43"),)),),
        nombre_creations=1,
        changements=(),
        nombre_changements=0,
        inchangees=1,
        fautes=(Faute(4, "Commune", "« Lyon » n’est pas de la métropole."),),
        nombre_fautes=1,
        questions=(Question("commune", (3,), "Commune", "Neuilly", (Candidat("a", "b"),)),),
        remarques=("Une ligne est hors de la métropole.",),
        empreinte="abc",
    )

    relue = Analyse.depuis_json(json.loads(json.dumps(analyse.en_json())))

    assert relue == analyse
    assert not relue.est_applicable
    assert not relue.ne_change_rien


@pytest.mark.parametrize(
    ("faute", "dite"),
    [
        (Faute(4, "Commune", "inconnue."), "Ligne 4, « Commune »\u00a0: inconnue."),
        (Faute(None, "Commune", "absente."), "« Commune »\u00a0: absente."),
        (Faute(None, "", "Ce fichier est vide."), "Ce fichier est vide."),
    ],
)
def test_une_faute_dit_ou_elle_est(faute, dite):
    assert str(faute) == dite
