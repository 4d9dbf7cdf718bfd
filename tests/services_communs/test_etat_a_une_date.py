"""Ce que montrent, un jour donné, les listes et les pages des services communs et des finances."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from services_communs.models import Avenant
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_cle,
    creer_convention,
    creer_cooperation,
    creer_domaine,
    creer_effectif,
    creer_indicateur,
    creer_mesure,
    creer_participation,
    creer_service,
    creer_total_vote,
    creer_transfert,
    creer_valeur,
)

pytestmark = pytest.mark.django_db

AVANT, PENDANT, APRES = "2018-12-31", "2019-12-31", "2021-06-30"
PERIODE = {"date_debut": date(2019, 1, 1), "date_fin": date(2020, 12, 31)}


def lignes(client, nom, **criteres) -> list:
    table = client.get(reverse(nom), criteres).context["table"]
    return [ligne.record for ligne in table.rows]


@pytest.mark.parametrize(
    ("nom", "creer"),
    [
        ("adhesion_liste", creer_adhesion),
        ("convention_liste", creer_convention),
        ("cooperation_liste", creer_cooperation),
        ("cle_liste", creer_cle),
        ("service_liste", creer_service),
    ],
)
def test_une_ligne_parait_les_jours_ou_elle_vaut(nom, creer, client_agent):
    creer(**PERIODE)

    nombres = [len(lignes(client_agent, nom, au=jour)) for jour in [AVANT, PENDANT, APRES]]

    assert nombres == [0, 1, 0]
    assert len(lignes(client_agent, nom)) == 1


def test_les_valeurs_suivent_leur_cle(client_agent):
    creer_valeur(cle=creer_cle(**PERIODE))

    nombres = [
        len(lignes(client_agent, "valeur_liste", au=jour)) for jour in [AVANT, PENDANT, APRES]
    ]

    assert nombres == [0, 1, 0]


def test_un_transfert_ou_un_avenant_reste_acquis_une_fois_effectif(client_agent):
    creer_transfert(date_effet=date(2019, 1, 1))
    Avenant.objects.create(
        convention=creer_convention(), numero=1, objet="Reprise", date_effet=date(2019, 1, 1)
    )

    for nom in ["transfert_liste", "avenant_liste"]:
        nombres = [len(lignes(client_agent, nom, au=jour)) for jour in [AVANT, PENDANT, APRES]]
        assert nombres == [0, 1, 1]


def test_l_effectif_est_le_dernier_observe_de_chaque_perimetre(client_agent):
    domaine = creer_domaine()
    creer_effectif(domaine=domaine, date=date(2018, 11, 30), agents=5)
    creer_effectif(domaine=domaine, date=date(2020, 11, 30), agents=9)
    creer_effectif(domaine=domaine, date=date(2018, 6, 30), agents=2, perimetre="Archives")
    creer_effectif(date=date(2021, 1, 1), agents=50)

    def agents(jour):
        return sorted(e.agents for e in lignes(client_agent, "effectif_liste", au=jour))

    assert agents("2018-01-01") == []
    assert agents(PENDANT) == [2, 5]
    assert agents("2020-11-30") == [2, 9]
    assert agents(APRES) == [2, 9, 50]


@pytest.mark.parametrize(
    ("criteres", "total"),
    [
        ({"au": APRES, "perimetre": "service"}, "59"),
        ({"au": APRES}, ""),
        ({"perimetre": "service"}, ""),
    ],
)
def test_des_effectifs_ne_s_additionnent_que_le_meme_jour(criteres, total, client_agent):
    domaine = creer_domaine()
    creer_effectif(domaine=domaine, date=date(2018, 11, 30), agents=5)
    creer_effectif(domaine=domaine, date=date(2020, 11, 30), agents=9)
    creer_effectif(domaine=domaine, date=date(2020, 11, 30), agents=2, perimetre="Archives")
    creer_effectif(date=date(2021, 1, 1), agents=50)

    table = client_agent.get(reverse("effectif_liste"), criteres).context["table"]

    assert table.columns["agents"].footer == total


@pytest.mark.parametrize("nom", ["participation_liste", "total_vote_liste"])
def test_un_montant_vaut_pour_l_exercice_du_jour(nom, client_agent):
    creer = creer_participation if nom == "participation_liste" else creer_total_vote
    creer(exercice_debut=2019, exercice_fin=2019)
    creer(exercice_debut=2020)

    def exercices(jour):
        return [ligne.exercice_debut for ligne in lignes(client_agent, nom, au=jour)]

    assert [exercices(jour) for jour in [AVANT, PENDANT, APRES]] == [[], [2019], [2020]]


def test_deux_exercices_ne_s_additionnent_pas_mais_un_jour_en_donne_le_total(client_agent):
    creer_participation(exercice_debut=2019, exercice_fin=2019, montant=Decimal(100))
    creer_participation(exercice_debut=2020, montant=Decimal(7))

    def total(**criteres):
        table = client_agent.get(reverse("participation_liste"), criteres).context["table"]
        return table.columns["montant"].footer

    assert total() == ""
    assert total(au=PENDANT) == "100\u00a0€"
    assert total(au=APRES) == "7\u00a0€"


@pytest.mark.parametrize("page", ["service", "domaine"])
def test_une_page_montre_le_jour_choisi(page, client_agent):
    service = creer_service()
    creer_adhesion(service=service, **PERIODE)
    creer_adhesion(service=service, collectivite=creer_ccas(), date_debut=date(2021, 1, 1))
    creer_effectif(domaine=service.domaine, date=date(2018, 6, 30), agents=31)
    creer_effectif(domaine=service.domaine, date=date(2021, 6, 30), agents=47)
    indicateur = creer_indicateur(domaine=service.domaine)
    creer_mesure(indicateur=indicateur, annee=2019, valeur=Decimal(1234))
    creer_mesure(indicateur=indicateur, annee=2021, valeur=Decimal(5678))
    objet = service if page == "service" else service.domaine

    def lire(jour):
        contenu = client_agent.get(objet.get_absolute_url(), {"au": jour}).content.decode()
        return " ".join(strip_tags(contenu).replace("\u00a0", " ").split())

    avant, apres = lire(PENDANT), lire(APRES)
    assert "État au 31 décembre 2019." in avant
    vus = ["1 commune", "1 CCAS", "31 agents", "47 agents", "1 234", "5 678"]
    assert [vu for vu in vus if vu in avant] == ["1 commune", "31 agents", "1 234"]
    assert [vu for vu in vus if vu in apres] == ["1 CCAS", "47 agents", "1 234", "5 678"]


@pytest.mark.parametrize("page", ["service_detail", "domaine_detail"])
@pytest.mark.parametrize(
    ("jour", "message"),
    [
        ("2019-02-30", "« 2019-02-30 » n’est pas une date"),
        ("demain", "« demain » n’est pas une date"),
        ("1492-01-01", "Rien n’est connu au 1er janvier 1492"),
        ("2099-01-01", "Ce jour est à venir"),
    ],
)
def test_un_jour_impossible_est_repondu_en_mots(page, jour, message, client_agent):
    service = creer_service()
    code = service.code if page == "service_detail" else service.domaine.code

    contenu = client_agent.get(reverse(page, args=[code]), {"au": jour}).content.decode()

    assert message in contenu.replace("\u00a0", " ")
