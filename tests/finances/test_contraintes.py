"""Les règles des évaluations et des participations, par le formulaire et par la base."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from finances.models import Participation
from tests.epreuves import double, eprouver, presque
from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_ccas,
    creer_cle,
    creer_cle_de_population,
    creer_cout,
    creer_deliberation,
    creer_evaluation,
    creer_exterieure,
    creer_hypothese,
    creer_participation_proposee,
    creer_regularisation,
    creer_scenario,
    creer_total_propose,
    creer_tranche,
    creer_valeur,
    metropole,
)

pytestmark = pytest.mark.django_db


def double_pour_un_service(participation):
    """La même, qui ne chevauche pas : elle porte sur un service où le payeur adhère."""
    adhesion = creer_adhesion(collectivite=participation.payeur)
    return double(participation, service=adhesion.service)


EPREUVES = {
    "finances_totalvote_exercices_ordonnes": lambda: presque(
        creer_total_propose(exercice_debut=2020), exercice_fin=2019
    ),
    "finances_totalvote_exercice_plausible": lambda: presque(
        creer_total_propose(), exercice_debut=2101
    ),
    "finances_totalvote_unique": lambda: double(creer_total_propose()),
    "finances_totalvote_positif": lambda: presque(creer_total_propose(), montant=Decimal(-1)),
    "finances_participation_exercices_ordonnes": lambda: presque(
        creer_participation_proposee(exercice_debut=2020), exercice_fin=2019
    ),
    "finances_participation_exercice_plausible": lambda: presque(
        creer_participation_proposee(), exercice_debut=2101
    ),
    "finances_participation_unique": lambda: double_pour_un_service(creer_participation_proposee()),
    "finances_participation_montants_positifs": lambda: presque(
        creer_participation_proposee(), deja_valorise=Decimal(-1)
    ),
    "finances_participation_deja_valorise_borne": lambda: presque(
        creer_participation_proposee(montant=Decimal(500)), deja_valorise=Decimal("500.01")
    ),
    "finances_participation_mois": lambda: presque(creer_participation_proposee(), mois=13),
    "finances_participation_votee": lambda: presque(
        creer_participation_proposee(mode="refacturation"), evaluation=None
    ),
    "finances_participation_ecart_motive": lambda: presque(
        creer_participation_proposee(montant=Decimal(500)), montant_calcule=Decimal(499)
    ),
    "finances_participation_imputation_evaluee": lambda: presque(
        creer_participation_proposee(deliberation=creer_deliberation()), evaluation=None
    ),
    "finances_coutservice_unique": lambda: double(creer_cout()),
    "finances_coutservice_positif": lambda: presque(creer_cout(), montant=Decimal(-1)),
    "finances_coutservice_support_en_taux": lambda: presque(creer_cout(), nature="support"),
    "finances_coutservice_taux_borne": lambda: presque(
        creer_cout(nature="support", montant=Decimal(0), taux=Decimal(8)), taux=Decimal(101)
    ),
    "finances_clerepartition_dates_ordonnees": lambda: presque(
        creer_cle(), date_fin=date(2018, 12, 31)
    ),
    "finances_clerepartition_unique": lambda: double(creer_cle()),
    "finances_clerepartition_part_metropole": lambda: presque(
        creer_cle(), part_metropole=Decimal("100.01")
    ),
    "finances_clerepartition_population_precisee": lambda: presque(
        creer_cle_de_population(), millesime=None
    ),
    "finances_clerepartition_gratuite_motivee": lambda: presque(creer_cle(), nature="gratuite"),
    "finances_valeurcle_unique": lambda: double(creer_valeur()),
    "finances_valeurcle_positive": lambda: presque(creer_valeur(), valeur=Decimal(-1)),
    "finances_trancheforfait_unique": lambda: double(creer_tranche()),
    "finances_trancheforfait_ordonnee": lambda: presque(
        creer_tranche(population_min=1000), population_max=999
    ),
    "finances_trancheforfait_positive": lambda: presque(creer_tranche(), montant=Decimal(-1)),
    "finances_attribution_unique": lambda: double(creer_attribution()),
    "finances_attribution_exercice_plausible": lambda: presque(creer_attribution(), exercice=1949),
    "finances_regularisation_unique": lambda: double(creer_regularisation()),
    "finances_regularisation_cout_positif": lambda: presque(
        creer_regularisation(), cout_reel=Decimal(-1)
    ),
    "finances_scenario_unique": lambda: double(creer_scenario()),
    "finances_scenario_exercices_ordonnes": lambda: presque(
        creer_scenario(premier_exercice=2021), dernier_exercice=2042
    ),
    "finances_scenario_denominateur_positif": lambda: presque(
        creer_scenario(), denominateur_cif=Decimal(0)
    ),
    "finances_hypothese_complete": lambda: presque(creer_hypothese(), commune=None),
    "finances_hypothese_valeur_positive": lambda: presque(creer_hypothese(), valeur=Decimal(-1)),
}
# Le chevauchement est dit avant le doublon.
AUTRES_MESSAGES = {
    "finances_totalvote_unique": "Un autre total porte sur le même exercice",
    "finances_clerepartition_unique": "Ce service a une autre clé en vigueur",
}


@pytest.mark.parametrize("nom", EPREUVES)
def test_contrainte_dite_par_le_formulaire_et_tenue_par_la_base(nom):
    eprouver(nom, EPREUVES[nom](), AUTRES_MESSAGES.get(nom))


@pytest.mark.parametrize("payeur", [creer_ccas, creer_exterieure])
def test_ni_un_ccas_ni_un_tiers_ne_paient(payeur):
    """La CLECT ne distingue pas la part d'une commune de celle de son CCAS."""
    with pytest.raises(ValidationError, match="Le payeur est la commune") as refus:
        presque(creer_participation_proposee(), payeur=payeur()).full_clean()

    assert refus.value.message_dict.keys() == {"payeur"}


def test_la_metropole_garde_sa_part():
    creer_participation_proposee(payeur=metropole()).full_clean()


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
NATURES = pytest.mark.parametrize("creer", [creer_participation_proposee, creer_total_propose])


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
    imputation = creer_participation_proposee()

    facture = double(imputation, mode=Participation.Mode.REFACTURATION)
    facture.full_clean()
    facture.save()

    assert imputation.payeur.participations.imputees().count() == 1
    assert imputation.payeur.participations.refacturees().count() == 1


def test_deux_seances_de_la_clect_ne_tombent_pas_le_meme_jour():
    with pytest.raises(ValidationError):
        double(creer_evaluation()).full_clean()
