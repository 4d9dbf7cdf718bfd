"""Les fichiers de l'Insee tels que publiés : code officiel géographique, populations légales."""

import pytest

from gouvernance.imports.analyse import analyser, appliquer
from gouvernance.imports.lecture import lire_tableau
from gouvernance.models import Collectivite, Population
from gouvernance.ressources import CommuneRessource, PopulationRessource
from tests.imports.tableaux import dites, tableau

COG = """TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,21231,27,21,21D,212,0,DIJON,Dijon,Dijon,2199,
COM,21355,27,21,21D,212,0,LONGVIC,Longvic,Longvic-en-Bourgogne,2116,
COM,05130,93,05,05D,051,0,SAINT APOLLINAIRE,Saint-Apollinaire,Saint-Apollinaire,0506,
COMD,21213,,,,,0,CRIMOLOIS,Crimolois,Crimolois,,21452
COM,21452,27,21,21D,212,0,NEUILLY CRIMOLOIS,Neuilly-Crimolois,Neuilly-Crimolois,2105,
"""
DEUX_COLONNES = """CODREG;REG;CODDEP;CODARR;CODCAN;CODCOM;COM;PMUN;PCAP;PTOT
27;Bourgogne-Franche-Comté;21;2;01;003;Ahuy;1 490;20;1 510
27;Bourgogne-Franche-Comté;21;2;99;231;Dijon;158002;4120;162122
93;Provence-Alpes-Côte d'Azur;05;1;06;130;Saint-Apollinaire;160;5;165
"""
UNE_COLONNE = """COM;PMUN;PCAP;PTOT
21003;1490;20;1510
01001;771;18;789
"""


def lire(texte: str, encodage: str = "utf-8"):
    return lire_tableau(texte.encode(encodage), "insee.csv")


def test_le_cog_met_a_jour_les_noms_et_n_ajoute_aucune_commune(donnees):
    analyse = analyser(CommuneRessource, lire(COG))

    assert not analyse.fautes
    [ligne] = analyse.changements
    assert [(c.colonne, c.avant, c.apres) for c in ligne.changements] == [
        ("Nom officiel", "Longvic", "Longvic-en-Bourgogne")
    ]
    assert (analyse.inchangees, analyse.nombre_creations) == (2, 0)
    remarques = " ".join(analyse.remarques).replace("\u00a0", " ")
    assert "1 ligne est hors de la métropole : elle est laissée de côté." in remarques
    assert "1 ligne n’est pas une commune : elle est laissée de côté." in remarques
    assert "Communes absentes du fichier : Ahuy," in remarques


def test_un_nom_change_garde_son_rang_alphabetique(donnees):
    appliquer(CommuneRessource, lire(COG), auteur=None, motif="COG 2021")

    longvic = Collectivite.objects.get(code_insee="21355")
    assert (longvic.nom, longvic.nom_de_tri) == ("Longvic-en-Bourgogne", "longvic-en-bourgogne")
    assert longvic.historique.get(history_change_reason="COG 2021").history_type == "~"


@pytest.mark.parametrize(("texte", "hors"), [(DEUX_COLONNES, 1), (UNE_COLONNE, 1)])
def test_les_populations_publiees_demandent_leur_millesime(texte, hors, donnees):
    contenu = lire(texte, "cp1252")
    [question] = analyser(PopulationRessource, contenu).questions
    assert (question.cle, question.colonne) == ("millesime", "Millésime")
    assert "2021" in [candidat.valeur for candidat in question.candidats]

    reponses = {"millesime": "2021"}
    analyse = analyser(PopulationRessource, contenu, reponses=reponses)
    appliquer(PopulationRessource, contenu, reponses=reponses, auteur=None, motif="")

    assert analyse.remarques[0].startswith("Colonne")
    assert f"{hors}\u00a0" in analyse.remarques[1] or f"{hors} " in analyse.remarques[1]
    ahuy = Population.objects.get(collectivite__nom="Ahuy", millesime=2021)
    assert (ahuy.municipale, ahuy.totale, ahuy.en_vigueur) == (1490, 1510, 2024)
    assert not Population.objects.filter(collectivite__nom="Saint-Apollinaire", millesime=2021)


def test_un_millesime_impossible_se_redemande(donnees):
    reponses = {"millesime": "1789"}

    assert analyser(PopulationRessource, lire(UNE_COLONNE), reponses=reponses).questions


def test_nos_colonnes_disent_la_commune_par_son_nom(donnees):
    ligne = {"Commune": "Ahuy", "Millésime": 2021, "Population municipale": "1 490"}

    analyse = analyser(PopulationRessource, tableau(ligne))

    assert (analyse.nombre_creations, analyse.est_applicable) == (1, True)
    assert dites(PopulationRessource, ligne | {"Population totale": 3}) == [
        (2, "Population municipale", "La population totale comprend la population municipale.")
    ]


def test_une_commune_neuve_s_ajoute_par_nos_colonnes(donnees):
    ligne = {"Nom officiel": "Ouvry", "Code INSEE": 1004.0, "Membre depuis": "2021"}
    assert dites(CommuneRessource, ligne)[0][1] == "Membre depuis"

    appliquer(
        CommuneRessource, tableau(ligne | {"Membre depuis": "01/01/2021"}), auteur=None, motif=""
    )

    ouvry = Collectivite.objects.get(nom="Ouvry")
    assert (ouvry.code_insee, ouvry.nature, ouvry.nom_de_tri) == ("01004", "commune", "ouvry")
