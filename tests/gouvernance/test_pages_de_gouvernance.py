"""Pages d'un pacte, d'un schéma, d'une étape, d'une personne : ce qu'elles montrent, et à qui."""

from datetime import date

import pytest
from django.urls import reverse

from tests.fabriques import (
    creer_agent,
    creer_commune,
    creer_deliberation,
    creer_elu,
    creer_etape,
    creer_mandature,
    creer_sieges,
)
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_document,
    creer_elu_metropolitain,
    creer_instance,
    creer_mandat,
    creer_membre,
    creer_pacte,
    creer_point,
    creer_presence,
    creer_reponse,
    creer_schema,
    creer_seance,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db


def lire(client, nom):
    return client.get(reverse(nom))


def test_un_elu_lit_ce_qui_est_publie_et_rien_d_une_autre_commune():
    ahuy, quetigny = creer_commune(nom="Ahuy"), creer_commune(nom="Quetigny")
    municipal = creer_instance(collectivite=quetigny, nature="conseil_municipal", nom="CM")
    conseiller = creer_mandat(
        fonction="municipal", elu=creer_elu_metropolitain(nom="Secrète", commune=quetigny)
    )
    place = creer_membre(instance=municipal, mandat=conseiller)
    seance = creer_seance(instance=municipal)
    creer_presence(membre=place, seance=seance)
    creer_point(seance=seance, objet="Secret de conseil")
    creer_document(seance=seance, titre="Secret joint")
    creer_reponse(commune=quetigny, consultation=creer_consultation(objet="Secrète question"))
    maire, agent = connecter(creer_elu(ahuy)), connecter(creer_agent())

    for nom in ["mandat", "membre", "presence", "point", "document", "reponse"]:
        assert "Secr" not in lire(maire, f"{nom}_liste").content.decode()
        assert "Secr" in lire(agent, f"{nom}_liste").content.decode()
    assert maire.get(conseiller.elu.get_absolute_url()).status_code == 404
    assert "Quetigny" not in lire(maire, "collectivite_liste").content.decode()


def test_une_commune_publiee_ne_mene_a_sa_page_que_son_lecteur():
    ahuy, quetigny = creer_commune(nom="Ahuy"), creer_commune(nom="Quetigny")
    mandature = creer_mandature()
    for commune in [ahuy, quetigny]:
        creer_sieges(mandature=mandature, commune=commune)

    contenu = lire(connecter(creer_elu(ahuy)), "siege_liste").content.decode()

    assert "Quetigny" in contenu
    assert quetigny.get_absolute_url() not in contenu
    assert ahuy.get_absolute_url() in contenu


def test_le_pacte_montre_ses_objectifs_ses_actes_et_les_instances_qui_le_citent(client_maire):
    acte = creer_deliberation(objet="Charte de la laïcité")
    pacte = creer_pacte(nom="Pacte 2020-2026", objectifs="Décider ensemble\nInformer")
    pacte.actes.add(acte)
    instance = creer_instance(nom="Bureau", reference="Pacte 2020-2026, art. 4")
    consultation = creer_consultation(nature="pacte", pacte=pacte, objet="Avis sur le pacte")

    contenu = client_maire.get(pacte.get_absolute_url()).content.decode()

    assert "<li>Décider ensemble</li>" in contenu
    assert all(o.get_absolute_url() in contenu for o in [acte, instance])
    assert consultation.get_absolute_url() not in contenu


def test_une_consultation_du_schema_ne_se_lit_que_de_ses_communes(client_maire, commune):
    schema = creer_schema(orientations="Partager.\n\nCoopérer.")
    sienne = creer_consultation(schema=schema)
    creer_reponse(consultation=sienne, commune=commune)
    autre = creer_reponse(consultation=creer_consultation(schema=schema)).consultation

    contenu = client_maire.get(schema.get_absolute_url()).content.decode()

    assert "<p>Coopérer.</p>" in contenu
    assert sienne.get_absolute_url() in contenu
    assert autre.get_absolute_url() not in contenu


def test_une_etape_se_lit_entre_ses_voisines(client_agent):
    premiere, deuxieme, troisieme = (creer_etape(date=date(1990 + n, 1, 1)) for n in range(3))

    contenu = client_agent.get(deuxieme.get_absolute_url()).content.decode()

    assert premiere.get_absolute_url() in contenu
    assert troisieme.get_absolute_url() in contenu


def test_la_page_d_une_personne_dit_ses_mandats_et_ses_places(client_maire):
    place = creer_membre(
        mandat=creer_mandat(fonction="vice_president", rang=1, delegation="voirie")
    )

    contenu = client_maire.get(place.mandat.elu.get_absolute_url()).content.decode()

    assert "1er vice-président de la métropole, voirie" in contenu
    assert place.instance.get_absolute_url() in contenu
