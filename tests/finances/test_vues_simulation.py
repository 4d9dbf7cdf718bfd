"""Page d'un scénario : qui lit quoi, ce que disent l'écran et l'export."""

from datetime import date
from decimal import Decimal

import pytest

from finances.lecture import lire_services
from finances.moteur import Arrondi, Prorata, calculer, totaliser
from tests.exports import lire_csv
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_ccas,
    creer_cle_de_population,
    creer_commune,
    creer_cout,
    creer_effectif,
    creer_elu,
    creer_hypothese,
    creer_population,
    creer_scenario,
    creer_service,
    creer_transfert,
    creer_valeur,
    metropole,
)
from tests.finances.scenarios import (
    connecter,
    creer_service_calculable,
    montants,
    resultat,
    texte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def connecte():
    return connecter(creer_agent())


def test_un_scenario_sans_hypothese_montre_ce_que_calcule_le_moteur(connecte):
    creer_service_calculable(creer_commune(nom="Ahuy"), creer_commune(nom="Dijon"))
    scenario = creer_scenario(premier_exercice=2021, dernier_exercice=2021)

    vus = resultat(connecte, scenario).simulation

    lignes = calculer(lire_services(2021), 2021, Arrondi.PAR_LIGNE, Prorata.MOIS)
    assert {ligne.payeur: ligne.total.aujourd_hui for ligne in vus.lignes} == totaliser(lignes)
    assert vus.total.ecart == 0


def test_sans_cout_ni_cle_la_page_dit_ce_qui_manque(connecte):
    metropole()
    hypothese = creer_hypothese(service=creer_service(nom="Assurances"))

    page = connecte.get(hypothese.scenario.get_absolute_url())

    assert page.context["page"].resultat.simulation.lignes == ()
    assert "Assurances : son coût n’est pas connu" in texte(page)
    assert "Assurances : il n’a pas de clé de répartition" in texte(page)


def test_un_cout_suppose_et_le_partage_par_population_suffisent(connecte):
    metropole()
    ahuy, talant = creer_commune(nom="Ahuy"), creer_commune(nom="Talant")
    creer_population(collectivite=ahuy, millesime=2018, totale=1000)
    creer_population(collectivite=talant, millesime=2018, totale=3000)
    creer_population(collectivite=talant, millesime=2019, en_vigueur=2022, totale=9000)
    service = creer_service(nom="Assurances")
    creer_adhesion(service=service, collectivite=ahuy)
    scenario = creer_scenario(
        partage_par_population=True,
        dernier_exercice=2021,
        denominateur_cif=Decimal(100_000),
    )
    janvier = date(2021, 1, 1)
    for nature, commune, valeur in [("adhesion", talant, None), ("cout", None, Decimal(4000))]:
        creer_hypothese(
            scenario=scenario,
            service=service,
            commune=commune,
            nature=nature,
            date_effet=janvier,
            valeur=valeur,
        )

    vu = resultat(connecte, scenario)

    assert montants(vu) == {"Ahuy": [1000], "Talant": [3000]}
    assert vu.simulation.total.aujourd_hui == 4000
    assert any("population totale 2018" in remarque for remarque in vu.remarques)
    assert [effet.exercice for effet in vu.cif] == [2023]
    assert not vu.manques


def test_sans_la_case_aucune_cle_n_est_inventee(connecte):
    metropole()
    creer_population(totale=1000)
    hypothese = creer_hypothese(nature="cout", commune=None, valeur=Decimal(4000))

    assert resultat(connecte, hypothese.scenario).simulation.lignes == ()


def test_une_commune_sans_valeur_de_cle_est_nommee(connecte):
    service = creer_service_calculable(creer_commune(nom="Ahuy"))
    talant = creer_commune(nom="Talant")
    hypothese = creer_hypothese(service=service, commune=talant)

    vu = resultat(connecte, hypothese.scenario)

    assert [manque.replace("\u00a0", " ") for manque in vu.manques] == [
        f"{service} : Talant n’a pas de valeur dans la clé ; supposez-en une."
    ]
    assert montants(vu) == {"Ahuy": [1000] * 5}


def test_un_service_gratuit_reste_a_la_charge_de_la_metropole(connecte):
    service = creer_service(est_gratuit=True)
    creer_cout(service=service, montant=Decimal(700))
    hypothese = creer_hypothese(service=service)

    vu = resultat(connecte, hypothese.scenario)

    assert montants(vu) == {metropole().nom: [700] * 5}
    assert vu.communes == ()


def test_les_agents_connus_sont_dits_et_les_autres_inconnus(connecte):
    service, autre = creer_service(), creer_service()
    creer_effectif(domaine=service.domaine, agents=6, date=date(2020, 11, 30))
    creer_effectif(domaine=service.domaine, agents=90, perimetre="Toute la direction")
    creer_transfert(domaine=service.domaine, service=service, agents=4)
    scenario = creer_scenario()
    for concerne in [service, autre]:
        creer_hypothese(scenario=scenario, service=concerne)

    page = connecte.get(scenario.get_absolute_url()).context["page"]

    dits = {agents.service: (agents.effectif, agents.transferes) for agents in page.agents}
    assert dits[service] == ("6\u00a0agents au 30\u00a0novembre 2020", "4\u00a0agents")
    assert dits[autre] == ("inconnu", "inconnu")


def test_un_maire_ne_voit_que_ses_communes_et_le_total_est_le_meme():
    ahuy, dijon = creer_commune(nom="Ahuy"), creer_commune(nom="Dijon")
    creer_service_calculable(ahuy, dijon)
    maire = creer_elu(ahuy)
    scenario = creer_scenario(auteur=maire)

    page = connecter(maire).get(scenario.get_absolute_url())
    fichier = connecter(maire).get(scenario.get_absolute_url(), {"export": "csv"}).getvalue()

    assert montants(page.context["page"].resultat) == {
        "Ahuy": [500] * 5,
        "Autres payeurs": [500] * 5,
    }
    assert "Dijon" not in page.content.decode()
    assert "Dijon" not in fichier.decode()


def test_un_maire_n_apprend_pas_qui_n_a_pas_de_valeur():
    ahuy, dijon = creer_commune(nom="Ahuy"), creer_commune(nom="Dijon")
    service = creer_service_calculable(ahuy)
    creer_adhesion(service=service, collectivite=dijon)
    maire = creer_elu(ahuy)

    page = connecter(maire).get(creer_scenario(auteur=maire).get_absolute_url())

    assert "une autre commune n’a pas de valeur" in texte(page)
    assert "Dijon" not in texte(page)


def test_l_export_a_les_montants_de_l_ecran(connecte):
    creer_service_calculable(creer_commune(nom="Ahuy"), creer_commune(nom="Dijon"))
    scenario = creer_scenario(dernier_exercice=2022)
    simulation = resultat(connecte, scenario).simulation

    lu = lire_csv(connecte.get(scenario.get_absolute_url(), {"export": "csv"}))

    assert lu.entetes[:4] == [
        "Payeur",
        "Ensemble, aujourd’hui",
        "Ensemble, scénario",
        "Ensemble, écart",
    ]
    assert len(lu.entetes) == 1 + 3 * 3
    assert [ligne[0] for ligne in lu.lignes] == [*(x.payeur for x in simulation.lignes), "Total"]
    assert lu.lignes[-1][1:4] == ["2000", "2000", "0"]
    assert all(len(ligne) == len(lu.entetes) for ligne in lu.lignes)


def test_deux_scenarios_se_comparent_et_s_exportent(connecte):
    service = creer_service_calculable(creer_commune(nom="Ahuy"))
    scenario, autre = creer_scenario(nom="Un"), creer_scenario(nom="Deux")
    creer_hypothese(
        scenario=autre,
        service=service,
        nature="cout",
        commune=None,
        date_effet=date(2021, 1, 1),
        valeur=Decimal(2000),
    )

    page = connecte.get(scenario.get_absolute_url(), {"avec": autre.pk}).context["page"]
    demande = {"avec": autre.pk, "export": "csv", "tableau": "comparaison"}
    lu = lire_csv(connecte.get(scenario.get_absolute_url(), demande))

    assert [total.scenario for total in page.totaux_compares] == [5000, 10_000]
    assert lu.codes[1] == f"scenario_{scenario.pk}_aujourd_hui"
    assert lu.entetes[1:] == [
        f"{nom}, {colonne}"
        for nom in ["Un", "Deux"]
        for colonne in ["aujourd’hui", "scénario", "écart"]
    ]
    assert lu.lignes[-1] == ["Total", "5000", "5000", "0", "5000", "10000", "5000"]


@pytest.mark.parametrize("avec", ["x", "999999", "-1"])
def test_une_comparaison_impossible_est_dite_sans_erreur(connecte, avec):
    metropole()
    scenario, _ = creer_scenario(), creer_scenario()

    page = connecte.get(scenario.get_absolute_url(), {"avec": avec})

    assert page.status_code == 200
    assert page.context["page"].compares == ()


@pytest.mark.parametrize("qui", ["agent", "maire"])
def test_requetes_constantes_et_bornees(qui, requetes):
    commune = creer_commune()
    personne = creer_agent() if qui == "agent" else creer_elu(commune)
    client = connecter(personne)
    scenario, autre = creer_scenario(auteur=personne), creer_scenario(auteur=personne)

    def grossir():
        service = creer_service_calculable(commune, creer_commune())
        ccas = creer_ccas()
        creer_adhesion(service=service, collectivite=ccas)
        creer_valeur(cle=service.cles.get(), collectivite=ccas)
        cle = creer_cle_de_population(date_debut=date(2015, 1, 1), date_fin=date(2018, 12, 31))
        creer_population(collectivite=creer_commune(), totale=2000)
        for s in [scenario, autre]:
            creer_hypothese(scenario=s, service=service)
            creer_hypothese(scenario=s, service=cle.service)

    def lire():
        return client.get(scenario.get_absolute_url(), {"avec": autre.pk})

    grossir()
    avant = requetes(lire)
    for _ in range(5):
        grossir()

    assert requetes(lire) == avant <= 16
