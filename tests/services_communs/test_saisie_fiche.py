"""La page où un contributeur écrit la fiche de son domaine : accès, états, lecture."""

from datetime import date
from decimal import Decimal

import pytest

from services_communs.completude import manques
from services_communs.saisie.lecture import lire_page
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_agent,
    creer_commune,
    creer_concernees,
    creer_domaine,
    creer_effectif,
    creer_elu,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_objectif,
    creer_piste,
    creer_rapport,
    creer_realisation,
    creer_service,
    creer_transfert,
)
from tests.fabriques_rapport import creer_commentaire
from tests.services_communs.saisies import (
    adresse,
    connecte,
    creer_contributeur,
    enregistrer,
    ouvrir,
    remplir,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche():
    return creer_fiche(annee=2021, domaine=creer_domaine(titre="Numérique"))


@pytest.fixture
def contributeur(fiche):
    return creer_contributeur(fiche.domaine, last_name="Direction du numérique")


@pytest.fixture
def client(contributeur):
    return connecte(contributeur)


@pytest.mark.parametrize(
    ("creer", "statut"),
    [
        (lambda fiche: creer_contributeur(fiche.domaine), 200),
        (lambda fiche: creer_administrateur(), 200),
        (lambda fiche: creer_contributeur(creer_domaine()), 404),
        (lambda fiche: creer_agent(), 404),
        (lambda fiche: creer_elu(creer_commune()), 404),
    ],
    ids=["son domaine", "administrateur", "autre domaine", "agent sans droit", "maire"],
)
@pytest.mark.parametrize("nom", ["fiche_saisir", "fiche_brouillon"])
def test_seuls_ceux_qui_remplissent_le_domaine_ouvrent_sa_fiche(creer, statut, nom, fiche):
    assert connecte(creer(fiche)).get(adresse(fiche, nom)).status_code == statut


def test_une_fiche_qui_n_existe_pas_est_introuvable(client, fiche):
    fiche.annee = 2022

    assert client.get(adresse(fiche)).status_code == 404


def test_une_fiche_soumise_ou_validee_se_lit_seulement_et_dit_pourquoi(client, fiche):
    remplir(fiche)
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "Trop tard"}
    for etat, raison in [("a_valider", "remise à la direction"), ("validee", "a validé")]:
        fiche.etat = etat
        fiche.save()

        page = client.get(adresse(fiche))
        refus = client.post(adresse(fiche), champs | {"action": "enregistrer"}, follow=True)

        assert raison in page.content.decode()
        assert "on n’y écrit plus" in refus.content.decode().replace("\u00a0", " ")
        fiche.refresh_from_db()
        assert fiche.a_etudier == ""
        assert fiche.brouillons.get().saisie["fiche-a_etudier"] == ["Trop tard"]


def test_soumettre_dit_d_abord_ce_qui_manque_puis_se_confirme(client, fiche):
    creer_mesure(indicateur=creer_indicateur(domaine=fiche.domaine, libelle="Postes"), annee=2020)

    suite = enregistrer(client, fiche, ouvrir(client, fiche), "soumettre")
    confirmation = client.get(suite.url).content.decode().replace("\u00a0", " ")
    client.post(suite.url, {"mot": "Les postes arrivent."})

    fiche.refresh_from_db()
    assert "1 indicateur sans valeur 2021" in confirmation
    assert "Postes" in confirmation
    assert fiche.etat == "a_valider"
    assert fiche.commentaires.first().texte == "Les postes arrivent."


def test_on_repond_a_la_direction_sans_perdre_sa_saisie(client, fiche):
    creer_commentaire(fiche=fiche, texte="Il manque les ETP.")
    assert "Il manque les ETP." in client.get(adresse(fiche)).content.decode()
    champs = ouvrir(client, fiche) | {"mot": "Ils arrivent.", "fiche-a_etudier": "En cours"}

    client.post(adresse(fiche), champs | {"action": "commenter"})

    assert fiche.commentaires.exclude(texte="").first().texte == "Ils arrivent."
    assert fiche.brouillons.get().saisie["fiche-a_etudier"] == ["En cours"]
    assert fiche.brouillons.get().saisie["mot"] == [""]


