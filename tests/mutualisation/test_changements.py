"""Ce qui a changé entre deux jours : avant, entrées, sorties, après, et les lignes de chacun."""

from datetime import date

import pytest
from django.urls import reverse

from mutualisation.vue_d_ensemble.changements.mouvements import MOUVEMENTS
from mutualisation.vue_d_ensemble.changements.periode import un_an_avant
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_convention,
    creer_cooperation,
    creer_deliberation,
    creer_evaluation,
    creer_mandature,
    creer_participation,
    creer_population,
    creer_service,
    creer_sieges,
    creer_transfert,
)

pytestmark = pytest.mark.django_db


def lire(client, du="2019-01-01", au="2020-12-31"):
    reponse = client.get(reverse("changements", query={"du": du, "au": au}))
    assert reponse.status_code == 200
    return reponse.context["changements"]


def valeurs(solde):
    return tuple(n.valeur for n in (solde.avant, solde.entrees, solde.sorties, solde.apres))


def ouvrir(client, nombre):
    return client.get(nombre.adresse).context["nombre"] if nombre.adresse else 0


def test_ce_qui_a_change_de_2019_a_2020(donnees, client_agent):
    lus = lire(client_agent)

    assert valeurs(lus.communes) == (24, 1, 2, 23)
    assert valeurs(lus.services) == (1, 19, 0, 20)
    assert valeurs(lus.adhesions) == (2, 186, 0, 188)
    assert valeurs(lus.agents) == (0, 173, 0, 173)
    assert dict(lus.autres)["Participations votées"].valeur == 50
    assert lus.entrees == ("Neuilly-Crimolois",)
    assert lus.sorties == ("Crimolois", "Neuilly-lès-Dijon")
    assert lus.habitants.total_des_sieges.apres == 86


def test_les_phrases_disent_l_essentiel(donnees, client_agent):
    reponse = client_agent.get(
        reverse("changements", query={"du": "2019-01-01", "au": "2020-12-31"})
    )

    phrases = [phrase.replace("\u00a0", " ") for phrase in reponse.context["phrases"]]

    assert phrases == [
        "Neuilly-Crimolois entre dans la métropole. Crimolois et Neuilly-lès-Dijon en sortent.",
        "19 services communs créés : de 1 à 20.",
        "186 adhésions nouvelles : de 2 à 188.",
        "173 agents transférés à la métropole.",
    ]


def test_chaque_nombre_de_2020_ouvre_autant_de_lignes(donnees, client_agent):
    lus = lire(client_agent)
    soldes = [lus.communes, lus.services, lus.adhesions, *lus.par_service[:4], *lus.par_commune[:4]]

    for solde in soldes:
        for nombre in (solde.avant, solde.entrees, solde.sorties, solde.apres):
            assert ouvrir(client_agent, nombre) == nombre.valeur, solde.libelle
    for libelle, nombre in lus.autres:
        assert ouvrir(client_agent, nombre) == nombre.valeur, libelle


def test_les_agents_s_ouvrent_avec_le_meme_total(donnees, client_agent):
    agents = lire(client_agent).agents

    for nombre in (agents.entrees, agents.apres):
        table = client_agent.get(nombre.adresse).context["table"]
        assert sum(ligne.record.agents for ligne in table.rows) == nombre.valeur == 173


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2018, 12, 31), None, (1, 0, 0, 1)),
        (date(2019, 1, 1), None, (0, 1, 0, 1)),
        (date(2020, 12, 31), None, (0, 1, 0, 1)),
        (date(2021, 1, 1), None, (0, 0, 0, 0)),
        (date(2018, 1, 1), date(2018, 12, 30), (0, 0, 0, 0)),
        # Son dernier jour est le 31 décembre : elle n'est plus là le 1er janvier.
        (date(2018, 1, 1), date(2018, 12, 31), (1, 0, 1, 0)),
        (date(2018, 1, 1), date(2020, 12, 30), (1, 0, 1, 0)),
        (date(2018, 1, 1), date(2020, 12, 31), (1, 0, 0, 1)),
        (date(2019, 3, 1), date(2019, 9, 30), (0, 1, 1, 0)),
    ],
)
def test_une_adhesion_aux_bornes_de_la_periode(client_agent, debut, fin, attendu):
    creer_adhesion(date_debut=debut, date_fin=fin)

    solde = lire(client_agent).adhesions

    assert valeurs(solde) == attendu
    for nombre in (solde.avant, solde.entrees, solde.sorties, solde.apres):
        assert ouvrir(client_agent, nombre) == nombre.valeur


def test_une_commune_et_son_ccas_font_une_seule_ligne(client_agent):
    ccas = creer_ccas(commune=creer_commune(nom="Chenôve"))
    adhesion = creer_adhesion(collectivite=ccas.commune)
    creer_adhesion(collectivite=ccas, service=adhesion.service, date_fin=date(2019, 12, 31))

    (solde,) = lire(client_agent).par_commune

    assert (solde.libelle, *valeurs(solde)) == ("Chenôve", 0, 2, 1, 1)
    assert ouvrir(client_agent, solde.entrees) == 2
    assert ouvrir(client_agent, solde.sorties) == 1


