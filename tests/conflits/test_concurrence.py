"""Deux vraies connexions à PostgreSQL : des envois au même instant, dont un seul s'enregistre."""

from threading import Barrier, Thread, current_thread, main_thread

import pytest
from django.db import connections

from gouvernance.conflits import versions
from services_communs.models import ServiceCommun
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import envoyer, ouvrir, page
from tests.fabriques import creer_adhesion, creer_administrateur, creer_service
from tests.severite import connecter

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ensemble(monkeypatch):
    """Fait partir deux envois ensemble, chacun sur sa connexion, au seuil du verrou."""
    seuil, verrouiller = Barrier(2, timeout=60), versions.verrouiller
    passes = {main_thread()}

    def attendre_l_autre(modele, pks):
        if current_thread() not in passes:
            passes.add(current_thread())
            seuil.wait()
        verrouiller(modele, pks)

    monkeypatch.setattr("gouvernance.conflits.confrontation.verrouiller", attendre_l_autre)

    def envoyer_ensemble(*envois):
        reponses = {}

        def partir(rang, envoi):
            try:
                reponses[rang] = envoi()
            finally:
                connections.close_all()

        fils = [Thread(target=partir, args=couple) for couple in enumerate(envois)]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join(timeout=90)
        return [reponses[rang] for rang in range(len(envois))]

    return envoyer_ensemble


@pytest.fixture
def service():
    return creer_service(nom="Archives")


def personnes():
    return [connecter(creer_administrateur(last_name=nom)) for nom in ["Martin", "Petit"]]


def test_un_seul_gagne_et_l_autre_est_averti(ensemble, service):
    clients = personnes()
    champs = [ouvrir(client, service) for client in clients]

    reponses = ensemble(
        lambda: envoyer(clients[0], service, champs[0], nom="Archives d’Ahuy"),
        lambda: envoyer(clients[1], service, champs[1], nom="Archives de Daix"),
    )

    assert sorted(reponse.status_code for reponse in reponses) == [200, 302]
    perdant = next(reponse for reponse in reponses if reponse.status_code == 200)
    (champ,) = perdant.context["conflit"].champs
    assert champ.leur == ServiceCommun.objects.get().nom
    assert {champ.leur, champ.mienne} == {"Archives d’Ahuy", "Archives de Daix"}
    assert champ.depart == "Archives"


def test_la_ligne_changee_ailleurs_au_meme_instant_n_est_pas_ecrasee(ensemble, service):
    """L'un par la page du service, l'autre par celle de l'adhésion : la ligne est commune."""
    adhesion = creer_adhesion(service=service)
    clients = personnes()
    du_service, de_l_adhesion = ouvrir(clients[0], service), ouvrir(clients[1], adhesion)

    reponses = ensemble(
        lambda: envoyer(clients[0], service, du_service, **{"adhesions-0-date_fin": "2030-12-31"}),
        lambda: envoyer(clients[1], adhesion, de_l_adhesion, date_fin="2031-12-31"),
    )

    assert sorted(reponse.status_code for reponse in reponses) == [200, 302]
    perdant = next(reponse for reponse in reponses if reponse.status_code == 200)
    (champ,) = perdant.context["conflit"].champs
    adhesion.refresh_from_db()
    assert champ.leur == f"{adhesion.date_fin:%d/%m/%Y}"


def test_apres_la_fusion_les_deux_changements_y_sont(ensemble, service):
    clients = personnes()
    champs = [ouvrir(client, service) for client in clients]

    reponses = ensemble(
        lambda: envoyer(clients[0], service, champs[0], nom="Archives communes"),
        lambda: envoyer(clients[1], service, champs[1], courriel="a@metropole.test"),
    )
    rang = next(rang for rang, reponse in enumerate(reponses) if reponse.status_code == 200)
    clients[rang].post(page(service), lire_formulaire(reponses[rang]))

    service.refresh_from_db()
    assert (service.nom, service.courriel) == ("Archives communes", "a@metropole.test")
