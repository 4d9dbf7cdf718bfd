"""Page d'une commune un jour choisi : tout y est de ce jour, et la page le dit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.fabriques import (
    creer_adhesion,
    creer_commune,
    creer_cooperation,
    creer_elu,
    creer_mandature,
    creer_participation,
    creer_partie,
    creer_sieges,
    creer_transfert,
)
from tests.fabriques_gouvernance import creer_consultation, creer_reponse, creer_seance
from tests.fabriques_rapport import creer_edition
from tests.mutualisation.pages_de_communes import adresse, construire
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db


def lire(client, commune, **demande):
    reponse = client.get(adresse(commune, **demande))
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("jour", "services"), [("2019-04-30", "1"), ("2019-05-01", "2"), ("2020-01-01", "1")]
)
def test_les_services_sont_ceux_de_ce_jour(commune, jour, services):
    creer_adhesion(collectivite=commune)
    creer_adhesion(collectivite=commune, date_debut=date(2019, 5, 1), date_fin=date(2019, 12, 31))

    assert construire(commune, au=jour).chiffres[0].valeur == services


def test_la_page_dit_le_jour_et_l_exercice_qui_le_contient(client_maire, commune):
    creer_participation(payeur=commune, exercice_debut=2019, exercice_fin=2019, montant=400)
    creer_participation(payeur=commune, exercice_debut=2020, montant=600)
    creer_adhesion(collectivite=commune)

    html = lire(client_maire, commune, au="2019-06-30")

    assert f"{commune.nom} au 30 juin 2019</h1>" in html
    assert "Au 30 juin 2019, la commune adhère au seul service commun" in html
    assert "400 € sur l’exercice 2019" in html
    assert "Ce que nous partageons au 30 juin 2019" in html
    assert "Ce que nous payons en 2019" in html
    assert 'value="2019-06-30"' in html


def test_le_jour_l_emporte_sur_l_annee(client_maire, commune):
    assert "au 30 juin 2019</h1>" in lire(client_maire, commune, annee="2020", au="2019-06-30")


@pytest.mark.parametrize(
    ("demande", "reponse"),
    [
        ("31/12/2019", "n’est pas une date"),
        ("2019-02-31", "n’est pas une date"),
        ("<script>", "n’est pas une date"),
        ("x" * 10_000, "n’est pas une date"),
        ("1789-07-14", "Rien n’est connu au 14 juillet 1789"),
        ("9999-12-31", "Rien n’est connu au 31 décembre 9999"),
    ],
    ids=lambda texte: texte[:12],
)
def test_un_jour_impossible_se_dit_et_montre_le_dernier_exercice(
    client_maire, commune, demande, reponse
):
    creer_participation(payeur=commune, exercice_debut=2019)

    html = lire(client_maire, commune, au=demande)

    assert reponse in html
    assert f"{commune.nom} en 2019</h1>" in html


def test_un_jour_a_venir_montre_ce_qui_est_decide(client_maire, commune):
    demain = timezone.localdate() + timedelta(days=1)

    assert "Ce jour est à venir" in lire(client_maire, commune, au=demain.isoformat())


def test_transferts_et_cooperations_sont_de_ce_jour(commune):
    creer_transfert(origine=commune, date_effet=date(2019, 7, 1), agents=3)
    partie = creer_cooperation(date_fin=date(2019, 8, 31))
    creer_partie(cooperation=partie, collectivite=commune)
    creer_cooperation(toutes_les_communes=True)
    creer_partie(cooperation=creer_cooperation())

    lues = {
        jour: construire(commune, au=jour).fiche
        for jour in ["2019-06-30", "2019-07-01", "2019-09-01"]
    }

    assert [fiche.agents_transferes for fiche in lues.values()] == [0, 3, 3]
    assert [len(fiche.cooperations) for fiche in lues.values()] == [2, 2, 1]
    assert lues["2019-09-01"].cooperations[0].avec == ("toutes les communes",)


def test_les_sieges_sont_ceux_de_la_mandature_de_ce_jour(commune):
    creer_sieges(commune=commune, nombre=4, mandature=creer_mandature())

    assert construire(commune, au="2020-07-16").vie.sieges == 4
    assert construire(commune, au="2020-07-15").vie.sieges is None


def test_attentes_et_seances_sont_celles_de_ce_jour(client_maire, commune):
    consultation = creer_consultation(nature="schema", close_le=date(2021, 6, 1))
    creer_reponse(
        consultation=consultation, commune=commune, sens="favorable", rendue_le=date(2021, 3, 1)
    )
    creer_seance(jour=date(2021, 3, 25))

    avant = lire(client_maire, commune, au="2021-02-28")
    apres = lire(client_maire, commune, au="2021-03-26")

    assert "Ce qui était attendu de vous au 28 février 2021" in avant
    assert "au plus tard le 15 avril 2021</strong>" in avant
    assert "Séances à venir au 28 février 2021" in avant
    assert "attendu de vous" not in apres
    assert "Séances à venir" not in apres


def test_avant_son_entree_la_commune_le_dit(client_maire, commune):
    html = lire(client_maire, commune, au="2014-12-31")

    assert (
        "n’était pas encore membre de la métropole : elle l’est depuis le 1er janvier 2015" in html
    )


@pytest.fixture
def fusion(db):
    """Une commune nouvelle, qui garde le code de l'une des deux anciennes."""
    fin = date(2019, 2, 27)
    nouvelle = creer_commune(
        nom="Neuilly-Crimolois", code_insee="21452", date_debut=date(2019, 2, 28)
    )
    for nom, code in [("Crimolois", "21213"), ("Neuilly-lès-Dijon", "21452")]:
        creer_commune(nom=nom, code_insee=code, date_fin=fin, successeur=nouvelle)
    return nouvelle


