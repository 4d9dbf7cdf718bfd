"""La page de la recherche : droits, entrées tordues, requêtes, champ de l'en-tête."""

from datetime import date

import pytest
from django.urls import reverse

from tests.fabriques import (
    creer_ccas,
    creer_commune,
    creer_cooperation,
    creer_deliberation,
    creer_elu,
    creer_evaluation,
    creer_mission,
    creer_partie,
    creer_service,
    creer_texte,
)
from tests.fabriques_gouvernance import creer_instance, creer_point, creer_seance

pytestmark = pytest.mark.django_db
URL = reverse("recherche")

SAISIES = [
    "",
    "   ",
    "a",
    "é",
    "de la",
    "l’",
    "%",
    "_",
    "%%%",
    "' OR 1=1 --",
    '"guillemets"',
    "« chevrons »",
    "& | ! ( ) : *",
    "budget & !(a:*",
    "\\",
    "\x00",
    "bud\x00get",
    "🏛",
    "بلدية",
    "北京市",
    "\u202ebudget",
    "1",
    "12",
    "9" * 40,
    "budget " * 1500,
    "é" * 10_000,
    "a-" * 5_000,
    "<script>alert(1)</script>",
    "{{ 7|add:7 }} {% now %}",
    "..//..",
]


@pytest.mark.parametrize("saisie", SAISIES, ids=lambda saisie: ascii(saisie)[:20])
def test_n_importe_quelle_saisie_donne_une_page_utile(saisie, client_agent):
    creer_deliberation(objet="Budget <b>primitif</b>")

    reponse = client_agent.get(URL, {"q": saisie})
    texte = reponse.content.decode()

    assert reponse.status_code == 200
    assert 'type="search"' in texte
    assert "<script>alert" not in texte
    assert len(texte) < 30_000
    assert reponse.context["page"].groupes or "st apollinaire" in texte


def test_ce_qui_est_trouve_est_echappe_et_marque(client_agent):
    creer_deliberation(objet="Budget <b>primitif</b>")

    texte = client_agent.get(URL, {"q": "budget"}).content.decode()

    assert "<mark>Budget</mark> &lt;b&gt;primitif&lt;/b&gt;" in texte


@pytest.mark.parametrize("parametres", [{}, {"q": ["un", "deux"]}, {"autre": "x"}], ids=repr)
def test_des_parametres_inattendus_ne_genent_pas(parametres, client_agent):
    assert client_agent.get(URL, parametres).status_code == 200


def test_une_recherche_ne_change_rien(client_agent):
    assert client_agent.post(URL, {"q": "budget"}).status_code == 405


def reserves(commune):
    """Ce qu'une autre commune ne doit pas lire."""
    creer_ccas(commune=commune)
    creer_deliberation(collectivite=commune, objet="Confidentiel : délibération")
    instance = creer_instance(collectivite=commune, nom="Confidentiel : instance")
    creer_point(
        seance=creer_seance(instance=instance, lieu="Confidentiel"), objet="Confidentiel : point"
    )
    creer_partie(
        collectivite=commune, cooperation=creer_cooperation(objet="Confidentiel : coopération")
    )
    creer_evaluation(objet="Confidentiel : évaluation", etat="en_travaux")


@pytest.mark.parametrize("saisie", ["confidentiel", "quetigny", "confidentiels", "comfidentiel"])
def test_rien_de_reserve_a_une_autre_commune_ne_se_trouve(saisie, client_maire, client_agent):
    reserves(creer_commune(nom="Quetigny"))

    de_l_agent = client_agent.get(URL, {"q": saisie}).context["page"]
    du_maire = client_maire.get(URL, {"q": saisie})

    assert de_l_agent.groupes
    assert du_maire.context["page"].groupes == ()
    assert "Confidentiel" not in du_maire.content.decode()


def test_un_maire_trouve_ce_qui_est_a_sa_commune_et_a_la_metropole(client):
    commune = creer_commune(nom="Quetigny")
    client.force_login(creer_elu(commune))
    reserves(commune)
    creer_deliberation(objet="Confidentiel à la métropole")

    page = client.get(URL, {"q": "confidentiel"}).context["page"]

    assert {groupe.titre: groupe.nombre for groupe in page.groupes} == {
        "Délibérations": 2,
        "Instances": 1,
        "Séances": 1,
        "Coopérations": 1,
    }


def test_chaque_resultat_mene_a_une_page(client_agent):
    commune = creer_commune(nom="Voirie")
    reserves(commune)
    creer_mission(libelle="Voirie confidentielle", service=creer_service(nom="Espaces publics"))
    creer_texte(objet="Confidentiel")

    page = client_agent.get(URL, {"q": "confidentiel"}).context["page"]
    adresses = {r.adresse.partition("#")[0] for g in page.groupes for r in g.resultats}

    assert len(adresses) == 7
    assert {client_agent.get(adresse).status_code for adresse in adresses} == {200}


@pytest.mark.parametrize("saisie", ["budget", "bujdet"])
def test_la_recherche_a_un_nombre_de_requetes_constant(saisie, client_agent, requetes):
    def remplir():
        for _ in range(3):
            commune = creer_commune()
            commune.graphies.create(texte=f"Budget {commune.pk}")
            creer_mission(libelle="Budget")
            creer_deliberation(objet=f"Budget {commune.pk}", date=date(2020, 1, 1))
            creer_partie(
                collectivite=commune, cooperation=creer_cooperation(objet=f"Budget {commune.pk}")
            )
            creer_point(objet="Budget")

    remplir()
    avant = requetes(lambda: client_agent.get(URL, {"q": saisie}))
    for _ in range(4):
        remplir()

    assert requetes(lambda: client_agent.get(URL, {"q": saisie})) == avant <= 20


def test_le_champ_de_recherche_est_dans_l_en_tete_de_chaque_page(client_agent, client):
    texte = client_agent.get(reverse("commune_liste")).content.decode()

    assert texte.count('type="search" name="q"') == 1
    assert client_agent.get(URL).content.decode().count('type="search" name="q"') == 1
    assert 'name="q"' not in client.get(reverse("connexion")).content.decode()
