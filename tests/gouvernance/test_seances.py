"""Séances : ce que le modèle refuse, ce que la page fait remarquer."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gouvernance.models import Seance
from gouvernance.regles import mandataires_absents, mandataires_en_trop
from gouvernance.seances.contenu import lire_page
from gouvernance.seances.suivi import Etat, documents_attendus, retards_de, suites_de
from tests.epreuves import presque
from tests.fabriques import creer_agent, creer_commune, creer_elu
from tests.fabriques_gouvernance import (
    creer_envoi,
    creer_instance,
    creer_membre,
    creer_presence,
    creer_seance,
)

pytestmark = pytest.mark.django_db

APRES = date(2023, 6, 1)


def conseil(**valeurs):
    return creer_instance(**{"nature": "conseil", "nom": "Conseil métropolitain"} | valeurs)


def conference():
    return creer_instance(nature="conference", nom="Conférence métropolitaine")


def seance_demandee(instance, maires, jour=date(2021, 3, 25)):
    return Seance(instance=instance, jour=jour, initiative="maires", maires_demandeurs=maires)


def fautes(seance):
    with pytest.raises(ValidationError) as refus:
        seance.full_clean()
    return {champ: " ".join(messages) for champ, messages in refus.value.message_dict.items()}


@pytest.mark.parametrize(
    ("periode", "message"),
    [
        ({"date_debut": date(2021, 3, 26)}, "n’existe pas encore le 25\u00a0mars 2021"),
        ({"date_fin": date(2021, 3, 24)}, "n’existe plus le 25\u00a0mars 2021"),
    ],
)
def test_une_instance_ne_siege_pas_hors_de_son_existence(periode, message):
    seance = Seance(instance=creer_instance(**periode), jour=date(2021, 3, 25))

    assert message in fautes(seance)["jour"]


def test_une_instance_siege_ses_premier_et_dernier_jours():
    jour = date(2021, 3, 25)
    Seance(instance=creer_instance(date_debut=jour, date_fin=jour), jour=jour).full_clean()


def test_une_convocation_apres_la_seance_cite_le_delai():
    seance = presque(creer_seance(), convoquee_le=date(2021, 3, 26))

    assert "au plus tard le 19\u00a0mars 2021" in fautes(seance)["convoquee_le"]
    assert "L. 2121-12" in fautes(seance)["convoquee_le"]


def test_huit_maires_sur_vingt_trois_suffisent_et_pas_sept():
    for _ in range(23):
        creer_commune()
    instance = conference()

    seance_demandee(instance, 8).full_clean()
    refus = fautes(seance_demandee(instance, 7))["maires_demandeurs"]

    assert "8 sur 23" in refus
    assert "L. 5211-11-3" in refus


def test_une_cinquieme_demande_de_l_annee_est_refusee_et_non_une_autre_annee():
    instance = conference()
    for mois in range(1, 5):
        seance_demandee(instance, 8, date(2021, mois, 10)).save()

    refus = fautes(seance_demandee(instance, 8, date(2021, 5, 10)))
    seance_demandee(instance, 8, date(2022, 1, 10)).full_clean()
    Seance.objects.first().full_clean()

    assert "déjà demandé 4 réunions en 2021" in refus["initiative"]


def test_des_maires_ne_reunissent_que_leur_conference():
    assert "que leur conférence" in fautes(seance_demandee(conseil(), 8))["initiative"]


def test_un_pouvoir_va_a_un_present_et_un_seul_par_personne():
    assert mandataires_absents({"b": "a"}, {"a"}) == set()
    assert mandataires_absents({"b": "a"}, {"c"}) == {"a"}
    assert mandataires_en_trop({"b": "a", "c": "d"}) == set()
    assert mandataires_en_trop({"b": "a", "c": "a"}) == {"a"}


def test_seul_un_membre_de_l_instance_est_present():
    presence = creer_presence()
    presence.membre = creer_membre()

    assert "n’est pas membre" in fautes(presence)["membre"]


def test_nul_ne_se_donne_pouvoir():
    presence = creer_presence()

    presque(presence, etat="represente", pouvoir_a=presence.membre)

    assert "à un autre" in fautes(presence)["pouvoir_a"]


def test_une_suite_ne_precede_pas_la_seance():
    envoi = creer_envoi()

    presque(envoi, nature="liste_deliberations", fait_le=date(2021, 3, 24))

    assert "suit la séance du 25\u00a0mars 2021" in fautes(envoi)["fait_le"]


@pytest.mark.parametrize(
    ("envoi", "alerte"),
    [
        (date(2021, 3, 19), ""),
        (date(2021, 3, 20), "Convocation en retard de 1 jour (CGCT, art. L. 2121-12"),
    ],
)
def test_la_page_dit_le_retard_de_la_convocation_et_sa_regle(envoi, alerte):
    seance = creer_seance(instance=conseil(), convoquee_le=envoi)

    constat = lire_page(seance, creer_agent(), APRES).convocation

    assert constat.alerte.startswith(alerte)
    assert bool(constat.alerte) is bool(alerte)
    assert "19\u00a0mars 2021, soit 5 jours francs" in constat.phrase


@pytest.mark.parametrize(("presents", "atteint"), [(43, False), (44, True)])
def test_le_quorum_est_la_majorite_des_membres_sans_les_pouvoirs(presents, atteint):
    seance = creer_seance(
        instance=conseil(), membres_en_exercice=86, presents=presents, pouvoirs=20
    )

    quorum = lire_page(seance, creer_agent(), APRES).assistance.quorum

    assert ("Quorum atteint" in quorum.phrase) is atteint
    assert ("L. 2121-17" in quorum.alerte) is not atteint


def test_les_noms_l_emportent_sur_les_nombres_et_l_ecart_est_dit():
    president = creer_membre(instance=conseil())
    seance = creer_seance(instance=president.instance, presents=3)
    creer_presence(seance=seance, membre=president)
    absent = creer_presence(
        seance=seance, membre=creer_membre(instance=president.instance), etat="absent"
    )
    for _ in range(2):
        membre = creer_membre(instance=president.instance)
        creer_presence(seance=seance, membre=membre, etat="represente", pouvoir_a=absent.membre)

    assistance = lire_page(seance, creer_agent(), APRES).assistance

    assert (assistance.membres, assistance.presents, assistance.pouvoirs) == (4, 1, 2)
    hors, trop, ecart = assistance.alertes
    assert hors.startswith("Pouvoir donné à qui n’est pas présent")
    assert trop.startswith("Plus d’un pouvoir reçu")
    assert ecart.startswith("3 présents saisis, mais 1 notés")


@pytest.mark.parametrize(
    ("jour", "formalites"),
    [
        (date(2022, 6, 30), ["Compte rendu affiché et mis en ligne"]),
        (
            date(2022, 7, 1),
            ["Liste des délibérations affichée et mise en ligne", "Procès-verbal publié"],
        ),
    ],
)
def test_les_formalites_suivent_le_droit_du_jour(jour, formalites):
    seance = creer_seance(instance=conseil(), jour=jour, convoquee_le=date(2022, 6, 1))

    convocation, *suites = suites_de(seance, APRES)

    assert convocation.etat == Etat.FAIT
    assert [suite.libelle for suite in suites] == formalites
    assert suites[0].etat == Etat.EN_RETARD


def test_une_formalite_est_en_retard_le_lendemain_de_l_echeance():
    seance = creer_seance(
        instance=conseil(), jour=date(2023, 3, 30), convoquee_le=date(2023, 3, 20)
    )

    etats = [suites_de(seance, date(2023, 4, jour))[1].etat for jour in (6, 7)]
    seance.liste_publiee_le = date(2023, 4, 7)

    assert etats == [Etat.A_FAIRE, Etat.EN_RETARD]
    assert suites_de(seance, APRES)[1].etat == Etat.TARDIF


def test_rien_n_est_en_retard_pour_une_seance_reprise_d_un_document():
    creer_commune()
    seance = creer_seance(instance=conseil())

    page = lire_page(seance, creer_agent(), APRES)

    assert not page.est_suivie
    assert page.retards == []
    assert page.initiative.phrase == "L’initiative n’est pas notée."
    assert not page.montre_le_proces_verbal


def test_une_composition_incomplete_ne_fait_pas_un_quorum():
    membre = creer_membre(instance=conseil(effectif=2))
    seance = creer_seance(instance=membre.instance)

    assert "quorum inconnu" in lire_page(seance, creer_agent(), APRES).assistance.quorum.phrase
    creer_membre(instance=membre.instance)
    assert "2 présents sur 2" in lire_page(seance, creer_agent(), APRES).assistance.quorum.phrase


def test_un_proces_verbal_ne_precede_pas_la_seance():
    seance = creer_seance(instance=conseil(), convoquee_le=date(2021, 3, 19))
    agent = creer_agent()

    assert not lire_page(seance, agent, date(2021, 3, 24)).montre_le_proces_verbal
    assert lire_page(seance, agent, date(2021, 3, 25)).montre_le_proces_verbal


def test_une_commune_oubliee_est_nommee_et_mise_en_retard():
    ahuy, talant = creer_commune(nom="Ahuy"), creer_commune(nom="Talant")
    seance = creer_seance(instance=conseil(), convoquee_le=date(2021, 3, 19))
    creer_envoi(seance=seance, commune=ahuy)

    convocation, compte_rendu = documents_attendus(seance, [ahuy, talant], APRES)

    assert convocation.manquantes == (talant,)
    assert (convocation.echeance, convocation.etat) == (date(2021, 3, 24), Etat.EN_RETARD)
    assert compte_rendu.echeance == date(2021, 4, 25)
    assert retards_de(seance, [ahuy, talant], APRES) == [
        "Compte rendu affiché et mis en ligne",
        "Copie de la convocation et note de synthèse (1\u00a0commune)",
        "Compte rendu (2\u00a0communes)",
    ]


@pytest.mark.parametrize(
    ("jour", "natures"),
    [(date(2019, 12, 28), []), (date(2019, 12, 29), ["convocation", "compte_rendu"])],
)
def test_l_information_des_communes_date_de_la_loi_de_decembre_2019(jour, natures):
    seance = creer_seance(instance=conseil(), jour=jour)

    assert [document.nature for document in documents_attendus(seance, [], APRES)] == natures


def test_la_conference_ne_doit_que_ses_avis_et_sans_delai():
    (avis,) = documents_attendus(creer_seance(instance=conference()), [creer_commune()], APRES)

    assert (avis.nature, avis.echeance) == ("avis_conference", None)


def test_un_elu_ne_voit_que_l_envoi_a_sa_commune_et_attend_le_proces_verbal():
    ahuy, _ = creer_commune(nom="Ahuy"), creer_commune(nom="Talant")
    seance = creer_seance(instance=conseil(), convoquee_le=date(2021, 3, 19))

    page = lire_page(seance, creer_elu(ahuy), APRES)

    assert [ligne.commune for ligne in page.information.lignes] == [ahuy]
    assert not page.montre_le_proces_verbal
    seance.proces_verbal_arrete_le = date(2021, 6, 24)
    assert lire_page(seance, creer_elu(ahuy), APRES).montre_le_proces_verbal
