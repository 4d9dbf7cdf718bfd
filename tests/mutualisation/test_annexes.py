"""Tableaux du rapport en CSV : les mêmes nombres, des colonnes stables."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from mutualisation.rapport.annexes import annexes, en_cellule
from mutualisation.rapport.contenu import construire_rapport
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_cooperation,
    creer_rapport,
)


def lire(annexe):
    return list(csv.DictReader(io.StringIO(annexe.octets.decode())))


def tables(contenu, minimum=None):
    return {annexe.nom: lire(annexe) for annexe in annexes(contenu, minimum)}


@pytest.fixture
def rapport_2020(donnees):
    return construire_rapport(2020)


def test_les_totaux_des_tableaux_sont_ceux_du_rapport(rapport_2020):
    lues = tables(rapport_2020, 1)
    parts = [p for p in lues["participations.csv"] if p["mode"] == "imputation_ac"]
    services = [e for e in lues["effectifs.csv"] if e["perimetre"] == "service commun"]

    assert sum(int(t["agents"]) for t in lues["transferts.csv"]) == rapport_2020.transferts.total
    assert sum(int(e["agents"] or 0) for e in services) == rapport_2020.effectifs.agents
    assert sum(Decimal(e["etp"] or 0) for e in services) == rapport_2020.effectifs.etp
    assert len(lues["adhesions.csv"]) == rapport_2020.matrice.adhesions
    assert len(lues["communes.csv"]) == len(rapport_2020.communes)
    assert len(lues["cooperations.csv"]) == len(rapport_2020.cooperations)
    for exercice in rapport_2020.financement.exercices:
        de_l_annee = [p for p in parts if p["exercice"] == str(exercice.annee)]
        assert sum(Decimal(p["participation"]) for p in de_l_annee) == exercice.somme_des_parts


def test_la_part_refacturee_a_sa_ligne_chaque_annee(rapport_2020):
    factures = [
        (p["exercice"], p["payeur"], p["participation"], p["mois"])
        for p in tables(rapport_2020)["participations.csv"]
        if p["mode"] == "refacturation"
    ]

    assert factures == [
        ("2019", "Neuilly-Crimolois", "500.00", "6"),
        ("2020", "Neuilly-Crimolois", "1000.00", ""),
    ]


def test_un_ccas_porte_le_code_de_sa_commune(db):
    creer_rapport()
    commune = creer_commune(code_insee="21231")
    creer_adhesion(collectivite=creer_ccas(commune=commune))

    (adhesion,) = tables(construire_rapport(2020))["adhesions.csv"]

    assert (adhesion["nature"], adhesion["code_insee"]) == ("ccas", "21231")
    assert (adhesion["date_debut"], adhesion["est_gratuit"]) == ("2019-01-01", "false")


def test_un_texte_n_est_jamais_une_formule(db):
    creer_rapport()
    creer_cooperation(objet="=HYPERLINK(1)", date_debut=date(2019, 1, 1))

    (cooperation,) = tables(construire_rapport(2020))["cooperations.csv"]

    assert cooperation["objet"] == "'=HYPERLINK(1)"


def test_un_montant_negatif_reste_un_nombre():
    assert en_cellule(Decimal("-7437606.00")) == "-7437606.00"


def test_les_codes_des_colonnes_ne_bougent_pas(rapport_2020):
    codes = {a.nom: ",".join(c.code for c in a.colonnes) for a in annexes(rapport_2020)}

    assert codes == {
        "adhesions.csv": "annee,service,service_nom,domaine,adherent,nature,code_insee,siren,"
        "date_debut,precision_date_debut,est_gratuit",
        "transferts.csv": "domaine,domaine_nom,origine,nature,code_insee,siren,date_effet,"
        "precision_date_effet,agents",
        "effectifs.csv": "domaine,domaine_nom,perimetre,date_observation,agents,etp",
        "participations.csv": "exercice,payeur,nature,code_insee,siren,mode,objet,participation,"
        "deja_valorise,ajustement,mois,explication",
        "indicateurs.csv": "annee,domaine,domaine_nom,rubrique,indicateur,unite,qualificatif,"
        "valeur,valeur_maximale,periode,commentaire",
        "cooperations.csv": "annee,objet,forme,base_legale,parties,portee_par,description",
        "communes.csv": "annee,code_insee,siren,nom,population,millesime,sieges,membre_depuis,"
        "a_ccas,services,participation,refacturation,ajustement",
    }


def test_les_tableaux_se_lisent_sans_la_base(rapport_2020, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert all(annexe.octets for annexe in annexes(rapport_2020))
