"""Les listes des objets des services communs et des finances, quand leurs lignes décuplent."""

from decimal import Decimal

import pytest
from django.urls import reverse

from services_communs.models import Avenant, Fiche
from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_ccas,
    creer_commune,
    creer_concernees,
    creer_convention,
    creer_cooperation,
    creer_cout,
    creer_deliberation,
    creer_effectif,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_mission,
    creer_objectif,
    creer_partie,
    creer_piste,
    creer_realisation,
    creer_regularisation,
    creer_saisine,
    creer_service,
    creer_total_vote,
    creer_tranche,
    creer_transfert,
    creer_valeur,
    metropole,
    numero,
)

pytestmark = pytest.mark.django_db


def creer_convention_complete():
    convention = creer_convention()
    service = creer_service()
    convention.services.set([service])
    convention.parties.set([metropole(), creer_ccas()])
    creer_adhesion(convention=convention, service=service)
    Avenant.objects.create(
        convention=convention, numero=numero(), objet="Reprise", date_effet="2020-01-01"
    )


def creer_domaine_complet():
    domaine = creer_service().domaine
    creer_effectif(domaine=domaine, etp=Decimal("9.5"))


def creer_piste_concernee():
    creer_concernees().collectivites.set([creer_commune(), creer_ccas()])


def creer_realisation_partagee():
    creer_realisation().beneficiaires.set([creer_commune(), creer_ccas()])


LISTES = {
    "domaine_liste": creer_domaine_complet,
    "mission_liste": creer_mission,
    "convention_liste": creer_convention_complete,
    "avenant_liste": creer_convention_complete,
    "saisine_liste": lambda: creer_saisine(objet="Un avis"),
    "mesure_liste": creer_mesure,
    "fiche_liste": creer_objectif,
    "objectif_liste": creer_objectif,
    "piste_liste": creer_piste_concernee,
    "realisation_liste": creer_realisation_partagee,
    "cout_liste": creer_cout,
    "total_vote_liste": creer_total_vote,
    "attribution_votee_liste": lambda: creer_attribution(
        deliberation=creer_deliberation(), base=Decimal(10)
    ),
    "regularisation_liste": creer_regularisation,
    "valeur_liste": creer_valeur,
    "tranche_liste": creer_tranche,
}


@pytest.mark.parametrize("nom", LISTES)
def test_decupler_les_lignes_ne_change_pas_le_nombre_de_requetes(nom, client_agent, requetes):
    LISTES[nom]()
    avant = requetes(lambda: client_agent.get(reverse(nom)))
    for _ in range(9):
        LISTES[nom]()

    assert requetes(lambda: client_agent.get(reverse(nom))) == avant <= 15


@pytest.mark.parametrize("nom", LISTES)
def test_chaque_colonne_se_trie_quand_il_y_a_des_lignes(nom, client_agent):
    LISTES[nom]()
    LISTES[nom]()
    for colonne in client_agent.get(reverse(nom)).context["table"].columns:
        for sens in ["", "-"] if colonne.orderable else []:
            reponse = client_agent.get(reverse(nom), {"sort": f"{sens}{colonne.name}"})

            assert b'aria-sort="' in reponse.content


def grossir(convention, cooperation, service):
    """Une ligne de plus partout où une page de détail en lit."""
    domaine = service.domaine
    convention.services.add(creer_service(domaine=domaine))
    convention.parties.add(creer_commune(), creer_ccas())
    convention.deliberations.add(creer_deliberation())
    creer_adhesion(convention=convention, service=service, collectivite=creer_ccas())
    avenant = Avenant.objects.create(
        convention=convention, numero=numero(), objet="Reprise", date_effet="2020-01-01"
    )
    avenant.deliberations.add(creer_deliberation())
    creer_partie(cooperation=cooperation, collectivite=creer_ccas())
    creer_effectif(domaine=domaine, perimetre=f"Périmètre {numero()}")
    creer_transfert(domaine=domaine)
    creer_saisine(domaine=domaine)
    creer_mesure(indicateur=creer_indicateur(domaine=domaine))
    creer_cout(service=service)
    fiche = creer_fiche(domaine=domaine, annee=1990 + Fiche.objects.count())
    creer_realisation(fiche=fiche).beneficiaires.add(creer_commune())
    creer_piste(fiche=fiche)
    creer_objectif(fiche=fiche)


@pytest.mark.parametrize("page", ["convention", "cooperation", "domaine", "service"])
def test_une_page_se_lit_en_un_nombre_constant_de_requetes(page, client_agent, requetes):
    convention, cooperation, service = creer_convention(), creer_cooperation(), creer_service()
    objets = {"convention": convention, "cooperation": cooperation}
    objets |= {"service": service, "domaine": service.domaine}
    adresse = objets[page].get_absolute_url()
    grossir(convention, cooperation, service)
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(9):
        grossir(convention, cooperation, service)

    assert requetes(lambda: client_agent.get(adresse)) == avant <= 20
