"""Retrouver une collectivité par ce qu'on a écrit d'elle, ou demander, ou proposer."""

from datetime import date

import pytest

from gouvernance.imports.analyse import analyser, appliquer
from gouvernance.models import Sieges
from gouvernance.ressources import SiegesRessource
from services_communs.models import Adhesion
from services_communs.ressources import AdhesionRessource, MesureRessource
from tests.fabriques import (
    creer_ccas,
    creer_commune,
    creer_domaine,
    creer_indicateur,
    creer_service,
)
from tests.imports.tableaux import dites, tableau

ADHESION = {"Service": "Paie", "Date de début": "01/01/2020"}
# Un ordre qu'aucun domaine livré n'a.
ORDRE = 900
SIEGES = {"Mandature": "2020-2026", "Sièges": 3, "Acte qui le fixe": "arrêté du préfet"}


@pytest.mark.parametrize(
    ("ecrite", "reconnue"),
    [
        ("Fontaine-lès-Dijon", "Fontaine-lès-Dijon"),
        ("FONTAINE LES DIJON", "Fontaine-lès-Dijon"),
        ("Fontaine\u2011lès\u2011Dijon", "Fontaine-lès-Dijon"),
        ("St Apollinaire", "Saint-Apollinaire"),
        ("21278", "Fontaine-lès-Dijon"),
        (21278.0, "Fontaine-lès-Dijon"),
        ("212102784", "Fontaine-lès-Dijon"),
        ("Ville de Dijon", "Dijon"),
        ("commune d’Ahuy", "Ahuy"),
        ("Dijon (ville)", "Dijon"),
        ("Bresse-sur-Tille", "Bressey-sur-Tille"),
        ("21452", "Neuilly-Crimolois"),
        ("CCAS Dijon", "CCAS de Dijon"),
        ("C.C.A.S. de Dijon", "CCAS de Dijon"),
        ("Centre communal d’action sociale de Dijon", "CCAS de Dijon"),
        ("Dijon CCAS", "CCAS de Dijon"),
    ],
)
def test_une_collectivite_se_reconnait(ecrite, reconnue, donnees):
    service = creer_service(nom="Paie", domaine=creer_domaine(ordre=ORDRE))
    contenu = tableau(ADHESION | {"Collectivité": ecrite})

    appliquer(AdhesionRessource, contenu, auteur=None, motif="")

    assert Adhesion.objects.get(service=service).collectivite.nom == reconnue


@pytest.mark.parametrize(
    ("ecrite", "phrase"),
    [
        ("Lyon", "aucune collectivité « Lyon »."),
        ("Chenôves", "aucune collectivité « Chenôves » : est-ce « Chenôve » ?"),
        ("CCAS de Talant", "« CCAS de Talant » : le site ne connaît pas de CCAS de Talant."),
        (
            "Crimolois",
            "« Crimolois » n’existe plus depuis le 28 février 2019 : « Neuilly-Crimolois » lui a "
            "succédé.",
        ),
        ("Dijon Métropole", "« Dijon Métropole » n’est pas une commune de la métropole."),
    ],
)
def test_une_collectivite_inconnue_est_dite_et_les_proches_proposees(ecrite, phrase, donnees):
    creer_service(nom="Paie", domaine=creer_domaine(ordre=ORDRE))

    assert dites(AdhesionRessource, ADHESION | {"Collectivité": ecrite}) == [
        (2, "Collectivité", phrase)
    ]


def test_un_ccas_a_la_place_de_la_commune_est_dit(donnees):
    assert dites(SiegesRessource, SIEGES | {"Commune": "CCAS de Dijon"}) == [
        (
            2,
            "Commune",
            "« CCAS de Dijon » est un CCAS, et il faut ici la commune : écrivez « Dijon ».",
        )
    ]


