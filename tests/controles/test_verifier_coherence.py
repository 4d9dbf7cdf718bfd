"""La commande qui relève les écarts, et ce qu'elle trouve dans les données livrées."""

import csv
import json
from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mutualisation.controles.lecture import lire_constats
from tests.fabriques import creer_effectif, creer_transfert

pytestmark = pytest.mark.django_db


def verifier(**options) -> str:
    sortie = StringIO()
    call_command("verifier_coherence", stdout=sortie, **options)
    return sortie.getvalue()


def test_rien_a_relever():
    assert verifier() == "0 constat, 0 à traiter, 0 bloquant.\n"


def test_le_texte_dit_l_ecart_et_ses_valeurs():
    creer_effectif(agents=47, etp=Decimal("47.1"))

    texte = verifier(annee=2020)

    assert "plus d’équivalents temps plein que d’agents" in texte
    assert "    écrit : 47,1" in texte
    assert texte.endswith("1 constat, 1 à traiter, 0 bloquant.\n")
    assert verifier(annee=2019) == "0 constat, 0 à traiter, 0 bloquant.\n"


def test_un_ecart_bloquant_fait_echouer_la_commande():
    creer_transfert()

    with pytest.raises(CommandError, match="1 écart bloquant sans explication"):
        verifier()


def test_les_memes_lignes_en_json_et_en_csv():
    creer_effectif(agents=47, etp=Decimal("47.1"))

    en_json = json.loads(verifier(format="json"))
    en_csv = list(csv.DictReader(StringIO(verifier(format="csv")), delimiter=";"))

    assert [ligne["controle"] for ligne in en_json] == ["etp-et-agents"]
    assert en_csv == [{nom: str(valeur) for nom, valeur in ligne.items()} for ligne in en_json]


def test_les_donnees_de_2020_ont_les_ecarts_connus_et_aucun_qui_bloque(donnees):
    constats = lire_constats()

    assert not any(lu.bloque for lu in constats)
    assert Counter(lu.controle.code for lu in constats) == {
        "etp-et-agents": 1,
        "effectif-incomplet": 1,
        "dates-d-observation": 2,
        "effectifs-identiques": 1,
        "indicateurs-attendus": 6,
        "variation-des-indicateurs": 2,
        "realisations-echues": 1,
        "cooperations-hors-metropole": 1,
        "parts-et-total": 1,
        "prorata": 5,
        "sommes-annoncees": 3,
        "dates-annoncees": 5,
        "chiffres-annonces": 10,
        "chiffres-contradictoires": 5,
        "annees-concernees": 1,
        "concernees-et-adhesions": 1,
        "references-remplacees": 11,
    }
