"""Les grilles des finances : participations, coûts, clés."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from finances.models import CleRepartition, CoutService, Participation, ValeurCle
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_cle,
    creer_commune,
    creer_cout,
    creer_evaluation,
    creer_evaluation_en_travaux,
    creer_participation,
    creer_service,
    creer_valeur,
    metropole,
)
from tests.grilles.gestes import en_faute, envoyer, ouvrir
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return connecter(creer_administrateur())


def test_payeurs_et_services_cote_a_cote(client):
    ahuy, informatique = creer_commune(nom="Ahuy"), creer_service(nom="Informatique")
    creer_adhesion(service=informatique, collectivite=ahuy)
    evaluation = creer_evaluation_en_travaux(date=date(2021, 6, 1))
    creer_participation(payeur=ahuy, exercice_debut=2020, montant=Decimal(500))
    adresse = f"{reverse('grille_participations', args=[evaluation.pk])}?exercice=2021"
    tableau = ouvrir(client, adresse)
    ligne = next(rangee for rangee in tableau.rangees if rangee.ligne.libelle == "Ahuy")
    assert ligne.cellules[0].rappel == "500"

    colonne = f"s{informatique.pk}"
    saisies = {("Ahuy", colonne): "1 000", ("Ahuy", "sensemble"): "20,5"}
    assert envoyer(client, adresse, tableau, saisies).status_code == 302

    lues = Participation.objects.filter(evaluation=evaluation)
    assert set(lues.values_list("payeur", "service", "objet", "montant")) == {
        (ahuy.pk, informatique.pk, "Informatique", Decimal(1000)),
        (ahuy.pk, None, "Services communs", Decimal("20.5")),
    }
    total = next(r for r in ouvrir(client, adresse).rangees if r.ligne.libelle == "Ahuy")
    assert total.cellules[-1].texte == "1\u00a0020,5"


def test_le_detail_d_un_service_dit_tout_et_la_faute_va_a_sa_cellule(client):
    ahuy, service = creer_commune(nom="Ahuy"), creer_service(code="info")
    evaluation = creer_evaluation_en_travaux(date=date(2021, 6, 1))
    racine = reverse("grille_participations", args=[evaluation.pk])
    adresse = f"{racine}?exercice=2021&service=ensemble"
    saisies = {("Ahuy", "montant"): "100", ("Ahuy", "deja"): "200", ("Ahuy", "mois"): "13"}

    refus = envoyer(client, adresse, ouvrir(client, adresse), saisies)

    dites = " ".join(en_faute(refus.context["tableau"]).values())
    assert "ne dépasse pas le montant voté" in dites
    assert "de 1 à 12" in dites
    sans_adhesion = f"{racine}?exercice=2021&service={service.code}"
    refus = envoyer(
        client, sans_adhesion, ouvrir(client, sans_adhesion), {("Ahuy", "montant"): "5"}
    )
    assert "n’adhère pas" in " ".join(en_faute(refus.context["tableau"]).values())
    assert not Participation.objects.filter(payeur=ahuy).exists()


def test_une_evaluation_adoptee_se_lit_sans_se_changer(client):
    evaluation = creer_evaluation(date=date(2019, 4, 11))
    creer_participation(evaluation=evaluation, montant=Decimal(500))
    for grille in ["grille_participations", "grille_couts"]:
        page = client.get(reverse(grille, args=[evaluation.pk])).content.decode()
        assert "ce qui a été voté se lit et ne change plus" in page
        assert "data-grille" not in page


def test_les_couts_d_un_exercice_et_ceux_d_avant(client):
    service = creer_service(nom="Informatique")
    evaluation = creer_evaluation_en_travaux(date=date(2020, 6, 1))
    creer_cout(evaluation=evaluation, service=service, exercice=2020, montant=Decimal(900))
    adresse = f"{reverse('grille_couts', args=[evaluation.pk])}?exercice=2021"
    tableau = ouvrir(client, adresse)
    assert tableau.rangees[0].cellules[0].rappel == "900"

    envoyer(
        client,
        adresse,
        tableau,
        {("Informatique", "personnel"): "1 000", ("Informatique", "support"): "12,5 %"},
    )

    lus = CoutService.objects.filter(exercice=2021).values_list("nature", "montant", "taux")
    assert set(lus) == {
        ("personnel", Decimal(1000), None),
        ("support", Decimal(0), Decimal("12.5")),
    }


def test_des_pourcentages_font_cent_tous_ensemble(client):
    cle = creer_cle(nature="pourcentages")
    creer_valeur(cle=cle, collectivite=metropole(), valeur=Decimal(100))
    ahuy = creer_adhesion(service=cle.service, collectivite=creer_commune(nom="Ahuy")).collectivite
    adresse = reverse("grille_cle", args=[cle.pk])

    refus = envoyer(client, adresse, ouvrir(client, adresse), {("Ahuy", "valeur"): "40"})
    assert "140 au lieu de 100" in refus.context["tableau"].generales[0]
    assert not ValeurCle.objects.filter(collectivite=ahuy).exists()
    saisies = {("Ahuy", "valeur"): "40", (metropole().nom, "valeur"): "60"}
    assert envoyer(client, adresse, ouvrir(client, adresse), saisies).status_code == 302


def test_une_cle_sans_valeurs_se_lit_et_dit_pourquoi(client):
    cle = creer_cle(nature="gratuite", motif_gratuite="Voté ainsi.")

    assert "gratuit" in client.get(reverse("grille_cle", args=[cle.pk])).content.decode()


def test_reconduire_une_cle_clot_l_ancienne_et_copie_ses_valeurs(client):
    cle = creer_cle(date_debut=date(2019, 1, 1))
    creer_valeur(cle=cle, valeur=Decimal(12))
    adresse = reverse("cle_reconduire", args=[cle.pk])
    assert "1\u00a0valeur" in client.get(adresse).content.decode()

    trop_tot = client.post(adresse, {"annee": 2019})
    assert "errorlist" in trop_tot.content.decode()
    client.post(adresse, {"annee": 2021})

    ancienne, nouvelle = CleRepartition.objects.order_by("date_debut")
    assert (ancienne.date_fin, nouvelle.date_debut) == (date(2020, 12, 31), date(2021, 1, 1))
    assert [valeur.valeur for valeur in nouvelle.valeurs.all()] == [12]
    assert nouvelle.historique.first().history_change_reason == "Clé reconduite."