def test_au_code_garde_se_lit_la_commune_d_alors(client_agent, fusion):
    assert "Neuilly-lès-Dijon au 27 février 2019</h1>" in lire(
        client_agent, fusion, au="2019-02-27"
    )
    assert "Neuilly-Crimolois au 28 février 2019</h1>" in lire(
        client_agent, fusion, au="2019-02-28"
    )


def test_une_commune_disparue_a_un_dernier_jour_puis_un_successeur(client_agent, fusion):
    crimolois = fusion.predecesseurs.get(nom="Crimolois")

    assert "?au=2019-02-27" in lire(client_agent, crimolois)
    assert "Crimolois au 27 février 2019</h1>" in lire(client_agent, crimolois, au="2019-02-27")
    apres = lire(client_agent, crimolois, au="2019-02-28")
    assert "n’était plus membre de la métropole" in apres
    assert adresse(fusion, au="2019-02-28") in apres


def test_un_elu_ne_suit_pas_de_lien_vers_une_commune_qu_il_ne_lit_pas(fusion):
    client = ClientSevere()
    client.force_login(creer_elu(fusion))

    html = lire(client, fusion, au="2019-02-01")

    assert "Neuilly-lès-Dijon" in html
    assert "Crimolois</li>" in html
    assert client.get(reverse("commune_detail", args=["21213"])).status_code == 404


@pytest.mark.parametrize("demande", [{"annee": "2020"}, {"au": "2019-06-30"}])
def test_dix_fois_plus_de_donnees_autant_de_requetes(client_maire, commune, requetes, demande):
    def grandir(nombre):
        for _ in range(nombre):
            creer_adhesion(collectivite=commune)
            creer_transfert(origine=commune)
            creer_partie(cooperation=creer_cooperation(), collectivite=commune)
            creer_cooperation(toutes_les_communes=True)
            creer_participation(payeur=creer_commune(), montant=Decimal(10))
            creer_seance(jour=date(2030, 1, 1))

    creer_edition()
    creer_participation(payeur=commune)
    grandir(1)
    avant = requetes(lambda: client_maire.get(adresse(commune, **demande)))
    grandir(9)

    assert requetes(lambda: client_maire.get(adresse(commune, **demande))) == avant <= 15