@pytest.mark.parametrize(("mot", "garde"), [("", ""), ("x" * 5_001,) * 2, ("a\0b", "ab")])
def test_un_message_vide_trop_long_ou_illisible_est_refuse_et_garde(client, fiche, mot, garde):
    reponse = client.post(
        adresse(fiche), ouvrir(client, fiche) | {"mot": mot, "action": "commenter"}, follow=True
    )

    assert not fiche.commentaires.exclude(texte="").exists()
    assert "message--error" in reponse.content.decode()
    assert reponse.context["saisie"].mot == garde


def test_l_an_dernier_et_les_donnees_sont_a_cote(client, fiche):
    precedente = creer_fiche(domaine=fiche.domaine, annee=2020, a_etudier="Étudier la fibre")
    creer_realisation(fiche=precedente, titre="Portail", etat="en_cours")
    indicateur = creer_indicateur(domaine=fiche.domaine, unite="postes")
    creer_mesure(indicateur=indicateur, annee=2020, valeur=Decimal(5000), qualificatif=">")
    creer_effectif(domaine=fiche.domaine, date=date(2020, 11, 30), agents=47)
    service = creer_service(domaine=fiche.domaine)
    creer_adhesion(service=service, collectivite=creer_commune(nom="Quetigny"))
    creer_transfert(domaine=fiche.domaine, origine=creer_commune(nom="Talant"), agents=3)

    page = client.get(adresse(fiche)).content.decode().replace("\u00a0", " ")

    for attendu in [
        "Étudier la fibre",
        "Portail",
        "plus de 5 000 postes",
        "47 agents, le 30 novembre 2020",
        'value="2021-11-30"',
        "1 collectivité : Quetigny.",
        "Talant (3).",
    ]:
        assert attendu in page


def test_l_effectif_se_compte_le_jour_que_dit_le_rapport(client, fiche):
    creer_effectif(domaine=fiche.domaine, date=date(2020, 11, 30), agents=47)
    creer_rapport(annee=2021, date_observation=date(2021, 12, 31))

    page = client.get(adresse(fiche)).content.decode().replace("\u00a0", " ")

    assert 'value="2021-12-31"' in page
    assert "Effectif manquant au 31 décembre 2021" in page


def test_les_manques_de_la_page_sont_ceux_de_la_campagne(contributeur, fiche):
    precedente = creer_fiche(domaine=fiche.domaine, annee=2020)
    creer_objectif(fiche=precedente)
    creer_indicateur(domaine=fiche.domaine, est_obligatoire=True)
    creer_mesure(indicateur=creer_indicateur(domaine=fiche.domaine), annee=2020)
    creer_effectif(domaine=fiche.domaine, date=date(2020, 11, 30))

    page = lire_page(2021, fiche.domaine.code, contributeur)

    assert page.manques == manques(fiche)
    assert [manque.rubrique for manque in page.manques] == ["objectifs", "indicateurs", "effectif"]


def test_la_page_se_lit_en_requetes_constantes(client, fiche, requetes):
    precedente = creer_fiche(domaine=fiche.domaine, annee=2020)
    remplir(fiche)
    avant = requetes(lambda: client.get(adresse(fiche)))
    for ordre in range(2, 12):
        piste = creer_piste(fiche=fiche, ordre=ordre)
        creer_concernees(piste=piste).collectivites.add(creer_commune())
        creer_realisation(fiche=fiche, ordre=ordre).beneficiaires.add(creer_commune())
        creer_realisation(fiche=precedente, ordre=ordre).beneficiaires.add(creer_commune())
        creer_objectif(fiche=fiche, ordre=ordre)
        creer_mesure(indicateur=creer_indicateur(domaine=fiche.domaine), annee=2021)
        creer_commentaire(fiche=fiche)

    apres = requetes(lambda: client.get(adresse(fiche)))

    assert apres == avant <= 16
