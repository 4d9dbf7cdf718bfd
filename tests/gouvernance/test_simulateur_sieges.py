"""Simulateur de sièges : les 86 de 2019, les 85 de 2022, ce qui manque, le téléchargement."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.instances.sieges import simuler
from gouvernance.models import Population
from tests.exports import lire_csv
from tests.fabriques import creer_commune, creer_mandature, creer_population, creer_sieges

pytestmark = pytest.mark.django_db

URL = reverse("siege_simuler")
JOUR = date(2021, 3, 25)


def phrases(simulation):
    return [etape.phrase.replace("\u00a0", " ") for etape in simulation.etapes]


def test_la_population_de_2016_donne_les_86_sieges_de_l_arrete(donnees):
    simulation = simuler(2016, JOUR)

    assert simulation.total == simulation.total_en_vigueur == 86
    assert simulation.changements == ()
    assert simulation.bilan == (
        "86\u00a0sièges, commune par commune ceux de la mandature 2020-2026."
    )
    assert phrases(simulation) == [
        "251 897 habitants : le tableau donne 72 sièges, répartis entre les communes "
        "à la plus forte moyenne.",
        "14 communes n’en ont aucun : chacune en reçoit un de droit, en plus. Total : 86.",
        "Les sièges de droit, 14, ne dépassent pas 30 % des 72 du tableau : rien ne s’ajoute.",
        "Dijon en aurait 52 sur 86, plus de la moitié : elle en garde 43, et les 9 sièges rendus "
        "vont aux autres à la plus forte moyenne.",
    ]


def test_la_population_de_2022_donne_85_sieges_et_dit_les_ecarts(donnees):
    simulation = simuler(2022, JOUR)

    assert (simulation.total, simulation.ecart) == (85, -1)
    assert {ligne.commune: ligne.ecart for ligne in simulation.changements} == {
        "Dijon": -1,
        "Chenôve": 1,
        "Quetigny": -1,
    }
    assert "1 de moins que la mandature 2020-2026" in simulation.bilan


def test_une_population_manquante_est_nommee_et_rien_n_est_reparti(client_agent, donnees):
    Population.objects.filter(millesime=2022, collectivite__nom="Ahuy").delete()

    reponse = client_agent.get(URL, {"millesime": 2022})

    assert reponse.context["simulation"].lignes == ()
    assert "La population municipale 2022 manque pour Ahuy." in reponse.content.decode()
    assert client_agent.get(URL, {"millesime": 2022, "export": "csv"}).status_code == 200


def test_le_millesime_le_plus_recent_est_montre_d_abord(client_agent, donnees):
    assert client_agent.get(URL).context["simulation"].millesime == 2022


@pytest.mark.parametrize("millesime", ["1850", "hier", "", "🙂"])
def test_un_millesime_inconnu_est_dit(client_agent, donnees, millesime):
    reponse = client_agent.get(URL, {"millesime": millesime})

    assert reponse.status_code == 200
    assert reponse.context["formulaire"].errors.keys() == {"millesime"}


def test_sans_population_la_page_le_dit(client_agent):
    assert "rien ne peut être réparti" in client_agent.get(URL).content.decode()


def test_sans_repartition_en_vigueur_l_ecart_est_absent():
    creer_population(collectivite=creer_commune(), municipale=1000)

    simulation = simuler(2018, JOUR)

    assert (simulation.total, simulation.ecart) == (16, None)
    assert simulation.bilan == "16\u00a0sièges."


def test_une_commune_nouvelle_venue_s_ajoute_a_la_repartition_en_vigueur():
    mandature = creer_mandature()
    ancienne = creer_sieges(mandature=mandature, nombre=16, commune=creer_commune(nom="Ahuy"))
    creer_population(collectivite=ancienne.commune, municipale=1000)
    creer_population(collectivite=creer_commune(nom="Talant"), municipale=1000)

    assert {ligne.commune: ligne.ecart for ligne in simuler(2018, JOUR).lignes} == {
        "Ahuy": -8,
        "Talant": 8,
    }


def test_les_sieges_de_droit_de_plus_de_trente_pour_cent_en_ajoutent():
    creer_population(collectivite=creer_commune(nom="Dijon"), municipale=3_000)
    for _ in range(10):
        creer_population(municipale=10)

    simulation = simuler(2018, JOUR)

    assert (
        "Les sièges de droit, 10, dépassent 30 % des 16 du tableau : "
        "2 s’ajoutent, un dixième du total."
    ) in phrases(simulation)


def test_le_telechargement_a_les_lignes_de_l_ecran(client_agent, donnees):
    lu = lire_csv(client_agent.get(URL, {"millesime": 2016, "export": "csv"}))

    assert lu.entetes[:4] == ["Commune", "Population municipale", "Millésime", "Sièges calculés"]
    assert len(lu.lignes) == 24
    assert lu.lignes[0] == ["Dijon", "155090", "2016", "43", "43", "0"]
    assert lu.lignes[-1] == ["Total", "251897", "2016", "86", "86", "0"]


def test_la_page_en_requetes_constantes(client_agent, requetes):
    creer_population()
    avant = requetes(lambda: client_agent.get(URL))
    for _ in range(10):
        creer_population()

    assert requetes(lambda: client_agent.get(URL)) == avant <= 15
