"""Inscription d'office : chaque fonction donne sa place, une seule, sans rien ressaisir."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from gouvernance.instances.operations import inscrire_d_office
from gouvernance.models import Elu, MembreInstance
from tests.fabriques import creer_mandature
from tests.fabriques_gouvernance import (
    creer_elu_metropolitain,
    creer_instance,
    creer_mandat,
    creer_membre,
)

pytestmark = pytest.mark.django_db

JOUR = date(2021, 3, 25)


@pytest.fixture
def elus():
    """Une personne de chaque sorte, nommée par sa fonction."""
    fonctions = {
        "Président": ["president", "maire"],
        "Premier": ["vice_president"],
        "Second": ["vice_president", "maire"],
        "Délégué": ["delegue"],
        "Conseiller": ["conseiller"],
        "Maire conseiller": ["maire", "conseiller"],
        "Maire sans siège": ["maire", "suppleant"],
        "Ancien": ["conseiller"],
    }
    for nom, titres in fonctions.items():
        elu = creer_elu_metropolitain(nom=nom)
        for titre in titres:
            creer_mandat(
                elu=elu,
                fonction=titre,
                rang={"Premier": 1, "Second": 2}.get(nom) if titre == "vice_president" else None,
                date_fin=date(2021, 3, 24) if nom == "Ancien" else None,
            )


def qualites(nature):
    instance = creer_instance(nature=nature)
    inscrire_d_office(instance, JOUR)
    return {place.mandat.elu.nom: place.qualite for place in instance.membres.all()}


ATTENDUES = {
    "conseil": {
        "Président": "president",
        "Premier": "vice_president",
        "Second": "vice_president",
        "Délégué": "membre",
        "Conseiller": "membre",
        "Maire conseiller": "membre",
        "Maire sans siège": "suppleant",
    },
    "bureau": {
        "Président": "president",
        "Premier": "vice_president",
        "Second": "vice_president",
        "Délégué": "membre",
        "Maire conseiller": "membre",
        "Maire sans siège": "invite",
    },
    "conference": {
        "Président": "president",
        "Premier": "de_droit",
        "Second": "membre",
        "Maire conseiller": "membre",
        "Maire sans siège": "membre",
    },
    "commission": {
        "Président": "president",
        "Premier": "de_droit",
        "Second": "de_droit",
        "Délégué": "de_droit",
    },
    "commission_voirie": dict.fromkeys(
        ["Président", "Second", "Maire conseiller", "Maire sans siège"], "membre"
    ),
    "conseil_dev": {},
    "clect": {},
}


@pytest.mark.parametrize("nature", ATTENDUES)
def test_chaque_fonction_donne_sa_place(elus, nature):
    assert qualites(nature) == ATTENDUES[nature]


def test_une_seconde_inscription_ne_double_personne(elus):
    conseil = creer_instance(nature="conseil")

    assert [inscrire_d_office(conseil, JOUR) for _ in range(2)] == [7, 0]


def test_une_place_ne_precede_pas_l_instance(elus):
    voirie = creer_instance(nature="commission_voirie", date_debut=date(2021, 1, 1))

    inscrire_d_office(voirie, JOUR)

    assert {place.date_debut for place in voirie.membres.all()} == {date(2021, 1, 1)}


def test_une_place_refusee_n_en_laisse_aucune(elus):
    conference = creer_instance(nature="conference")
    creer_membre(
        instance=conference,
        mandat=creer_mandat(fonction="autre"),
        qualite="president",
        date_fin=date(2021, 3, 24),
    )

    with pytest.raises(ValidationError, match=r"président de la métropole : .* déjà un"):
        inscrire_d_office(conference, JOUR)

    assert MembreInstance.objects.count() == 1


def test_l_action_d_administration_inscrit_et_journalise(client_administrateur):
    creer_mandat()
    conseil = creer_instance(nature="conseil")

    def agir():
        donnees = {"action": "inscrire_les_membres_d_office", "_selected_action": [conseil.pk]}
        adresse = reverse("admin:gouvernance_instance_changelist")
        return client_administrateur.post(adresse, donnees, follow=True).content.decode()

    assert f"{conseil} : 1 place inscrite." in agir()
    assert "rien à inscrire" in agir()
    assert LogEntry.objects.get().change_message == "Inscription d’office : 1 place inscrite."


def test_une_nouvelle_personne_a_la_ligne_de_son_mandat_preremplie(client_administrateur):
    mandature = creer_mandature(date_fin=None)
    adresse = reverse("admin:gouvernance_elu_add")
    page = client_administrateur.get(adresse)
    [mandats] = page.context["inline_admin_formsets"]
    assert [f.initial for f in mandats.formset.forms] == [
        {"mandature": mandature, "date_debut": mandature.date_debut}
    ]

    reponse = client_administrateur.post(
        adresse,
        {
            "nom": "Nom",
            "prenom": "Camille",
            "mandats-TOTAL_FORMS": 1,
            "mandats-INITIAL_FORMS": 0,
            "mandats-0-mandature": mandature.pk,
            "mandats-0-date_debut": "16/07/2020",
        },
    )

    assert reponse.status_code == 302
    assert not Elu.objects.get().mandats.exists()
