"""Enregistrer une grille : tout ou rien, les seules cellules changées, rien par-dessus autrui."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.grilles.ecriture import REFUS_DE_LA_BASE
from gouvernance.models import Cloture
from services_communs.models import Mesure
from tests.fabriques import (
    creer_administrateur,
    creer_agent,
    creer_domaine,
    creer_indicateur,
    creer_mesure,
)
from tests.grilles.gestes import cellules, en_faute, envoyer, nom, ouvrir
from tests.severite import connecter

pytestmark = pytest.mark.django_db

ADRESSE = f"{reverse('grille_mesures')}?annee=2020"


@pytest.fixture
def indicateurs():
    domaine = creer_domaine()
    actes, courriers, appels = (
        creer_indicateur(domaine=domaine, libelle=libelle, ordre=ordre)
        for ordre, libelle in enumerate(["Actes", "Courriers", "Appels"])
    )
    creer_mesure(indicateur=actes, annee=2020, valeur=Decimal("1234.5"), commentaire="Relevé")
    creer_mesure(indicateur=actes, annee=2019, valeur=Decimal(1000))
    return actes, courriers, appels


@pytest.fixture
def client(indicateurs):
    return connecter(creer_administrateur(username="jeanne"))


def valeurs() -> dict[str, Decimal]:
    mesures = Mesure.objects.filter(annee=2020).select_related("indicateur")
    return {mesure.indicateur.libelle: mesure.valeur for mesure in mesures}


def test_la_grille_montre_l_annee_d_avant_et_ce_qui_a_change(client):
    tableau = ouvrir(client, ADRESSE)

    premiere = tableau.rangees[0].cellules
    assert [c.texte for c in premiere][:3] == ["1\u00a0234,5", "1\u00a0000", "+23,5\u00a0%"]
    assert (tableau.vides, tableau.attendues) == (0, 1)


def test_seules_les_cellules_changees_s_ecrivent_et_leur_historique_le_dit(client):
    avant = Mesure.historique.count()
    reponse = envoyer(
        client, ADRESSE, ouvrir(client, ADRESSE), {("Courriers", "valeur"): "≈ 2 000"}
    )

    assert reponse.status_code == 302
    mesure = Mesure.objects.get(indicateur__libelle="Courriers", annee=2020)
    assert (mesure.valeur, mesure.qualificatif) == (2000, "≈")
    passage = Mesure.historique.first()
    assert Mesure.historique.count() == avant + 1
    assert str(passage.history_user) == "jeanne"
    assert passage.history_change_reason == "Saisie en grille : Mesures de 2020"


def test_une_cellule_changee_ne_touche_pas_aux_autres_champs(client):
    tableau = ouvrir(client, ADRESSE)
    Mesure.objects.filter(annee=2020).update(commentaire="Relu entre-temps")

    envoyer(client, ADRESSE, tableau, {("Actes", "valeur"): "1 300"})

    mesure = Mesure.objects.get(annee=2020)
    assert (mesure.valeur, mesure.commentaire) == (1300, "Relu entre-temps")


def test_le_meme_nombre_ecrit_autrement_n_est_pas_un_changement(client):
    avant = Mesure.historique.count()
    envoyer(client, ADRESSE, ouvrir(client, ADRESSE), {("Actes", "valeur"): "1234,50"})

    assert Mesure.historique.count() == avant


def test_trois_fautes_trois_messages_et_rien_d_ecrit(client):
    saisies = {
        ("Actes", "valeur"): "beaucoup",
        ("Courriers", "date"): "01/03/2021",
        ("Courriers", "valeur"): "12",
        ("Appels", "commentaire"): "sans valeur",
    }
    reponse = envoyer(client, ADRESSE, ouvrir(client, ADRESSE), saisies)

    tableau = reponse.context["tableau"]
    assert reponse.status_code == 200
    assert valeurs() == {"Actes": Decimal("1234.5")}
    assert en_faute(tableau).keys() == {
        ("Actes", "valeur"),
        ("Courriers", "date"),
        ("Appels", "valeur"),
    }
    assert len(tableau.fautes) == 3
    for (libelle, colonne), texte in saisies.items():
        assert cellules(tableau)[nom(tableau, libelle, colonne)] == texte
    contenu = reponse.content.decode()
    for faute in tableau.fautes:
        assert f'href="#{faute.nom}"' in contenu
        assert f'id="{faute.nom}"' in contenu


def test_vider_toute_la_ligne_retire_la_mesure(client):
    vide = {("Actes", colonne): "" for colonne in ["valeur", "date", "periode", "commentaire"]}

    envoyer(client, ADRESSE, ouvrir(client, ADRESSE), vide)

    assert valeurs() == {}
    assert Mesure.historique.first().history_type == "-"


def test_vider_la_seule_valeur_est_une_faute(client):
    reponse = envoyer(client, ADRESSE, ouvrir(client, ADRESSE), {("Actes", "valeur"): "–"})

    assert ("Actes", "valeur") in en_faute(reponse.context["tableau"])
    assert valeurs() == {"Actes": Decimal("1234.5")}


@pytest.mark.parametrize(("choix", "reste"), [("votre", 1300), ("enregistree", 1250)])
def test_deux_personnes_la_meme_cellule_un_choix(client, choix, reste):
    tableau = ouvrir(client, ADRESSE)
    autre = connecter(creer_administrateur(username="paul"))
    envoyer(autre, ADRESSE, ouvrir(autre, ADRESSE), {("Actes", "valeur"): "1 250"})

    refus = envoyer(client, ADRESSE, tableau, {("Actes", "valeur"): "1 300"})

    assert refus.status_code == 200
    assert valeurs()["Actes"] == 1250
    contenu = refus.content.decode()
    assert "votre valeur : <strong>1 300</strong>" in contenu
    assert "valeur enregistrée par paul le" in contenu
    tableau = refus.context["tableau"]
    cellule = nom(tableau, "Actes", "valeur")
    sans_choix = envoyer(client, ADRESSE, tableau)
    assert sans_choix.status_code == 200
    assert valeurs()["Actes"] == 1250
    tableau = sans_choix.context["tableau"]
    envoyer(client, ADRESSE, tableau, **{f"choix.{cellule}": choix})
    assert valeurs()["Actes"] == reste


def test_deux_personnes_deux_cellules_rien_a_choisir(client):
    tableau = ouvrir(client, ADRESSE)
    autre = connecter(creer_administrateur())
    envoyer(autre, ADRESSE, ouvrir(autre, ADRESSE), {("Courriers", "valeur"): "7"})

    reponse = envoyer(client, ADRESSE, tableau, {("Actes", "valeur"): "1 300"})

    assert reponse.status_code == 302
    assert valeurs() == {"Actes": 1300, "Courriers": 7}


def test_une_ligne_nee_entre_temps_n_est_pas_ecrasee(client):
    tableau = ouvrir(client, ADRESSE)
    creer_mesure(indicateur=Mesure.objects.first().indicateur, annee=2021)
    creer_mesure(
        indicateur=tableau.rangees[1].ligne.sujet, annee=2020, valeur=Decimal(9), commentaire="vu"
    )

    refus = envoyer(client, ADRESSE, tableau, {("Courriers", "valeur"): "8"})

    assert refus.status_code == 200
    assert valeurs()["Courriers"] == 9
    assert "valeur enregistrée" in refus.content.decode()


def test_une_ligne_disparue_rend_ce_qui_y_etait_saisi(client, indicateurs):
    tableau = ouvrir(client, ADRESSE)
    indicateurs[2].delete()

    refus = envoyer(
        client,
        ADRESSE,
        tableau,
        {("Appels", "valeur"): "4 321"},
    )

    assert refus.status_code == 200
    assert "4 321" in refus.context["tableau"].generales[0]


def test_un_exercice_clos_se_lit_sans_s_ecrire(client):
    tableau = ouvrir(client, ADRESSE)
    Cloture.objects.create(annee=2020)

    refus = envoyer(client, ADRESSE, tableau, {("Actes", "valeur"): "1 300"})

    assert refus.status_code == 200
    assert valeurs()["Actes"] == Decimal("1234.5")
    page = client.get(ADRESSE).content.decode()
    assert "L’exercice 2020 est clos" in page
    assert "data-grille" not in page


def test_sans_droit_la_grille_se_lit(indicateurs):
    client = connecter(creer_agent())
    page = client.get(ADRESSE).content.decode()

    assert "votre compte ne modifie pas les mesures" in page
    assert "data-grille" not in page


def test_sans_droit_l_envoi_est_refuse_avant_d_etre_lu(indicateurs):
    client = connecter(creer_agent())

    assert client.post(ADRESSE).status_code == 403
    assert client.post(ADRESSE, {"action": "coller", "lues": "{}"}).status_code == 403
    assert client.post(ADRESSE, {"lues": "{}", "v.1.valeur": "1"}).status_code == 403


def test_un_envoi_incomplet_ne_change_rien(client):
    reponse = client.post(ADRESSE, {"action": "enregistrer", "lues": "{"})

    assert reponse.status_code == 400
    assert valeurs() == {"Actes": Decimal("1234.5")}


def test_une_date_d_une_autre_annee_va_a_sa_cellule(client):
    refus = envoyer(
        client,
        ADRESSE,
        ouvrir(client, ADRESSE),
        {("Actes", "date"): f"{date(2021, 1, 5):%d/%m/%Y}"},
    )

    assert en_faute(refus.context["tableau"]) == {
        ("Actes", "date"): "La date d’observation est d’une autre année."
    }


def test_deux_refus_de_la_base_deux_messages(client):
    """Des règles que la base seule juge se disent quand même, chacune à sa ligne."""
    saisies = {
        ("Actes", "valeur"): "de 9 à 4",
        ("Courriers", "valeur"): "de 5 à 1",
        ("Appels", "valeur"): "7",
    }
    refus = envoyer(client, ADRESSE, ouvrir(client, ADRESSE), saisies)

    dites = en_faute(refus.context["tableau"])
    assert dites.keys() == {("Actes", "valeur"), ("Courriers", "valeur")}
    assert REFUS_DE_LA_BASE not in dites.values()
    assert valeurs() == {"Actes": Decimal("1234.5")}


def test_une_ligne_de_plus_ne_coute_que_son_ecriture(client):
    """Ni ses relations ni ses contraintes ne se redemandent à la base, ligne par ligne."""
    deux = {("Actes", "valeur"): "3", ("Courriers", "valeur"): "2"}
    trois = {("Actes", "valeur"): "5", ("Courriers", "valeur"): "4", ("Appels", "valeur"): "6"}
    couts = []
    for saisies in [deux, deux, trois]:
        Mesure.objects.filter(annee=2020).exclude(indicateur__libelle="Actes").delete()
        Mesure.objects.filter(annee=2020).update(valeur=1)
        tableau = ouvrir(client, ADRESSE)
        with CaptureQueriesContext(connection) as passees:
            assert envoyer(client, ADRESSE, tableau, saisies).status_code == 302
        couts.append(len(passees))

    assert couts[2] == couts[1] + 2
