"""Le banc entier : lecture des mesures gardées, comparaison de deux versions, commandes."""

import json
import sys
from dataclasses import asdict, replace

import pytest

from bench import comparer, tableau, tout
from bench.__main__ import COMMANDES, lancer
from bench.mesurer import RESULTATS
from bench.tableau import Ligne

GARDES = sorted({fichier.stem for fichier in RESULTATS.glob("*.json")} - {"tout"})
PDF = Ligne("rapport", "PDF", "Chromium", 2.0, 2.5)


def test_des_mesures_sont_gardees():
    assert {"pages", "rapport", "simulation", "controles", "exports"} <= set(GARDES)


@pytest.mark.parametrize("domaine", GARDES)
def test_chaque_mesure_gardee_se_lit(domaine):
    lignes = tableau.lire(domaine)

    assert lignes
    assert len(comparer.indexer(lignes)) == len(lignes)
    for ligne in lignes:
        assert ligne.domaine == domaine
        assert ligne.mesure
        assert ligne.reference
        assert ligne.rapport > 0 or ligne.vise == 0


def test_un_soir_de_conseil_se_lit():
    releve = {
        "ensemble": {"p95": 150, "reponses": 1000},
        "erreurs": {"journal : statut 500": 3},
        "debit": 79.0,
        "debit_demande": 79.0,
        "pages": [{"ralentie": 1.1}, {"ralentie": None}, {"ralentie": 1.4}],
        "memoire": [{"mi_parcours": 100, "fin": 104}, {"mi_parcours": 100, "fin": 120}],
    }

    lignes = list(tableau.lire_charge(releve))

    assert [ligne.rapport for ligne in lignes] == [0.003, 1, 0.75, 1.4, 1.2]
    assert [ligne.est_atteinte for ligne in lignes] == [False, True, True, False, False]


def test_un_domaine_sans_mesure_est_dit_non_mesure(tmp_path, capsys):
    tableau.afficher({"charge": tableau.lire("charge", tmp_path)})

    assert "charge : non mesuré" in capsys.readouterr().out


def test_le_tableau_garde_ce_qui_est_vise_et_le_plus_lourd():
    libres = [Ligne("pages", f"page {rang}", "page triviale", rang) for rang in range(1, 9)]

    assert tableau.retenir([*libres, PDF]) == [PDF, *libres[:2:-1]]


def test_ce_qui_n_est_pas_atteint_est_marque():
    assert tableau.decrire(PDF).startswith(" ")
    assert tableau.decrire(replace(PDF, rapport=2.6)).startswith("✗")


def test_comparer_dit_ce_qui_change_parait_et_disparait():
    pareille, lente = Ligne("pages", "/", "triviale", 5.0), Ligne("pages", "/a", "triviale", 5.0)
    partie, venue = Ligne("pages", "/b", "triviale", 1.0), Ligne("pages", "/c", "triviale", 1.0)
    lue = comparer.comparer(
        [pareille, lente, partie],
        [replace(pareille, rapport=5.4), replace(lente, rapport=5.6), venue],
    )

    assert lue.changees == [(lente, replace(lente, rapport=5.6))]
    assert (lue.nouvelles, lue.disparues, lue.perdues) == ([venue], [partie], [])


@pytest.mark.parametrize(("avant", "apres", "code"), [(2.0, 2.6, 1), (2.6, 2.7, 0), (2.4, 2.5, 0)])
def test_comparer_refuse_ce_qui_n_est_plus_atteint(
    tmp_path, monkeypatch, capsys, avant, apres, code
):
    fichiers = [tmp_path / "avant.json", tmp_path / "apres.json"]
    for fichier, rapport in zip(fichiers, [avant, apres], strict=True):
        lignes = [asdict(replace(PDF, rapport=rapport))]
        fichier.write_text(json.dumps({"lignes": lignes}), "utf-8")
    monkeypatch.setattr(sys, "argv", ["bench", "comparer", *map(str, fichiers)])

    with pytest.raises(SystemExit) as sortie:
        lancer("comparer")

    assert sortie.value.code == code
    assert f"Ne sont plus atteintes : {code}" in capsys.readouterr().out


def test_tout_garde_ce_qui_est_mesure_et_dit_ce_qui_est_interrompu(tmp_path, monkeypatch, capsys):
    (tmp_path / "exports.json").write_text(
        json.dumps([{"format": "csv", "lignes": 5, "secondes": 1, "sql_brut": 0.5}]), "utf-8"
    )
    (tmp_path / "controles.json").write_text("un relevé plus ancien", "utf-8")
    monkeypatch.setattr(tout, "mesurer_le_domaine", lambda domaine, _: domaine == "exports")
    autres = sorted(set(tableau.DOMAINES) - {"exports", "controles"})
    monkeypatch.setattr(sys, "argv", ["bench", "tout", "--vers", str(tmp_path), "--sans", *autres])

    with pytest.raises(SystemExit, match="Interrompus : controles"):
        lancer("tout")

    assert comparer.lire(tmp_path / "tout.json") == [
        Ligne("exports", "csv, 5 lignes", "SQL brut", 2.0)
    ]
    assert "controles : non mesuré" in capsys.readouterr().out


def test_une_commande_inconnue_est_refusee_en_francais():
    with pytest.raises(SystemExit, match="Commande inconnue : « vitesse »"):
        lancer("vitesse")


def test_l_aide_decrit_chaque_commande(capsys):
    lancer("")

    ecrite = capsys.readouterr().out
    assert all(f"  {nom} " in ecrite for nom in COMMANDES)


def test_chaque_domaine_a_sa_commande():
    assert set(tableau.DOMAINES) <= set(COMMANDES)
