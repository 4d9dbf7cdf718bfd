"""Les règles des évaluations et des participations, par le formulaire et par la base."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from finances.models import Participation
from tests.epreuves import double, eprouver, presque
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_deliberation,
    creer_evaluation,
    creer_exterieure,
    creer_participation,
    creer_total_vote,
    metropole,
)

pytestmark = pytest.mark.django_db


def double_pour_un_service(participation):
    """La même, qui ne chevauche pas : elle porte sur un service où le payeur adhère."""
    adhesion = creer_adhesion(collectivite=participation.payeur)
    return double(participation, service=adhesion.service)


EPREUVES = {
    "finances_totalvote_exercices_ordonnes": lambda: presque(
        creer_total_vote(exercice_debut=2020), exercice_fin=2019
    ),
    "finances_totalvote_exercice_plausible": lambda: presque(
        creer_total_vote(), exercice_debut=1949
    ),
    "finances_totalvote_unique": lambda: double(creer_total_vote()),
    "finances_totalvote_positif": lambda: presque(creer_total_vote(), montant=Decimal(-1)),
    "finances_participation_exercices_ordonnes": lambda: presque(
        creer_participation(exercice_debut=2020), exercice_fin=2019
    ),
    "finances_participation_exercice_plausible": lambda: presque(
        creer_participation(), exercice_debut=2101
    ),
    "finances_participation_unique": lambda: double_pour_un_service(creer_participation()),
    "finances_participation_montants_positifs": lambda: presque(
        creer_participation(), deja_valorise=Decimal(-1)
    ),
    "finances_participation_deja_valorise_borne": lambda: presque(
        creer_participation(montant=Decimal(500)), deja_valorise=Decimal("500.01")
    ),
    "finances_participation_mois": lambda: presque(creer_participation(), mois=13),
    "finances_participation_votee": lambda: presque(
        creer_participation(mode="refacturation"), evaluation=None
    ),
    "finances_participation_imputation_evaluee": lambda: presque(
        creer_participation(deliberation=creer_deliberation()), evaluation=None
    ),
}
# Le chevauchement est dit avant le doublon.
AUTRES_MESSAGES = {"finances_totalvote_unique": "Un autre total porte sur le même exercice"}


@pytest.mark.parametrize("nom", EPREUVES)
def test_contrainte_dite_par_le_formulaire_et_tenue_par_la_base(nom):
    eprouver(nom, EPREUVES[nom](), AUTRES_MESSAGES.get(nom))


@pytest.mark.parametrize("payeur", [creer_ccas, creer_exterieure])
def test_ni_un_ccas_ni_un_tiers_ne_paient(payeur):
    """La CLECT ne distingue pas la part d'une commune de celle de son CCAS."""
    with pytest.raises(ValidationError, match="Le payeur est la commune") as refus:
        presque(creer_participation(), payeur=payeur()).full_clean()

    assert refus.value.message_dict.keys() == {"payeur"}


def test_la_metropole_garde_sa_part():
    creer_participation(payeur=metropole()).full_clean()


CHEVAUCHEMENTS = pytest.mark.parametrize(
    ("debut", "fin", "admise"),
    [
        pytest.param(2018, 2018, True, id="avant"),
        pytest.param(2018, 2019, False, id="finit au premier exercice"),
        pytest.param(2020, 2020, False, id="commence au dernier exercice"),
        pytest.param(2021, None, True, id="après"),
        pytest.param(2018, None, False, id="englobe"),
    ],
)
NATURES = pytest.mark.parametrize("creer", [creer_participation, creer_total_vote])


@NATURES
@CHEVAUCHEMENTS
def test_deux_montants_ne_portent_pas_sur_le_meme_exercice(creer, debut, fin, admise):
    ancien = creer(exercice_debut=2019, exercice_fin=2020)
    voisin = double(ancien, exercice_debut=debut, exercice_fin=fin)

    if admise:
        voisin.full_clean()
    else:
        with pytest.raises(ValidationError, match="porte sur le même exercice"):
            voisin.full_clean()


@pytest.mark.postgresql
@NATURES
@CHEVAUCHEMENTS
def test_postgresql_exclut_deux_montants_du_meme_exercice(creer, debut, fin, admise):
    ancien = creer(exercice_debut=2019, exercice_fin=2020)
    voisin = double(ancien, exercice_debut=debut, exercice_fin=fin)

    if admise:
        voisin.save()
        assert type(voisin).objects.count() == 2
    else:
        with pytest.raises(IntegrityError, match="sans_chevauchement"), transaction.atomic():
            voisin.save()


def test_une_facture_s_ajoute_a_une_imputation_du_meme_exercice():
    """Neuilly-Crimolois paie par facture ce que la CLECT n'a pas évalué."""
    imputation = creer_participation()

    facture = double(imputation, mode=Participation.Mode.REFACTURATION)
    facture.full_clean()
    facture.save()

    assert imputation.payeur.participations.imputees().count() == 1
    assert imputation.payeur.participations.refacturees().count() == 1


def test_deux_seances_de_la_clect_ne_tombent_pas_le_meme_jour():
    with pytest.raises(ValidationError):
        double(creer_evaluation()).full_clean()