def test_un_nom_ambigu_fait_une_seule_question_pour_toutes_ses_lignes(donnees):
    creer_service(nom="Paie", domaine=creer_domaine(ordre=ORDRE))
    creer_service(nom="Paie des élus", domaine=creer_domaine(ordre=ORDRE + 1))
    lignes = [
        ADHESION | {"Collectivité": "Neuilly"},
        ADHESION | {"Collectivité": "neuilly", "Service": "Paie des élus"},
    ]

    analyse = analyser(AdhesionRessource, tableau(*lignes))

    [question] = analyse.questions
    assert (question.colonne, question.valeur, question.lignes) == (
        "Collectivité",
        "Neuilly",
        (2, 3),
    )
    assert [c.valeur for c in question.candidats] == ["Neuilly-Crimolois", "Neuilly-lès-Dijon"]
    assert "jusqu’au 27\u00a0février 2019" in question.candidats[1].libelle
    assert not analyse.est_applicable


def test_la_reponse_vaut_pour_toutes_les_lignes(donnees):
    service = creer_service(nom="Paie", domaine=creer_domaine(ordre=ORDRE))
    contenu = tableau(ADHESION | {"Collectivité": "Neuilly"})
    [question] = analyser(AdhesionRessource, contenu).questions
    reponses = {question.cle: "Neuilly-Crimolois"}

    assert analyser(AdhesionRessource, contenu, reponses=reponses).est_applicable
    appliquer(AdhesionRessource, contenu, reponses=reponses, auteur=None, motif="")

    assert Adhesion.objects.get(service=service).collectivite.nom == "Neuilly-Crimolois"


@pytest.mark.parametrize("reponse", ["Lyon", "", "neuilly"])
def test_une_reponse_qui_n_est_pas_proposee_ne_vaut_rien(reponse, donnees):
    creer_service(nom="Paie", domaine=creer_domaine(ordre=ORDRE))
    contenu = tableau(ADHESION | {"Collectivité": "Neuilly"})
    [question] = analyser(AdhesionRessource, contenu).questions

    assert analyser(AdhesionRessource, contenu, reponses={question.cle: reponse}).questions


@pytest.mark.django_db
def test_un_nom_incomplet_se_demande_meme_s_il_est_seul():
    creer_service(nom="Paie", domaine=creer_domaine(ordre=ORDRE))
    creer_commune(nom="Perrigny-lès-Dijon")

    [question] = analyser(
        AdhesionRessource, tableau(ADHESION | {"Collectivité": "Perrigny"})
    ).questions

    assert [candidat.valeur for candidat in question.candidats] == ["Perrigny-lès-Dijon"]


@pytest.mark.django_db
def test_un_indicateur_se_cherche_dans_son_domaine():
    siens, autres = creer_indicateur(libelle="Bulletins"), creer_indicateur(libelle="Marchés")
    ligne = {"Domaine": siens.domaine.titre, "Année": 2020, "Valeur": 1}

    assert dites(MesureRessource, ligne | {"Indicateur": "Marchés"}) == [
        (2, "Indicateur", "aucun indicateur « Marchés ».")
    ]
    assert dites(MesureRessource, ligne | {"Domaine": "x", "Indicateur": "Marchés"}) == [
        (2, "Domaine", "aucun domaine « x ».")
    ]
    assert not dites(
        MesureRessource, ligne | {"Domaine": autres.domaine.code, "Indicateur": "Marchés"}
    )


@pytest.mark.django_db
def test_un_ccas_homonyme_ne_se_confond_pas_avec_sa_commune():
    service, commune = (
        creer_service(nom="Paie", domaine=creer_domaine(ordre=ORDRE)),
        creer_commune(nom="Longvic"),
    )
    creer_ccas(commune=commune)

    appliquer(
        AdhesionRessource, tableau(ADHESION | {"Collectivité": "longvic"}), auteur=None, motif=""
    )

    assert Adhesion.objects.get(service=service).collectivite == commune


def test_les_sieges_d_une_ancienne_commune_sont_refuses(donnees):
    [(_, colonne, phrase)] = dites(SiegesRessource, SIEGES | {"Commune": "Crimolois"})

    assert colonne == "Commune"
    assert "n’existe plus depuis le 28 février 2019" in phrase
    assert Sieges.objects.filter(mandature__date_debut=date(2020, 7, 16)).count() == 23
