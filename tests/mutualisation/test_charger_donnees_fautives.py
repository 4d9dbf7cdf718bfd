"""Toute faute est nommée avec son fichier, sa ligne et sa raison ; rien n'est écrit."""

import json

import pytest
from django.core.management import CommandError, call_command

from mutualisation.models import DonneeChargee
from services_communs.models import Domaine
from tests.mutualisation.lignes import COMMUNE, DOMAINE, EFFECTIF, FICHE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        pytest.param('{"model": ', "JSON invalide à la colonne 11", id="JSON"),
        pytest.param('["liste"]', "La forme attendue est", id="forme"),
        pytest.param(
            ("gouvernance.region", {}), "Modèle inconnu : gouvernance.region", id="modèle"
        ),
        pytest.param(("sans_point", {}), "Modèle inconnu : sans_point", id="nom sans point"),
        pytest.param(
            ("admin.logentry", {"object_id": 1}),
            "Le modèle admin.logentry n’a pas",
            id="modèle sans clé",
        ),
        pytest.param(
            ("services_communs.domaine", {"code": "x", "couleur": "bleu"}),
            "Champ inconnu de services_communs.domaine : couleur",
            id="champ",
        ),
        pytest.param(
            (FICHE[0], FICHE[1] | {"domaine": ["inconnu"]}),
            'domaine : domaine introuvable, ["inconnu"]',
            id="clé naturelle",
        ),
        pytest.param(
            (FICHE[0], FICHE[1] | {"domaine": "achats"}),
            'domaine : domaine introuvable, "achats"',
            id="clé naturelle qui n'est pas une liste",
        ),
        pytest.param(
            ("gouvernance.etape", {"date": "2019-01-01", "titre": "x", "communes": [["Atlantis"]]}),
            'communes : collectivité introuvable, ["Atlantis"]',
            id="clé naturelle multiple",
        ),
        pytest.param(
            ("gouvernance.etape", {"date": "2019-01-01", "titre": "x", "communes": 3}),
            "communes : une liste de clés est attendue",
            id="relation multiple qui n'est pas une liste",
        ),
        pytest.param(
            (EFFECTIF[0], EFFECTIF[1] | {"date": "30/11/2020"}),
            "date : valeur impossible, '30/11/2020'",
            id="date",
        ),
        pytest.param(
            ("gouvernance.collectivite", COMMUNE | {"code_insee": ""}),
            "Une commune a un code INSEE de cinq caractères.",
            id="contrainte",
        ),
        pytest.param(
            ("gouvernance.collectivite", COMMUNE | {"siren": "123456789"}),
            "siren : « 123456789 » n’est pas un SIREN",
            id="champ invalide",
        ),
        pytest.param(DOMAINE, 'Déjà livrée plus haut : ["achats"]', id="doublon"),
    ],
)
def test_une_faute_est_nommee_et_rien_n_est_ecrit(livrer, charger, ligne, raison):
    livrer(DOMAINE, ligne)

    with pytest.raises(CommandError) as refus:
        charger()

    assert "Rien n’a été chargé." in str(refus.value)
    assert f"reference/10_donnees.jsonl, ligne 2 : {raison}" in str(refus.value)
    assert not Domaine.objects.exists()
    assert not DonneeChargee.objects.exists()


def test_toutes_les_fautes_sont_dites_d_un_coup(livrer, charger):
    livrer("{", DOMAINE, "[")

    with pytest.raises(CommandError) as refus:
        charger()

    assert "ligne 1 : JSON" in str(refus.value)
    assert "ligne 3 : JSON" in str(refus.value)


def test_une_faute_que_seule_la_base_voit_est_dite_aussi(livrer, charger, monkeypatch):
    livrer(DOMAINE, (DOMAINE[0], DOMAINE[1] | {"code": "logistique"}))
    monkeypatch.setattr(Domaine, "full_clean", lambda objet: None)

    with pytest.raises(CommandError, match="ligne 2 : refusée par la base"):
        charger()
    assert not Domaine.objects.exists()


def test_un_jeu_inconnu_est_refuse(livrer, charger):
    livrer(DOMAINE)

    with pytest.raises(CommandError, match=r"Jeu inconnu : exercice_1900. Jeux livrés : reference"):
        charger("exercice_1900")


def test_un_dossier_absent_est_dit(tmp_path):
    with pytest.raises(CommandError, match="Jeux livrés : aucun dans"):
        call_command("charger_donnees", "reference", dossier=tmp_path / "absent")


def test_un_fichier_qui_n_est_pas_en_utf_8_est_refuse(livrer, charger, tmp_path):
    livrer(DOMAINE)
    (tmp_path / "reference" / "20_latin.jsonl").write_bytes("déjà".encode("latin-1"))

    with pytest.raises(CommandError, match=r"20_latin.jsonl : le fichier n’est pas en UTF-8"):
        charger()
    assert not Domaine.objects.exists()


def test_un_separateur_de_ligne_unicode_ne_coupe_pas_une_ligne(livrer, charger):
    livrer(
        json.dumps(
            {"model": DOMAINE[0], "fields": DOMAINE[1] | {"titre": "Achats\u2028publics"}},
            ensure_ascii=False,
        )
    )

    assert "1 créée" in charger()
