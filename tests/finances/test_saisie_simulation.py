"""Saisie d'un scénario : ce qu'elle écrit, ce qu'elle refuse, ce qu'elle garde."""

from decimal import Decimal

import pytest
from django.urls import reverse

from finances.models import Scenario
from services_communs.models import Adhesion
from tests.fabriques import (
    creer_agent,
    creer_commune,
    creer_elu,
    creer_hypothese,
    creer_scenario,
    creer_service,
)
from tests.finances.scenarios import (
    SAISIE,
    connecter,
    creer_service_calculable,
    ligne,
    montants,
    texte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return creer_agent()


@pytest.fixture
def connecte(agent):
    return connecter(agent)


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


def test_la_saisie_en_requetes_constantes(agent, connecte, requetes):
    scenario = creer_scenario(auteur=agent)
    adresse = reverse("scenario_modifier", args=[scenario.pk])
    creer_hypothese(scenario=scenario)
    avant = requetes(lambda: connecte.get(adresse))
    for _ in range(10):
        creer_hypothese(scenario=scenario)

    assert requetes(lambda: connecte.get(adresse)) == avant <= 15


@pytest.mark.parametrize(
    ("nature", "valeur", "phrase"),
    [
        ("adhesion", None, "Talant adhère à « Assurances » au 1er juillet 2021"),
        ("adhesion", 12, "Talant adhère à « Assurances » au 1er juillet 2021, pour 12 dans la clé"),
        ("retrait", None, "Talant quitte « Assurances » au 1er juillet 2021"),
        ("cout", 100_000, "« Assurances » coûte 100 000 € par an dès le 1er juillet 2021"),
        ("valeur", 12, "Talant compte 12 dans la clé de « Assurances » dès le 1er juillet 2021"),
    ],
)
def test_une_hypothese_se_dit_en_clair(nature, valeur, phrase):
    commune = None if nature == "cout" else creer_commune(nom="Talant")
    hypothese = creer_hypothese(
        nature=nature, commune=commune, valeur=valeur, service=creer_service(nom="Assurances")
    )

    assert hypothese.en_clair.replace("\u00a0", " ") == phrase
