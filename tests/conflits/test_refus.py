"""Ce que la base refuse hors de l'admin : une page 409, la règle en français, la saisie gardée."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from finances import coherence, gel
from gouvernance.conflits.integrite import phrases_declarees, regle_du_refus
from gouvernance.conflits.intergiciel import lire_le_refus
from gouvernance.exercices import ExerciceClos
from gouvernance.models import Cloture
from mutualisation import gel as gel_des_editions
from mutualisation.models import Rapport
from services_communs.models import Adhesion
from tests.conflits.formulaires import lire_formulaire
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_ccas,
    creer_participation_proposee,
    creer_rapport,
)
from tests.severite import connecter

RACINE = Path(__file__).resolve().parents[2]
DECLENCHEURS = [
    *coherence.COHERENCE,
    *gel.GEL,
    *gel_des_editions.GEL,
    *gel_des_editions.GEL_DES_AUTRES_PORTES,
]
EXCLUSIONS = {
    "finances_clerepartition": ["sans_chevauchement"],
    "finances_participation": ["sans_chevauchement"],
    "finances_trancheforfait": ["sans_chevauchement"],
    "finances_totalvote": ["sans_chevauchement"],
    "gouvernance_mandat": ["sans_chevauchement", "un_president_a_la_fois"],
    "gouvernance_membreinstance": ["sans_chevauchement", "un_president_a_la_fois"],
    "services_communs_adhesion": ["sans_chevauchement"],
}
REGLES = {declencheur.regle for declencheur in DECLENCHEURS} | {
    f"{table}_{regle}" for table, regles in EXCLUSIONS.items() for regle in regles
}


def test_chaque_regle_de_la_base_a_sa_phrase():
    assert phrases_declarees().keys() == REGLES


def test_aucune_exclusion_n_est_oubliee():
    posees = re.compile(r"exclure_chevauchements\(")
    nombre = sum(
        len(posees.findall(fichier.read_text()))
        for application in apps.get_app_configs()
        if Path(application.path).parent == RACINE
        for fichier in Path(application.path).glob("migrations/*.py")
    )

    assert nombre == sum(map(len, EXCLUSIONS.values()))


@pytest.mark.parametrize("regle", sorted(REGLES))
def test_l_erreur_brute_se_dit_avec_la_phrase_de_sa_regle(regle):
    phrase = regle_du_refus(IntegrityError(f'violates exclusion constraint "{regle}"'))

    assert phrase == phrases_declarees()[regle]
    assert phrase.endswith(".")
    assert regle not in phrase


def refus_de(ecrire):
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        ecrire()
    return regle_du_refus(refus.value)


@pytest.mark.django_db
def test_un_vrai_declencheur_donne_sa_phrase():
    bonne, ccas = creer_participation_proposee(), creer_ccas()

    phrase = refus_de(lambda: type(bonne).objects.filter(pk=bonne.pk).update(payeur=ccas))

    assert phrase == "Le payeur est la commune, pour elle et son CCAS, ou la métropole."


@pytest.mark.postgresql
@pytest.mark.django_db
def test_une_vraie_exclusion_donne_sa_phrase():
    presente = creer_adhesion(date_debut=date(2019, 1, 1))
    autre = Adhesion(
        service=presente.service,
        collectivite=presente.collectivite,
        date_debut=date(2020, 1, 1),
        date_fin=date(2020, 12, 31),
    )

    assert refus_de(autre.save) == "Cette collectivité adhère déjà à ce service à ces dates."


@pytest.mark.django_db
def test_un_exercice_clos_se_dit_par_sa_phrase():
    adhesion = creer_adhesion(date_debut=date(2020, 1, 1), date_fin=date(2020, 12, 31))
    Cloture.objects.create(annee=2020, close_le=timezone.now())

    phrase = refus_de(Adhesion.objects.filter(pk=adhesion.pk).delete)

    assert "L’exercice 2020, dont le rapport est publié, est clos depuis" in phrase.replace(
        "\xa0", " "
    )


def test_une_panne_reste_une_panne():
    assert lire_le_refus(ValueError("faute de programme")) is None
    assert lire_le_refus(ExerciceClos("L’exercice 2020 est clos.")) == "L’exercice 2020 est clos."


@pytest.fixture
def recit(db):
    return reverse("texte_saisir", args=[creer_rapport().annee, "essentiel"])


@pytest.mark.parametrize("regle", ["finances_totalvote_figee", "services_communs_adhesion_x"])
def test_la_page_du_refus_garde_la_saisie(recit, monkeypatch, regle):
    client = connecter(creer_administrateur())

    def refuser(*args, **kwargs):
        raise IntegrityError(regle)

    monkeypatch.setattr(Rapport, "recit", refuser)
    reponse = client.post(recit, {"texte": "Une année pleine.", "action": "enregistrer"})

    assert reponse.status_code == 409
    texte = reponse.content.decode()
    attendue = phrases_declarees().get(regle, "elle contredit une règle entre plusieurs objets")
    assert attendue in texte
    assert "Une année pleine." in texte
    assert regle not in texte
    assert lire_formulaire(reponse, "texte")["texte"] == ["Une année pleine."]


def test_les_mots_de_passe_ne_reviennent_pas(recit, monkeypatch):
    client = connecter(creer_administrateur())

    def refuser(*args, **kwargs):
        raise IntegrityError("finances_totalvote_figee")

    monkeypatch.setattr(Rapport, "recit", refuser)
    reponse = client.post(recit, {"texte": "Court.", "mot_de_passe": "Tres-secret"})

    assert "Tres-secret" not in reponse.content.decode()
