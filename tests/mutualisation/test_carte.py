"""La carte de la vue d'ensemble : ce que chaque cercle montre, son tableau dit la même chose."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db.models import Sum
from django.urls import reverse

from mutualisation.vue_d_ensemble.carte import Mode, lire_carte
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_participation,
    creer_population,
    creer_service,
)

pytestmark = pytest.mark.django_db
FIN_2020 = date(2020, 12, 31)
SVG = "{http://www.w3.org/2000/svg}"


def placer(nom, latitude="47.3", longitude="5.1", totale=1000, **valeurs):
    commune = creer_commune(
        nom=nom, latitude=Decimal(latitude), longitude=Decimal(longitude), **valeurs
    )
    if totale:
        creer_population(collectivite=commune, municipale=1, totale=totale)
    return commune


def liens(carte):
    return {
        lien.get("href"): lien.get("aria-label")
        for lien in ElementTree.fromstring(carte.graphique.svg).iter(f"{SVG}a")
    }


def par_nom(carte):
    return {ligne.commune.nom: ligne for ligne in carte.lignes}


def test_les_services_d_une_commune_comptent_ceux_de_son_ccas_une_fois():
    ahuy, service = placer("Ahuy"), creer_service()
    creer_adhesion(collectivite=ahuy, service=service)
    creer_adhesion(collectivite=creer_ccas(commune=ahuy), service=service)
    creer_adhesion(collectivite=ahuy, date_fin=date(2019, 12, 31))

    [ligne] = lire_carte(FIN_2020, 2020).lignes

    assert (ligne.services, ligne.adhesions) == (1, 2)
    assert ligne.precision == "2\u00a0adhésions"


def test_les_euros_par_habitant_comptent_la_part_refacturee():
    ahuy = placer("Ahuy", totale=1000)
    creer_participation(payeur=ahuy, montant=Decimal(500))
    creer_participation(payeur=ahuy, montant=Decimal(250), mode="refacturation")
    placer("Daix", latitude="47.4")

    carte = lire_carte(FIN_2020, 2020, "euros")

    assert par_nom(carte)["Ahuy"].par_habitant == Decimal("0.75")
    assert par_nom(carte)["Daix"].par_habitant == 0
    assert carte.graphique.phrase.startswith("Ahuy paie le plus, 0,75\u00a0€ par habitant")


def test_un_exercice_sans_vote_n_est_pas_un_exercice_gratuit():
    placer("Ahuy")

    carte = lire_carte(FIN_2020, 2020, "euros")

    assert carte.lignes[0].par_habitant is None
    assert "Aucune participation n’est votée pour 2020." in carte.graphique.phrase
    assert "participation non connue" in carte.graphique.svg


def test_une_commune_sans_place_est_dite_et_reste_dans_le_tableau():
    placer("Ahuy")
    creer_commune(nom="Daix")
    placer("Ouges", latitude="47.2", totale=None)

    carte = lire_carte(FIN_2020, 2020)

    assert set(par_nom(carte)) == {"Ahuy", "Daix", "Ouges"}
    assert len(liens(carte)) == 1
    assert "Daix et Ouges n’ont ni place ni population connues" in carte.graphique.phrase


def test_seules_les_communes_membres_ce_jour_la_y_sont():
    placer("Ahuy", date_debut=date(2019, 1, 1))
    placer("Daix", date_fin=date(2018, 12, 31))

    assert set(par_nom(lire_carte(FIN_2020, 2020))) == {"Ahuy"}
    assert set(par_nom(lire_carte(date(2018, 6, 1), 2018))) == {"Daix"}


@pytest.mark.parametrize(
    ("tri", "noms"),
    [
        ("", ["Ahuy", "Daix", "Ouges"]),
        ("-nom", ["Ouges", "Daix", "Ahuy"]),
        ("-population", ["Daix", "Ahuy", "Ouges"]),
        ("population", ["Ahuy", "Daix", "Ouges"]),
        ("-par_habitant", ["Ahuy", "Daix", "Ouges"]),
        ("mot_de_passe", ["Ahuy", "Daix", "Ouges"]),
        ("--nom", ["Ahuy", "Daix", "Ouges"]),
        ("é" * 10_000, ["Ahuy", "Daix", "Ouges"]),
    ],
)
def test_le_tableau_se_trie_et_ce_qui_n_est_pas_connu_vient_en_dernier(tri, noms):
    creer_participation(payeur=placer("Ahuy", totale=500))
    placer("Daix", totale=3000)
    placer("Ouges", totale=None)

    assert [ligne.commune.nom for ligne in lire_carte(FIN_2020, 2020, "", tri).lignes] == noms


@pytest.mark.parametrize("demande", ["prix", "'; --", "🗺️", "x" * 10_000])
def test_une_carte_inconnue_est_dite_et_remplacee(demande):
    carte = lire_carte(FIN_2020, 2020, demande)

    assert carte.mode is Mode.SERVICES
    assert "n’est pas une carte" in carte.message
    assert len(carte.message) < 90


def test_sans_commune_il_n_y_a_ni_dessin_ni_erreur():
    carte = lire_carte(FIN_2020, 2020)

    assert carte.graphique.svg == ""
    assert carte.graphique.phrase.startswith("Aucune commune n’est membre")


def test_le_nombre_de_requetes_ne_depend_pas_de_celui_des_communes(requetes):
    placer("Ahuy")
    avant = requetes(lambda: lire_carte(FIN_2020, 2020))
    for rang in range(10):
        creer_adhesion(collectivite=placer(f"Commune {rang}", latitude=f"47.{rang}"))

    assert requetes(lambda: lire_carte(FIN_2020, 2020)) == avant == 3


@pytest.mark.parametrize("mode", ["services", "euros"])
def test_la_page_garde_l_adresse_et_montre_la_carte_choisie(client_agent, mode):
    placer("Ahuy")

    page = client_agent.get(
        reverse("tableau_de_bord"), {"annee": "2020", "carte": mode}
    ).content.decode()

    assert "annee=2020&amp;carte=euros#carte" in page
    assert page.count('aria-current="true">Euros par habitant') == (mode == "euros")


def test_un_dessin_manque_et_la_page_reste_avec_son_tableau_ouvert(client_agent, monkeypatch):
    def echouer(*arguments, **reglages):
        raise RuntimeError("moteur absent")

    placer("Ahuy")
    cache.clear()
    monkeypatch.setattr("vl_convert.vegalite_to_svg", echouer)

    reponse = client_agent.get(reverse("tableau_de_bord"), {"annee": "2020"})

    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert '<details id="carte-tableau" open>' in page
    assert ">Ahuy</a></th>" in page


def test_la_carte_de_2020(donnees):
    services = lire_carte(FIN_2020, 2020)
    euros = lire_carte(FIN_2020, 2020, "euros")

    lignes = par_nom(services)
    nombres = {nom: lignes[nom].services for nom in ["Dijon", "Quetigny", "Ahuy"]}
    assert nombres == {"Dijon": 20, "Quetigny": 8, "Ahuy": 3}
    assert round(lignes["Quetigny"].par_habitant, 2) == Decimal("2.17")
    assert "De 3 à 20 services communs" in services.graphique.phrase
    assert "Dijon paie le plus, 49,06\u00a0€ par habitant" in euros.graphique.phrase
    assert "8 ne paient rien" in euros.graphique.phrase
    for carte in (services, euros):
        assert set(liens(carte)) == {ligne.adresse for ligne in carte.lignes}
        assert len(carte.lignes) == 23


def test_le_dessin_et_le_tableau_disent_la_meme_chose(donnees):
    for carte in (lire_carte(FIN_2020, 2020), lire_carte(FIN_2020, 2020, "euros")):
        valeurs = {nom: valeur for nom, _, valeur in carte.graphique.lignes}
        for ligne in carte.lignes:
            assert valeurs[ligne.commune.nom] in liens(carte)[ligne.adresse]


def test_chaque_nombre_ouvre_ses_lignes(donnees, client_agent):
    for ligne in lire_carte(FIN_2020, 2020).lignes:
        adhesions = client_agent.get(ligne.adresse_des_adhesions)
        assert adhesions.context["nombre"] == ligne.adhesions

        participations = client_agent.get(ligne.adresse_des_participations)
        lues = participations.context["table"].data.data.aggregate(total=Sum("montant"))
        assert (lues["total"] or 0) == ligne.participation
