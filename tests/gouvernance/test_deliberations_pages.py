"""La liste des délibérations et la page de chacune."""

from datetime import date

import pytest
from django.urls import reverse

from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_commune,
    creer_convention,
    creer_deliberation,
    creer_evaluation,
    creer_participation,
    metropole,
)
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_document,
    creer_instance,
    creer_pacte,
    creer_reponse,
    creer_seance,
)

pytestmark = pytest.mark.django_db


def lire(client, acte) -> str:
    return client.get(acte.get_absolute_url()).content.decode()


def objets(client, **criteres) -> list[str]:
    lignes = client.get(reverse("deliberation_liste"), criteres).context["table"].rows
    return [ligne.record.objet for ligne in lignes]


def acte_vote(**valeurs):
    instance = creer_instance(nature="conseil", nom="Conseil métropolitain", effectif=86)
    seance = creer_seance(
        instance=instance, membres_en_exercice=86, presents=70, pouvoirs=10, jour=date(2021, 3, 25)
    )
    defauts = {
        "instance": instance,
        "seance": seance,
        "date": seance.jour,
        "objet": "Adhésion d’Ahuy",
        "pour": 57,
        "contre": 3,
        "abstentions": 2,
        "resultat": "adoptee",
    }
    return creer_deliberation(**defauts | valeurs)


def test_la_page_dit_le_vote_le_seuil_et_le_verifie(client_agent):
    page = lire(client_agent, acte_vote())

    assert "Majorité des suffrages exprimés, CGCT, art. L. 2121-20" in page
    assert "31\u00a0voix sur 60\u00a0suffrages exprimés" in page
    assert "Conforme aux voix" in page


def test_un_avis_defavorable_fait_exiger_les_deux_tiers_des_membres(client_agent):
    acte = acte_vote()
    consultation = creer_consultation(nature="commune_seule", deliberation=acte)
    creer_reponse(consultation=consultation, sens="defavorable", rendue_le=date(2021, 3, 1))

    page = lire(client_agent, acte)

    assert "58\u00a0voix sur 86\u00a0membres" in page
    assert "la délibération n’est pas adoptée" in page
    assert "CGCT, art. L. 5211-57" in page
    assert "message--error" in page


def test_une_consultation_d_une_autre_commune_compte_sans_etre_nommee(client_maire):
    acte = acte_vote()
    consultation = creer_consultation(
        nature="commune_seule", deliberation=acte, objet="Équipement à Talant"
    )
    creer_reponse(consultation=consultation, sens="defavorable", rendue_le=date(2021, 3, 1))

    page = lire(client_maire, acte)

    assert "Deux tiers des membres, après consultation (CGCT, art. L. 5211-57)" in page
    assert "Équipement à Talant" not in page


@pytest.mark.parametrize(
    ("valeurs", "phrase"),
    [
        ({"pour": None, "contre": None, "abstentions": None}, "n’est pas connu : rien à vérifier"),
        ({"resultat": ""}, "D’après les voix, elle est adoptée"),
        ({"pour": 30, "contre": 30, "voix_du_president": "pour"}, "tranché par la voix"),
        ({"majorite": "deux_tiers_exprimes", "pour": 40, "contre": 20}, "40\u00a0voix sur 60"),
        (
            {"majorite": "deux_tiers_membres", "seance": None, "instance": None},
            "Le nombre de membres en exercice n’est pas connu",
        ),
    ],
)
def test_la_verification_dit_ce_qu_elle_sait(valeurs, phrase, client_agent):
    assert phrase in lire(client_agent, acte_vote(**valeurs))


def test_une_decision_du_president_n_a_pas_de_vote(client_agent):
    page = lire(client_agent, creer_deliberation(nature="decision"))

    assert "Majorité requise" not in page
    assert "par délégation du conseil" in page


def test_une_matiere_reservee_decidee_par_le_president_est_signalee(client_agent):
    page = lire(client_agent, creer_deliberation(nature="decision", matiere_reservee="1"))

    assert "Seul le conseil peut en décider" in page
    assert "art. L. 5211-10, 1°" in page


