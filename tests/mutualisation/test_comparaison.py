"""Comparer deux rapports : rien quand rien ne change, une phrase ou une ligne par différence."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finances.models import Participation
from mutualisation.rapport.comparaison import comparer, phrases_des_corrections
from mutualisation.rapport.contenu import construire_rapport
from services_communs.models import Adhesion, Effectif, Mesure, TransfertAgents
from tests.fabriques import creer_adhesion, creer_commune, creer_rapport, creer_service


@pytest.fixture
def rapport_2020(donnees):
    return construire_rapport(2020)


def chapitre(avant, apres, ancre):
    return next(c for c in comparer(avant, apres) if c.ancre == ancre)


def test_un_rapport_ne_differe_pas_de_lui_meme(rapport_2020):
    assert comparer(rapport_2020, construire_rapport(2020)) == ()


def test_une_adhesion_de_plus_se_dit_en_une_phrase(rapport_2020):
    adhesion = Adhesion.objects.get(
        service__code="assurances", collectivite__nom="Saint-Apollinaire"
    )
    Adhesion.objects.filter(pk=adhesion.pk).delete()

    (seul,) = comparer(construire_rapport(2020), rapport_2020)[:1]

    assert seul.ancre == "adhesions"
    assert seul.phrases == ("Saint-Apollinaire adhère au service «\u00a0Assurances\u00a0».",)


def test_un_depart_se_dit_aussi(rapport_2020):
    Adhesion.objects.filter(
        service__code="assurances", collectivite__nom__in=["Saint-Apollinaire", "Quetigny"]
    ).delete()

    (phrase,) = chapitre(rapport_2020, construire_rapport(2020), "adhesions").phrases

    assert phrase == (
        "Quetigny et Saint-Apollinaire n’adhèrent plus au service «\u00a0Assurances\u00a0»."
    )


def test_une_participation_corrigee_donne_l_avant_l_apres_et_l_ecart(rapport_2020):
    lignes = list(rapport_2020.financement.lignes)
    rang = next(i for i, ligne in enumerate(lignes) if ligne.nom == "Chenôve")
    dernier = lignes[rang].montants[-1]
    corrige = replace(dernier, participation=dernier.participation + 413)
    lignes[rang] = replace(lignes[rang], montants=(*lignes[rang].montants[:-1], corrige))
    financement = replace(rapport_2020.financement, lignes=tuple(lignes))

    apres = replace(rapport_2020, financement=financement)

    (tableau,) = chapitre(rapport_2020, apres, "financement").tableaux
    (ligne,) = tableau.lignes
    assert (ligne.avant, ligne.apres, ligne.ecart) == (
        "51\u00a0587\u00a0€",
        "52\u00a0000\u00a0€",
        "+413",
    )
    (correction,) = phrases_des_corrections(rapport_2020, apres)
    assert correction.startswith("Le financement, participations. Chenôve et son CCAS, 2020")
    assert correction.endswith("52\u00a0000\u00a0€ au lieu de 51\u00a0587\u00a0€.")


def test_une_mesure_et_un_effectif_corriges_se_lisent_dans_leur_tableau(rapport_2020):
    Mesure.objects.filter(annee=2020).order_by("pk").first()
    mesure = Mesure.objects.get(annee=2020, indicateur__libelle__startswith="Contentieux")
    Mesure.objects.filter(pk=mesure.pk).update(valeur=Decimal(30))
    Effectif.objects.filter(domaine__code="droit-des-sols").update(agents=24)

    apres = construire_rapport(2020)

    (mesures,) = chapitre(rapport_2020, apres, "realisations").tableaux
    assert [(ligne.avant, ligne.apres) for ligne in mesures.lignes] == [("28", "30")]
    (agents,) = chapitre(rapport_2020, apres, "ressources-humaines").tableaux
    assert [(ligne.avant, ligne.apres) for ligne in agents.lignes] == [("23", "24")]


def test_un_petit_effectif_ne_se_lit_pas_dans_la_comparaison(rapport_2020):
    TransfertAgents.objects.filter(origine__nom="Fontaine-lès-Dijon").delete()
    avant = replace(rapport_2020, effectif_minimal=5)

    comparaison = comparer(avant, construire_rapport(2020))

    lignes = [ligne for c in comparaison for t in c.tableaux for ligne in t.lignes]
    assert [(ligne.libelle, ligne.avant, ligne.apres) for ligne in lignes] == [
        ("Fontaine-lès-Dijon", "1\u00a0à\u00a04", "–")
    ]


def test_un_recit_modifie_est_nomme_entre_deux_editions(rapport_2020):
    textes = dict(rapport_2020.textes) | {"perspectives": "Autre chose."}

    (seul,) = comparer(rapport_2020, replace(rapport_2020, textes=tuple(textes.items())))

    assert seul.phrases == ("Récits modifiés\u00a0: «\u00a0Perspectives\u00a0».",)


@pytest.mark.django_db
def test_deux_annees_se_comparent_chacune_a_son_exercice():
    creer_rapport(annee=2030, date_observation=date(2030, 11, 30))
    creer_rapport(annee=2031, date_observation=date(2031, 11, 30))
    creer_adhesion(
        service=creer_service(nom="Archives", date_debut=date(2031, 1, 1)),
        collectivite=creer_commune(nom="Ahuy"),
        date_debut=date(2031, 2, 1),
    )

    adhesions = chapitre(construire_rapport(2030), construire_rapport(2031), "adhesions")

    assert adhesions.phrases == (
        "Services créés\u00a0: «\u00a0Archives\u00a0».",
        "Ahuy adhère au service «\u00a0Archives\u00a0».",
    )


def test_les_participations_de_deux_annees_sont_celles_de_chaque_exercice(rapport_2020):
    assert Participation.objects.exists()
    autre_annee = replace(rapport_2020, annee=2019)

    totaux, parts = chapitre(autre_annee, rapport_2020, "financement").tableaux[:2]

    assert [(ligne.avant, ligne.apres) for ligne in totaux.lignes] == [
        ("12\u00a0599\u00a0371\u00a0€", "12\u00a0921\u00a0681\u00a0€")
    ]
    assert "Dijon et son CCAS" in {ligne.libelle for ligne in parts.lignes}


def test_deux_annees_comptent_leurs_realisations_sans_les_nommer(rapport_2020):
    annee_vide = replace(
        rapport_2020,
        annee=2021,
        fiches=tuple(replace(fiche, accomplissements=()) for fiche in rapport_2020.fiches),
    )

    realisations = chapitre(rapport_2020, annee_vide, "realisations")

    assert realisations.phrases == ()
    assert {ligne.apres for ligne in realisations.tableaux[0].lignes} == {"0"}
