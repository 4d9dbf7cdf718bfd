"""Les règles des services communs, par le formulaire et par la base."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from services_communs.models import Adhesion, Avenant
from tests.epreuves import double, eprouver, presque
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_concernees,
    creer_convention,
    creer_cooperation,
    creer_effectif,
    creer_exterieure,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_mission,
    creer_objectif,
    creer_partie,
    creer_piste,
    creer_realisation,
    creer_saisine,
    creer_service,
    creer_transfert,
    metropole,
)
from tests.fabriques_rapport import creer_brouillon

pytestmark = pytest.mark.django_db

DEBUT, VEILLE = date(2019, 1, 1), date(2018, 12, 31)


def creer_avenant(**valeurs):
    return Avenant.objects.create(
        **{
            "convention": creer_convention(),
            "numero": 1,
            "objet": "Élargissement",
            "date_effet": date(2020, 1, 1),
        }
        | valeurs
    )


EPREUVES = {
    "services_communs_brouillonfiche_unique": lambda: double(creer_brouillon()),
    "services_communs_servicecommun_dates_ordonnees": lambda: presque(
        creer_service(date_debut=DEBUT), date_fin=VEILLE
    ),
    "services_communs_mission_unique": lambda: double(creer_mission()),
    "services_communs_convention_dates_ordonnees": lambda: presque(
        creer_convention(date_debut=DEBUT), date_fin=VEILLE
    ),
    "services_communs_convention_unique": lambda: double(creer_convention()),
    "services_communs_avenant_unique": lambda: double(creer_avenant()),
    "services_communs_adhesion_dates_ordonnees": lambda: presque(
        creer_adhesion(date_debut=DEBUT), date_fin=VEILLE
    ),
    "services_communs_adhesion_unique_en_cours": lambda: double(creer_adhesion()),
    "services_communs_saisine_unique": lambda: double(creer_saisine()),
    "services_communs_saisine_annee_plausible": lambda: presque(creer_saisine(), annee=20211),
    "services_communs_transfert_unique": lambda: double(creer_transfert()),
    "services_communs_transfert_au_moins_un_agent": lambda: presque(creer_transfert(), agents=0),
    "services_communs_transfert_etp_positif": lambda: presque(
        creer_transfert(), etp=Decimal("-0.5")
    ),
    "services_communs_effectif_unique": lambda: double(creer_effectif()),
    "services_communs_effectif_renseigne": lambda: presque(creer_effectif(), agents=None),
    "services_communs_effectif_etp_positif": lambda: presque(creer_effectif(), etp=Decimal(-1)),
    "services_communs_cooperation_dates_ordonnees": lambda: presque(
        creer_cooperation(date_debut=DEBUT), date_fin=VEILLE
    ),
    "services_communs_partie_unique": lambda: double(creer_partie()),
    "services_communs_fiche_unique": lambda: double(creer_fiche()),
    "services_communs_fiche_annee_plausible": lambda: presque(creer_fiche(), annee=20211),
    "services_communs_objectif_unique": lambda: double(creer_objectif()),
    "services_communs_piste_unique": lambda: double(creer_piste()),
    "services_communs_concernees_unique": lambda: double(creer_concernees()),
    "services_communs_concernees_annee_plausible": lambda: presque(creer_concernees(), annee=20211),
    "services_communs_realisation_unique": lambda: double(creer_realisation()),
    "services_communs_indicateur_unique": lambda: double(creer_indicateur()),
    "services_communs_mesure_unique": lambda: double(creer_mesure()),
    "services_communs_mesure_annee_plausible": lambda: presque(creer_mesure(), annee=20211),
    "services_communs_mesure_fourchette": lambda: presque(
        creer_mesure(valeur=Decimal(10)), valeur_maximale=Decimal(10)
    ),
}


@pytest.mark.parametrize("nom", EPREUVES)
def test_contrainte_dite_par_le_formulaire_et_tenue_par_la_base(nom):
    eprouver(nom, EPREUVES[nom]())


@pytest.mark.parametrize(
    ("fautif", "champ", "message"),
    [
        (
            lambda: presque(creer_service(), gestionnaire=creer_ccas()),
            "gestionnaire",
            "géré par la métropole ou par une commune",
        ),
        (
            lambda: presque(creer_adhesion(), collectivite=metropole()),
            "collectivite",
            "Seuls une commune ou un CCAS adhèrent",
        ),
        (
            lambda: presque(creer_adhesion(), collectivite=creer_exterieure()),
            "collectivite",
            "Seuls une commune ou un CCAS adhèrent",
        ),
        (
            lambda: presque(creer_transfert(), service=creer_service()),
            "service",
            "relève d’un autre domaine",
        ),
        (
            lambda: presque(
                creer_avenant(convention=creer_convention(date_debut=DEBUT)), date_effet=VEILLE
            ),
            "date_effet",
            "ne prend pas effet avant sa convention",
        ),
        (
            lambda: presque(creer_mesure(annee=2020), date=date(2021, 1, 1)),
            "date",
            "d’une autre année",
        ),
    ],
)
def test_regle_entre_lignes_dite_sur_le_champ(fautif, champ, message):
    with pytest.raises(ValidationError) as refus:
        fautif().full_clean()

    assert message in " ".join(refus.value.message_dict[champ])


def test_une_commune_peut_gerer_un_service_par_derogation():
    creer_service(gestionnaire=creer_commune()).full_clean()


def test_une_commune_et_son_ccas_adherent_chacun():
    adhesion = creer_adhesion()
    ccas = creer_ccas(commune=adhesion.collectivite)

    creer_adhesion(service=adhesion.service, collectivite=ccas).full_clean()


CHEVAUCHEMENTS = pytest.mark.parametrize(
    ("debut", "fin", "admise"),
    [
        pytest.param(date(2019, 12, 31), None, False, id="commence le dernier jour"),
        pytest.param(date(2020, 1, 1), None, True, id="commence le lendemain"),
        pytest.param(date(2018, 1, 1), date(2018, 12, 31), True, id="finit la veille"),
        pytest.param(date(2018, 1, 1), date(2019, 1, 1), False, id="finit le premier jour"),
        pytest.param(date(2018, 1, 1), None, False, id="englobe"),
        pytest.param(date(2019, 6, 1), date(2019, 6, 30), False, id="incluse"),
    ],
)


def adhesion_voisine(debut, fin):
    ancienne = creer_adhesion(date_debut=date(2019, 1, 1), date_fin=date(2019, 12, 31))
    return double(ancienne, date_debut=debut, date_fin=fin)


@CHEVAUCHEMENTS
def test_deux_adhesions_ne_se_chevauchent_pas(debut, fin, admise):
    voisine = adhesion_voisine(debut, fin)

    if admise:
        voisine.full_clean()
    else:
        with pytest.raises(ValidationError, match="adhère déjà à ce service"):
            voisine.full_clean()


@pytest.mark.postgresql
@CHEVAUCHEMENTS
def test_postgresql_exclut_les_adhesions_qui_se_chevauchent(debut, fin, admise):
    voisine = adhesion_voisine(debut, fin)

    if admise:
        voisine.save()
        assert Adhesion.objects.count() == 2
    else:
        with (
            pytest.raises(IntegrityError, match="services_communs_adhesion_sans_chevauchement"),
            transaction.atomic(),
        ):
            voisine.save()


def test_cloturer_met_fin_ce_jour_la_inclus():
    adhesion = creer_adhesion(date_debut=DEBUT)

    adhesion.cloturer(DEBUT)

    assert Adhesion.objects.en_cours_le(DEBUT).exists()
    assert not Adhesion.objects.en_cours_le(date(2019, 1, 2)).exists()


def test_cloturer_avant_le_debut_est_refuse():
    adhesion = creer_adhesion(date_debut=DEBUT)

    with pytest.raises(ValidationError, match="précède"):
        adhesion.cloturer(VEILLE)
    adhesion.refresh_from_db()
    assert adhesion.date_fin is None
