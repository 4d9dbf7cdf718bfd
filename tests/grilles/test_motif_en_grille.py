"""Changer en grille ce qui est voté, signé ou publié demande un motif, comme dans l'admin."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from finances.models import CleRepartition
from gouvernance.models import Cloture
from services_communs.models import Adhesion, Mesure
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_cle,
    creer_commune,
    creer_deliberation,
    creer_domaine,
    creer_effectif,
    creer_indicateur,
    creer_mesure,
    creer_service,
    creer_valeur,
)
from tests.grilles.gestes import cellules, envoyer, nom, ouvrir
from tests.severite import connecter

pytestmark = pytest.mark.django_db

DEMANDE = "Dites pourquoi vous changez cette donnée."


@pytest.fixture
def client():
    return connecter(creer_administrateur())


@pytest.fixture
def mesures_publiees():
    """Deux indicateurs de 2020, rapport paru et exercice rouvert ; un seul a sa valeur."""
    domaine = creer_domaine()
    publier_puis_rouvrir(2020)
    creer_mesure(indicateur=creer_indicateur(libelle="Actes", domaine=domaine), annee=2020)
    creer_indicateur(libelle="Appels", domaine=domaine)
    return f"{reverse('grille_mesures')}?annee=2020"


def publier_puis_rouvrir(annee: int) -> None:
    jour = timezone.now()
    Cloture.objects.create(annee=annee, close_le=jour, rouverte_le=jour, motif="Erratum")


def test_sans_motif_rien_ne_s_ecrit_et_la_saisie_reste(client, mesures_publiees):
    tableau = ouvrir(client, mesures_publiees)
    assert "rapport 2020" in tableau.raison_du_motif

    refus = envoyer(client, mesures_publiees, tableau, {("Actes", "valeur"): "77"})

    rendu = refus.context["tableau"]
    assert rendu.fautes_du_motif == (DEMANDE,)
    assert cellules(rendu)[nom(rendu, "Actes", "valeur")] == "77"
    assert 'href="#motif_du_changement"' in refus.content.decode()
    assert Mesure.objects.get().valeur != 77


def test_le_motif_va_dans_l_historique_de_chaque_ligne(client, mesures_publiees):
    saisies = {("Actes", "valeur"): "77", ("Appels", "valeur"): "12"}
    motif = {"motif_du_changement": " Chiffre corrigé par le service "}

    reponse = envoyer(client, mesures_publiees, ouvrir(client, mesures_publiees), saisies, **motif)

    assert reponse.status_code == 302
    motifs = {m.historique.latest().history_change_reason for m in Mesure.objects.all()}
    assert motifs == {"Chiffre corrigé par le service"}
    assert Mesure.objects.count() == 2


@pytest.mark.parametrize(("indicateur", "texte"), [("Actes", ""), ("Appels", "5")])
def test_vider_ou_ajouter_en_demande_un_aussi(client, mesures_publiees, indicateur, texte):
    saisies = {(indicateur, "valeur"): texte}

    refus = envoyer(client, mesures_publiees, ouvrir(client, mesures_publiees), saisies)

    assert refus.context["tableau"].fautes_du_motif == (DEMANDE,)
    assert Mesure.objects.count() == 1


@pytest.mark.parametrize("action", ["enregistrer", "coller", "reprendre"])
def test_le_motif_saisi_est_rendu(client, mesures_publiees, action):
    envoi = {"action": action, "bloc": "Actes\tbeaucoup", "motif_du_changement": "Un <oubli>"}
    saisies = {("Actes", "valeur"): "beaucoup"}

    page = envoyer(client, mesures_publiees, ouvrir(client, mesures_publiees), saisies, **envoi)

    assert "Un &lt;oubli&gt;</textarea>" in page.content.decode()


def test_un_motif_trop_long_est_refuse_et_rendu(client, mesures_publiees):
    motif = "x" * 501

    refus = envoyer(
        client,
        mesures_publiees,
        ouvrir(client, mesures_publiees),
        {("Actes", "valeur"): "77"},
        motif_du_changement=motif,
    )

    assert "500" in refus.context["tableau"].fautes_du_motif[0]
    assert refus.context["tableau"].motif == motif
    assert Mesure.objects.get().valeur != 77


def test_enregistrer_sans_rien_changer_ne_demande_rien(client, mesures_publiees):
    reponse = envoyer(client, mesures_publiees, ouvrir(client, mesures_publiees))

    assert reponse.status_code == 302


def test_une_annee_que_rien_ne_publie_ne_demande_rien(client, mesures_publiees):
    adresse = f"{reverse('grille_mesures')}?annee=2021"
    page = client.get(adresse)
    assert "motif_du_changement" not in page.content.decode()

    reponse = envoyer(client, adresse, page.context["tableau"], {("Actes", "valeur"): "77"})

    assert reponse.status_code == 302
    derniere = Mesure.objects.get(annee=2021).historique.latest()
    assert derniere.history_change_reason == "Saisie en grille : Mesures de 2021"


def test_seule_l_adhesion_deliberee_demande_un_motif(client):
    service = creer_service()
    for commune in ["Ahuy", "Talant"]:
        creer_adhesion(
            service=service, collectivite=creer_commune(nom=commune), date_debut=date(2019, 1, 1)
        )
    deliberee = Adhesion.objects.get(collectivite__nom="Ahuy")
    deliberee.deliberations.add(creer_deliberation())
    adresse = reverse("grille_adhesions", args=[service.code])

    libre = envoyer(client, adresse, ouvrir(client, adresse), {("Talant", "fin"): "31/12/2021"})
    refus = envoyer(client, adresse, ouvrir(client, adresse), {("Ahuy", "fin"): "31/12/2021"})

    assert libre.status_code == 302
    assert refus.context["tableau"].fautes_du_motif == (DEMANDE,)
    deliberee.refresh_from_db()
    assert deliberee.date_fin is None


def test_reconduire_une_cle_publiee_demande_un_motif(client):
    cle = creer_cle(date_debut=date(2019, 1, 1))
    publier_puis_rouvrir(2020)
    adresse = reverse("cle_reconduire", args=[cle.pk])

    refus = client.post(adresse, {"annee": 2022})
    assert DEMANDE in refus.content.decode()
    assert CleRepartition.objects.count() == 1
    client.post(adresse, {"annee": 2022, "motif_du_changement": "Révision votée"})

    motifs = {c.historique.latest().history_change_reason for c in CleRepartition.objects.all()}
    assert (len(CleRepartition.objects.all()), motifs) == (2, {"Révision votée"})


def test_chercher_qui_demande_un_motif_ne_coute_rien_par_ligne(client, requetes):
    """Un rapport bien antérieur : chaque ligne est examinée, aucune ne demande de motif."""
    publier_puis_rouvrir(1990)
    service, cle = creer_service(), creer_cle(date_debut=date(2019, 1, 1))
    adresses = [
        reverse("grille_adhesions", args=[service.code]),
        reverse("grille_cle", args=[cle.pk]),
        f"{reverse('grille_mesures')}?annee=2020",
        f"{reverse('grille_effectifs')}?date=2020-12-31",
    ]

    def mesurer():
        creer_adhesion(service=service, date_debut=date(2019, 1, 1))
        creer_valeur(cle=cle, collectivite=creer_commune(), valeur=Decimal(3))
        creer_mesure(annee=2020)
        creer_effectif(date=date(2020, 12, 31))
        return {adresse: requetes(lambda a=adresse: client.get(a)) for adresse in adresses}

    avant = mesurer()
    mesurer()
    assert mesurer() == avant
