"""Page d'une commune, page d'un service : chaque chiffre ouvre ses lignes, avec le même total."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.urls import reverse

from gouvernance.models import Collectivite
from services_communs.models import ServiceCommun
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_elu,
    creer_evaluation_en_travaux,
    creer_participation,
    creer_transfert,
)
from tests.mutualisation.pages_de_communes import adresse
from tests.ouverture import chiffres_infideles, lire_chiffres
from tests.severite import ClientSevere

MOMENTS = [
    {"annee": "2019"},
    {"annee": "2020"},
    {"au": "2019-06-30"},
    {"au": "2020-12-30"},
    {"au": "2024-02-29"},
]
COMMUNES = ["Quetigny", "Ahuy", "Dijon", "Neuilly-Crimolois", "Talant", "Longvic"]


def connecter(utilisateur):
    client = ClientSevere()
    client.force_login(utilisateur)
    return client


@pytest.mark.parametrize("nom", COMMUNES)
def test_la_page_d_une_commune(donnees, client_agent, nom):
    commune = Collectivite.objects.get(nom=nom)
    for client in [client_agent, connecter(creer_elu(commune))]:
        for moment in MOMENTS:
            fautes, suivis = chiffres_infideles(client, adresse(commune, **moment))

            assert fautes == []
            assert suivis >= 2


@pytest.mark.parametrize("jour", ["", "2019-06-30"])
def test_la_page_d_un_service(donnees, client_agent, jour):
    suivis = 0
    maire = connecter(creer_elu(Collectivite.objects.get(nom="Quetigny")))
    for service in ServiceCommun.objects.filter(
        code__in=["commande-publique", "droit-des-sols", "assurances"]
    ):
        page = reverse("service_detail", args=[service.code], query={"au": jour} if jour else None)
        for client in [client_agent, maire]:
            fautes, nombre = chiffres_infideles(client, page)
            suivis += nombre

            assert fautes == []
    assert suivis


def test_un_montant_propose_ne_s_ajoute_pas_au_total_ouvert(client_agent, commune):
    """Un agent voit les propositions dans la liste : le chiffre de la page n'en est pas fait."""
    creer_participation(payeur=commune, montant=Decimal(400))
    proposee = creer_evaluation_en_travaux()
    creer_participation(payeur=commune, montant=Decimal(900), evaluation=proposee, objet="Autre")

    assert chiffres_infideles(client_agent, adresse(commune, annee="2020"))[0] == []


def test_un_service_partage_deux_fois_est_une_ligne(client_agent, commune):
    adhesion = creer_adhesion(collectivite=commune)
    creer_adhesion(service=adhesion.service, collectivite=creer_ccas(commune=commune))
    creer_adhesion(date_debut=date(2019, 1, 1))
    reponse = client_agent.get(adresse(commune, au="2019-06-30"))

    chiffres, _ = lire_chiffres(reponse)

    assert chiffres[0].texte == "1"
    assert chiffres_infideles(client_agent, adresse(commune, au="2019-06-30"))[0] == []


def test_le_banc_voit_un_chiffre_qui_ment_et_un_chiffre_muet(client_agent, commune, monkeypatch):
    creer_transfert(origine=commune, agents=3)
    ouvre = reverse("transfert_liste", query={"commune": commune.pk})
    html = f"""<main><nav><a href="?annee=1">2020</a></nav>
    <dl><dd class="chiffre__valeur"><a href="{ouvre}">4</a></dd>
    <dd class="chiffre__valeur">7</dd><dd class="chiffre__valeur">0\u00a0€</dd></dl></main>"""
    page = client_agent.get(ouvre)
    reponse = HttpResponse(html)
    reponse.wsgi_request = page.wsgi_request
    ouvrir = client_agent.get
    monkeypatch.setattr(client_agent, "get", lambda a: reponse if a == "/essai/" else ouvrir(a))

    fautes, suivis = chiffres_infideles(client_agent, "/essai/")

    assert suivis == 1
    assert len(fautes) == 2
    assert "« 7 » n’ouvre rien" in fautes[0]
    assert "« 4 » ouvre ['1', '3']" in fautes[1]