def test_ce_qui_se_decide_pendant_la_periode(client_agent):
    creer_deliberation(date=date(2019, 6, 1))
    evaluation = creer_evaluation(date=date(2019, 4, 11))
    creer_participation(evaluation=evaluation)
    creer_participation(evaluation=creer_evaluation(date=date(2018, 4, 11)))
    creer_convention(objet="Archives", date_signature=date(2020, 3, 1))
    creer_convention(date_signature=date(2021, 3, 1))
    creer_cooperation(date_debut=date(2018, 1, 1), date_fin=date(2019, 12, 31))
    creer_cooperation()

    lus = lire(client_agent)

    autres = {libelle: nombre.valeur for libelle, nombre in lus.autres}
    assert autres == {
        "Participations votées": 1,
        "Coopérations nouvelles": 0,
        "Coopérations terminées": 1,
        "Délibérations": 1,
    }
    assert [convention.objet for convention in lus.conventions] == ["Archives"]


def test_la_population_et_les_sieges_qui_changent(client_agent):
    ahuy = creer_commune(nom="Ahuy")
    for millesime, totale in [(2016, 1_000), (2017, 1_200), (2018, 1_300)]:
        creer_population(
            collectivite=ahuy,
            millesime=millesime,
            en_vigueur=millesime + 3,
            municipale=900,
            totale=totale,
        )
    ancienne = creer_mandature(
        nom="2014-2020", date_debut=date(2014, 4, 1), date_fin=date(2020, 7, 15)
    )
    creer_sieges(mandature=ancienne, commune=ahuy, nombre=1)
    creer_sieges(commune=ahuy, nombre=2)

    habitants = lire(client_agent, du="2020-01-01").habitants

    (population,), (sieges,) = habitants.populations, habitants.sieges
    assert (population.avant, population.apres, population.ecart) == (1_000, 1_200, 200)
    assert (sieges.avant, sieges.apres) == (1, 2)
    assert (habitants.population.ecart, habitants.total_des_sieges.ecart) == (200, 1)


def test_une_periode_ou_rien_n_a_change_le_dit(client_agent):
    creer_adhesion()

    reponse = client_agent.get(
        reverse("changements", query={"du": "2021-01-01", "au": "2021-12-31"})
    )

    assert reponse.context["phrases"] == ("Rien n’a changé dans ce qui est enregistré.",)


@pytest.mark.parametrize(
    ("du", "au", "message"),
    [
        ("2020-12-31", "2019-01-01", "inversés"),
        ("2019-13-01", "2020-12-31", "Premier jour : « 2019-13-01 » n’est pas une date"),
        ("2019-01-01", "0001-01-01", "Dernier jour : Rien n’est connu"),
        ("' OR 1=1 --", "🦊" * 3_000, "n’est pas une date"),
    ],
)
def test_des_jours_mal_ecrits_sont_repondus_en_mots(client_agent, du, au, message):
    periode = lire(client_agent, du=du, au=au).periode

    assert periode.du <= periode.au
    assert message in " ".join(periode.messages).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2020, 12, 31), date(2020, 1, 1)),
        (date(2020, 6, 15), date(2019, 6, 16)),
        (date(2020, 2, 28), date(2019, 2, 28)),
        (date(1950, 1, 1), date(1950, 1, 1)),
    ],
)
def test_sans_premier_jour_la_periode_dure_un_an(jour, attendu):
    assert un_an_avant(jour) == attendu


@pytest.mark.parametrize("sorte", MOUVEMENTS)
def test_chaque_sorte_de_changement_a_sa_liste(client_agent, sorte):
    adresse = reverse("changement_liste", args=[sorte], query={"du": "2019-01-01"})

    assert client_agent.get(adresse).status_code == 200
    assert client_agent.get(f"{adresse}&au=demain").status_code == 200


def test_une_sorte_inconnue_est_absente(client_agent):
    assert client_agent.get("/tableau-de-bord/changements/tout/").status_code == 404


def test_les_changements_se_lisent_en_requetes_constantes(client_agent, requetes):
    adresse = reverse("changements", query={"du": "2019-01-01", "au": "2020-12-31"})

    def remplir():
        creer_adhesion(collectivite=creer_ccas())
        creer_transfert()
        creer_sieges(mandature=mandature, commune=creer_commune())
        creer_convention(date_signature=date(2019, 5, 1))
        creer_service(date_debut=date(2019, 5, 1))

    mandature = creer_mandature()
    remplir()
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(10):
        remplir()

    assert requetes(lambda: client_agent.get(adresse)) == avant <= 15
