"""Pages de simulation : qui lit quoi, ce que la saisie refuse, ce que disent écran et export."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from finances.lecture import lire_services
from finances.models import Scenario
from finances.moteur import Arrondi, Prorata, calculer, totaliser
from services_communs.models import Adhesion
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_ccas,
    creer_cle,
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
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db

SAISIE = {
    "nom": "Talant adhère",
    "premier_exercice": "2021",
    "dernier_exercice": "2023",
    "partage_par_population": "",
    "denominateur_cif": "",
    "commentaire": "",
    "hypotheses-TOTAL_FORMS": "2",
    "hypotheses-INITIAL_FORMS": "0",
    "hypotheses-MIN_NUM_FORMS": "0",
    "hypotheses-MAX_NUM_FORMS": "200",
}


@pytest.fixture
def agent():
    return creer_agent()


@pytest.fixture
def connecte(agent):
    return connecter(agent)


def connecter(personne):
    client = ClientSevere()
    client.force_login(personne)
    return client


def creer_service_calculable(*communes, cout=1000, **valeurs):
    """Coût connu, clé de postes, dix postes par commune adhérente."""
    metropole()
    service = creer_service(**valeurs)
    creer_cout(service=service, montant=Decimal(cout))
    cle = creer_cle(service=service)
    for commune in communes:
        creer_adhesion(service=service, collectivite=commune)
        creer_valeur(cle=cle, collectivite=commune)
    return service


def ligne(rang, **valeurs):
    defauts = {"nature": "", "service": "", "commune": "", "date_effet": "", "valeur": ""}
    return {f"hypotheses-{rang}-{champ}": v for champ, v in (defauts | valeurs).items()}


def texte(reponse):
    return reponse.content.decode().replace("\u00a0", " ")


def resultat(client, scenario, **parametres):
    return client.get(scenario.get_absolute_url(), parametres).context["page"].resultat


def montants(resultat):
    return {
        ligne.payeur: [m.scenario for m in ligne.par_exercice]
        for ligne in resultat.simulation.lignes
    }


def lire_csv(reponse):
    contenu = reponse.getvalue().decode("utf-8-sig")
    return list(csv.reader(contenu.splitlines(), delimiter=";"))


def test_un_scenario_sans_hypothese_montre_ce_que_calcule_le_moteur(connecte):
    creer_service_calculable(creer_commune(nom="Ahuy"), creer_commune(nom="Dijon"))
    scenario = creer_scenario(premier_exercice=2021, dernier_exercice=2021)

    vus = resultat(connecte, scenario).simulation

    lignes = calculer(lire_services(2021), 2021, Arrondi.PAR_LIGNE, Prorata.MOIS)
    assert {ligne.payeur: ligne.total.aujourd_hui for ligne in vus.lignes} == totaliser(lignes)
    assert vus.total.ecart == 0


def test_une_adhesion_au_1er_juillet_de_bout_en_bout(connecte):
    ahuy, talant = creer_commune(nom="Ahuy"), creer_commune(nom="Talant")
    service = creer_service_calculable(ahuy, nom="Assurances")

    reponse = connecte.post(
        reverse("scenario_creer"),
        SAISIE
        | ligne(
            0,
            nature="adhesion",
            service=service.pk,
            commune=talant.pk,
            date_effet="2021-07-01",
            valeur="10",
        )
        | ligne(1),
    )

    scenario = Scenario.objects.get()
    assert reponse.url == scenario.get_absolute_url()
    page = connecte.get(scenario.get_absolute_url())
    assert montants(page.context["page"].resultat) == {
        "Ahuy": [500, 500, 500],
        "Talant": [250, 500, 500],
    }
    assert "De 2021 à 2023, Talant paierait 1 250 € de plus ; Ahuy paierait 1 500 €" in texte(page)
    assert not Adhesion.objects.filter(collectivite=talant).exists()


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


def test_un_maire_ne_suppose_rien_pour_une_autre_commune():
    ahuy, dijon = creer_commune(nom="Ahuy"), creer_commune(nom="Dijon")
    service = creer_service_calculable(ahuy)
    client = connecter(creer_elu(ahuy))
    saisie = ligne(
        0, nature="retrait", service=service.pk, commune=dijon.pk, date_effet="2021-07-01"
    )

    page = client.post(reverse("scenario_creer"), SAISIE | saisie | ligne(1))

    assert page.status_code == 200
    assert "Hypothèse 1, Commune" in texte(page)
    assert "Dijon" not in texte(page)
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("page", ["detail", "modifier", "dupliquer", "supprimer"])
def test_le_scenario_d_un_autre_n_existe_pas_pour_un_maire(page):
    client = connecter(creer_elu(creer_commune()))
    scenario = creer_scenario(auteur=creer_elu(creer_commune()))

    adresse = reverse(f"scenario_{page}", args=[scenario.pk])
    reponse = client.post(adresse) if page != "detail" else client.get(adresse)

    assert reponse.status_code == 404
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "nom", "message"),
    [
        ({"nature": "adhesion"}, "Commune", "Choisissez la commune"),
        ({"nature": "cout"}, "Montant ou valeur", "Écrivez le coût annuel"),
        ({"nature": "cout", "valeur": "-1"}, "", "n’est pas négatif"),
        ({"nature": "retrait", "commune": "9999"}, "Commune", "choix valide"),
        ({"nature": "adhesion", "date_effet": "31/02/2021"}, "Date d’effet", "date valide"),
    ],
    ids=repr,
)
def test_une_hypothese_fautive_garde_la_saisie_et_nomme_le_champ(connecte, champs, nom, message):
    service = creer_service()
    saisie = {"service": service.pk, "date_effet": "2021-07-01"} | champs

    page = connecte.post(
        reverse("scenario_creer"),
        SAISIE | {"commentaire": "À garder"} | ligne(0) | ligne(1, **saisie),
    )

    contenu = texte(page)
    assert page.status_code == 200
    assert f"Hypothèse 2{', ' + nom if nom else ''}" in contenu
    assert message in contenu
    assert "À garder" in contenu
    assert f'<option value="{service.pk}" selected>' in contenu
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"nom": ""}, "obligatoire"),
        ({"nom": "Déjà"}, "Vous avez déjà un scénario de ce nom."),
        ({"dernier_exercice": "2020"}, "Le dernier exercice suit le premier"),
        ({"dernier_exercice": "2042"}, "Le dernier exercice suit le premier"),
        ({"premier_exercice": "20000"}, "inférieure ou égale à 2100"),
        ({"denominateur_cif": "0"}, "Le dénominateur du CIF est positif."),
        ({"hypotheses-TOTAL_FORMS": "x"}, "formulaire"),
    ],
    ids=repr,
)
def test_un_scenario_fautif_est_refuse_en_clair(agent, connecte, champs, message):
    creer_scenario(auteur=agent, nom="Déjà")

    page = connecte.post(reverse("scenario_creer"), SAISIE | ligne(0) | ligne(1) | champs)

    assert page.status_code == 200
    assert message in texte(page)
    assert Scenario.objects.count() == 1


def test_modifier_ajoute_retire_et_rouvre_des_lignes(agent, connecte):
    scenario = creer_scenario(auteur=agent)
    gardee, retiree = creer_hypothese(scenario=scenario), creer_hypothese(scenario=scenario)
    saisie = SAISIE | {"hypotheses-INITIAL_FORMS": "2", "ajouter": "oui"}
    for rang, hypothese in enumerate([gardee, retiree]):
        saisie |= ligne(
            rang,
            id=hypothese.pk,
            scenario=scenario.pk,
            nature="retrait",
            service=hypothese.service_id,
            commune=hypothese.commune_id,
            date_effet="2022-01-01",
        )
    saisie["hypotheses-1-DELETE"] = "on"

    reponse = connecte.post(reverse("scenario_modifier", args=[scenario.pk]), saisie)

    assert reponse.url.startswith(reverse("scenario_modifier", args=[scenario.pk]))
    assert list(scenario.hypotheses.values_list("pk", "nature")) == [(gardee.pk, "retrait")]
    assert connecte.get(reponse.url).context["lignes"].total_form_count() == 5


def test_dupliquer_copie_tout_sous_un_nom_libre(agent, connecte):
    scenario = creer_scenario(nom="Talant", denominateur_cif=Decimal(5))
    creer_hypothese(scenario=scenario)

    for _ in range(2):
        connecte.post(reverse("scenario_dupliquer", args=[scenario.pk]))

    copies = Scenario.objects.filter(auteur=agent)
    assert [copie.nom for copie in copies] == ["Copie de Talant", "Copie de Talant (2)"]
    assert [copie.hypotheses.count() for copie in copies] == [1, 1]
    assert scenario.hypotheses.count() == 1
    assert copies[0].denominateur_cif == 5


def test_supprimer_demande_puis_supprime(agent, connecte):
    scenario = creer_hypothese(scenario=creer_scenario(auteur=agent)).scenario
    adresse = reverse("scenario_supprimer", args=[scenario.pk])

    assert "Supprimer «" in texte(connecte.get(adresse))
    assert connecte.post(adresse).url == reverse("scenario_liste")
    assert not Scenario.objects.exists()


def test_l_export_a_les_montants_de_l_ecran(connecte):
    creer_service_calculable(creer_commune(nom="Ahuy"), creer_commune(nom="Dijon"))
    scenario = creer_scenario(dernier_exercice=2022)
    simulation = resultat(connecte, scenario).simulation

    entetes, *lignes = lire_csv(connecte.get(scenario.get_absolute_url(), {"export": "csv"}))

    assert entetes[:4] == [
        "Payeur",
        "Ensemble, aujourd’hui",
        "Ensemble, scénario",
        "Ensemble, écart",
    ]
    assert len(entetes) == 1 + 3 * 3
    assert [ligne[0] for ligne in lignes] == [*(x.payeur for x in simulation.lignes), "Total"]
    assert lignes[-1][1:4] == ["2000", "2000", "0"]
    assert all(len(ligne) == len(entetes) for ligne in lignes)


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
    lignes = lire_csv(
        connecte.get(scenario.get_absolute_url(), {"avec": autre.pk, "export": "comparaison"})
    )

    assert [total.scenario for total in page.totaux_compares] == [5000, 10_000]
    assert lignes[0][1:] == [
        f"{nom}, {colonne}"
        for nom in ["Un", "Deux"]
        for colonne in ["aujourd’hui", "scénario", "écart"]
    ]
    assert lignes[-1] == ["Total", "5000", "5000", "0", "5000", "10000", "5000"]


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

    assert requetes(lire) == avant <= 15


def test_la_saisie_en_requetes_constantes(agent, connecte, requetes):
    scenario = creer_scenario(auteur=agent)
    adresse = reverse("scenario_modifier", args=[scenario.pk])
    creer_hypothese(scenario=scenario)
    avant = requetes(lambda: connecte.get(adresse))
    for _ in range(10):
        creer_hypothese(scenario=scenario)

    assert requetes(lambda: connecte.get(adresse)) == avant <= 15