def rattacher(acte, commune):
    creer_pacte(deliberation=acte, nom="Pacte 2020-2026")
    consultation = creer_consultation(deliberation=acte, objet="Avis sur le schéma")
    creer_reponse(consultation=consultation, commune=commune)
    adhesion = creer_adhesion(collectivite=commune)
    adhesion.deliberations.add(acte)
    convention = creer_convention(objet="Convention de gestion")
    convention.parties.add(commune)
    convention.deliberations.add(acte)
    creer_evaluation(objet="Coût évalué").deliberations.add(acte)
    creer_participation(payeur=commune, deliberation=acte)
    creer_attribution(commune=commune, deliberation=acte)


def test_la_page_mene_a_tout_ce_que_l_acte_decide(client_agent):
    acte, commune = acte_vote(), creer_commune(nom="Ahuy")
    rattacher(acte, commune)

    page = lire(client_agent, acte)

    for attendu in [
        "Pacte 2020-2026",
        "Avis sur le schéma",
        "Convention de gestion",
        "Coût évalué",
        "Adhésions",
        "Participations",
        "Attributions de compensation",
        reverse("attribution_detail", args=[commune.code_insee, 2020]),
    ]:
        assert attendu in page


def test_rien_d_une_autre_commune_ne_parait_sur_l_acte_de_la_metropole(client_maire):
    acte = acte_vote(objet="Participation des communes")
    rattacher(acte, creer_commune(nom="Quetigny"))

    page = lire(client_maire, acte)

    assert "Pacte 2020-2026" in page
    assert "Quetigny" not in page
    assert "Convention de gestion" not in page


def test_un_maire_ne_lit_pas_l_acte_d_une_autre_commune(client_maire, commune):
    autre = creer_deliberation(collectivite=creer_commune(), assemblee="conseil municipal")
    sien = creer_deliberation(collectivite=commune, assemblee="conseil municipal")

    assert client_maire.get(autre.get_absolute_url()).status_code == 404
    assert client_maire.get(sien.get_absolute_url()).status_code == 200


def test_les_documents_joints_s_ouvrent(client_agent):
    acte = acte_vote()
    document = creer_document(deliberation=acte, titre="Rapport au conseil")

    page = lire(client_agent, acte)

    assert "Rapport au conseil" in page
    assert reverse("document_fichier", args=[document.pk]) in page


def test_la_page_a_un_nombre_de_requetes_constant(client_agent, requetes):
    acte, commune = acte_vote(), creer_commune()
    rattacher(acte, commune)
    creer_document(deliberation=acte)
    avant = requetes(lambda: lire(client_agent, acte))
    for exercice in range(2021, 2026):
        autre = creer_commune()
        creer_adhesion(collectivite=autre).deliberations.add(acte)
        creer_attribution(commune=autre, deliberation=acte, exercice=exercice)
        creer_participation(payeur=autre, deliberation=acte)
        creer_document(deliberation=acte)
        creer_reponse(consultation=creer_consultation(deliberation=acte))

    apres = requetes(lambda: lire(client_agent, acte))

    assert apres == avant
    assert apres <= 15


@pytest.mark.parametrize(
    ("criteres", "attendus"),
    [
        ({"texte": "voirie convention"}, ["Convention de voirie"]),
        ({"texte": "D-42"}, ["Budget"]),
        ({"du": "2021-01-01"}, ["Budget"]),
        ({"au": "2020-12-31"}, ["Convention de voirie"]),
        ({"matiere": "7"}, ["Budget"]),
        ({"matiere": "8.3"}, ["Convention de voirie"]),
        ({"resultat": "rejetee"}, ["Budget"]),
        ({"resultat": "inconnu"}, ["Convention de voirie"]),
        ({}, ["Budget", "Convention de voirie"]),
    ],
)
def test_chaque_filtre_retient_ce_qu_il_dit(criteres, attendus, client_agent):
    creer_deliberation(
        objet="Budget",
        numero="D-42",
        date=date(2021, 3, 25),
        matiere_code="7.1",
        resultat="rejetee",
    )
    creer_deliberation(objet="Convention de voirie", date=date(2020, 12, 17), matiere_code="8.3.1")

    assert objets(client_agent, **criteres) == attendus


def test_l_instance_et_la_collectivite_se_choisissent(client_agent):
    instance = creer_instance(nom="Bureau", nature="bureau")
    creer_deliberation(objet="Du bureau", instance=instance, assemblee="bureau")
    creer_deliberation(objet="D’Ahuy", collectivite=creer_commune(nom="Ahuy"))

    assert objets(client_agent, instance=instance.pk) == ["Du bureau"]
    assert objets(client_agent, collectivite=metropole().pk) == ["Du bureau"]
