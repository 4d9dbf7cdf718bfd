"""Les règles des collectivités, des actes et de l'histoire, par le formulaire et par la base."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.models import Collectivite, Graphie, Mandature, Schema
from tests.epreuves import double, eprouver, presque
from tests.fabriques import (
    creer_ccas,
    creer_commune,
    creer_deliberation,
    creer_etape,
    creer_exterieure,
    creer_mandature,
    creer_metropole,
    creer_population,
    creer_sieges,
)
from tests.fabriques_gouvernance import (
    creer_cloture,
    creer_consultation,
    creer_document,
    creer_elu_metropolitain,
    creer_envoi,
    creer_instance,
    creer_mandat,
    creer_membre,
    creer_point,
    creer_preference,
    creer_presence,
    creer_reponse,
    creer_seance,
)

pytestmark = pytest.mark.django_db

SIREN = "732829320"
SIRET = "21210231300013"

EPREUVES = {
    "gouvernance_cloture_unique_en_cours": lambda: double(creer_cloture()),
    "gouvernance_cloture_motif": lambda: presque(creer_cloture(), rouverte_le=timezone.now()),
    "gouvernance_cloture_ordre": lambda: presque(
        creer_cloture(), rouverte_le=datetime(2021, 1, 1, tzinfo=UTC), motif="Un erratum."
    ),
    "gouvernance_instance_dates_ordonnees": lambda: presque(
        creer_instance(date_debut=date(2020, 7, 16)), date_fin=date(2020, 7, 15)
    ),
    "gouvernance_instance_unique": lambda: double(creer_instance()),
    "gouvernance_instance_une_par_nature": lambda: double(
        creer_instance(nature="bureau"), nom="Un autre bureau"
    ),
    "gouvernance_mandat_dates_ordonnees": lambda: presque(
        creer_mandat(), date_fin=date(2020, 7, 15)
    ),
    "gouvernance_mandat_un_president": lambda: double(
        creer_mandat(fonction="president"), elu=creer_elu_metropolitain()
    ),
    "gouvernance_membreinstance_dates_ordonnees": lambda: presque(
        creer_membre(), date_fin=date(2020, 7, 15)
    ),
    "gouvernance_membreinstance_unique_en_cours": lambda: double(creer_membre()),
    "gouvernance_membreinstance_un_president": lambda: double(
        creer_membre(qualite="president"), mandat=creer_mandat()
    ),
    "gouvernance_seance_unique": lambda: double(creer_seance()),
    "gouvernance_seance_convoquee_avant": lambda: presque(
        creer_seance(), convoquee_le=date(2021, 3, 26)
    ),
    "gouvernance_seance_presents": lambda: presque(
        creer_seance(), membres_en_exercice=86, presents=80, pouvoirs=7
    ),
    "gouvernance_seance_suppleants": lambda: presque(
        creer_seance(), membres_en_exercice=86, presents=5, suppleants=6
    ),
    "gouvernance_seance_demandeurs": lambda: presque(creer_seance(), initiative="maires"),
    "gouvernance_pointordredujour_unique": lambda: double(creer_point()),
    "gouvernance_presence_unique": lambda: double(creer_presence()),
    "gouvernance_presence_pouvoir": lambda: presque(creer_presence(), etat="represente"),
    "gouvernance_envoiinformation_unique": lambda: double(creer_envoi()),
    "gouvernance_deliberation_votes_complets": lambda: presque(creer_deliberation(), pour=58),
    "gouvernance_consultation_unique": lambda: double(creer_consultation()),
    "gouvernance_consultation_close_apres": lambda: presque(
        creer_consultation(), close_le=date(2021, 1, 14)
    ),
    "gouvernance_reponsecommune_unique": lambda: double(creer_reponse()),
    "gouvernance_reponsecommune_sens_et_date": lambda: presque(creer_reponse(), sens="favorable"),
    "gouvernance_reponsecommune_apres_transmission": lambda: presque(
        creer_reponse(), sens="favorable", rendue_le=date(2021, 1, 14)
    ),
    "gouvernance_preferencedeliste_unique": lambda: double(creer_preference()),
    "gouvernance_preferencedeliste_criteres_nommes": lambda: presque(
        creer_preference(), criteres=""
    ),
    "gouvernance_document_joint": lambda: presque(creer_document(), seance=None),
    "gouvernance_collectivite_dates_ordonnees": lambda: presque(
        creer_commune(date_debut=date(2019, 1, 1)), date_fin=date(2018, 12, 31)
    ),
    "gouvernance_collectivite_une_metropole": lambda: double(creer_metropole(), nom="Une autre"),
    "gouvernance_collectivite_ccas_et_commune": lambda: presque(
        creer_commune(), commune=creer_commune()
    ),
    "gouvernance_collectivite_code_insee": lambda: presque(creer_commune(), code_insee="2123"),
    "gouvernance_collectivite_code_insee_unique": lambda: double(creer_commune(), nom="Ahuy"),
    "gouvernance_collectivite_siren": lambda: presque(creer_commune(), siren="21 23 1"),
    "gouvernance_collectivite_siren_unique": lambda: double(
        creer_commune(siren=SIREN), nom="Ahuy", code_insee="21003"
    ),
    "gouvernance_collectivite_siret": lambda: presque(creer_commune(), siret="21 23 1"),
    "gouvernance_collectivite_siret_et_siren": lambda: presque(
        creer_commune(siren=SIREN), siret=SIRET
    ),
    "gouvernance_collectivite_siret_unique": lambda: double(
        creer_commune(siret=SIRET), nom="Ahuy", code_insee="21003"
    ),
    "gouvernance_population_unique": lambda: double(creer_population()),
    "gouvernance_population_totale_coherente": lambda: presque(
        creer_population(municipale=1000), totale=999
    ),
    "gouvernance_population_apres_recensement": lambda: presque(
        creer_population(millesime=2018), en_vigueur=2018
    ),
    "gouvernance_deliberation_unique": lambda: double(creer_deliberation()),
    "gouvernance_mandature_dates_ordonnees": lambda: presque(
        creer_mandature(date_debut=date(2020, 7, 16)), date_fin=date(2020, 7, 15)
    ),
    "gouvernance_sieges_unique": lambda: double(creer_sieges()),
    "gouvernance_sieges_au_moins_un": lambda: presque(creer_sieges(), nombre=0),
    "gouvernance_schema_annees_ordonnees": lambda: Schema(
        nom="Schéma", annee_debut=2020, annee_fin=2019
    ),
    "gouvernance_schema_annees_plausibles": lambda: Schema(
        nom="Schéma", annee_debut=2020, annee_fin=10_000
    ),
    "gouvernance_etape_unique": lambda: double(creer_etape()),
}
# Le validateur du champ parle avant la contrainte.
AUTRES_MESSAGES = {
    "gouvernance_collectivite_siren": "n’est pas un SIREN",
    "gouvernance_collectivite_siret": "n’est pas un SIRET",
    "gouvernance_mandat_un_president": "La métropole a déjà un président",
    "gouvernance_membreinstance_unique_en_cours": "y siège déjà",
    "gouvernance_membreinstance_un_president": "a déjà un président",
}


@pytest.mark.parametrize("nom", EPREUVES)
def test_contrainte_dite_par_le_formulaire_et_tenue_par_la_base(nom):
    eprouver(nom, EPREUVES[nom](), AUTRES_MESSAGES.get(nom))


def ccas_d_une_metropole():
    return presque(creer_ccas(), commune=creer_metropole())


def successeur_sans_fin():
    return presque(creer_commune(), successeur=creer_commune())


def successeur_de_soi_meme():
    commune = creer_commune(date_fin=date(2019, 2, 28))
    return presque(commune, successeur=commune)


def second_ccas():
    ccas = creer_ccas()
    return double(ccas, nom="Un autre CCAS")


def mandature_qui_chevauche():
    mandature = creer_mandature(date_fin=date(2026, 3, 31))
    return Mandature(nom="2026-2032", date_debut=mandature.date_fin)


@pytest.mark.parametrize(
    ("fautif", "champ", "message"),
    [
        (ccas_d_une_metropole, "commune", "n’est pas une commune"),
        (successeur_sans_fin, "successeur", "a pris fin à une date connue"),
        (successeur_de_soi_meme, "successeur", "a pris fin à une date connue"),
        (second_ccas, "commune", "Cette commune a déjà un CCAS."),
        (lambda: double(creer_commune(), code_insee="21003"), "nom", "porte déjà ce nom"),
        (
            lambda: Graphie(
                texte=Graphie.objects.create(texte="Féney", collectivite=creer_commune()).texte,
                collectivite=creer_commune(),
            ),
            "texte",
            "désigne déjà une collectivité",
        ),
        (lambda: presque(creer_sieges(), commune=creer_ccas()), "commune", "pas une commune"),
        (mandature_qui_chevauche, "date_debut", "Une autre mandature est en cours (2020-2026)"),
    ],
)
def test_regle_entre_lignes_dite_sur_le_champ(fautif, champ, message):
    with pytest.raises(ValidationError) as refus:
        fautif().full_clean()

    assert message in " ".join(refus.value.message_dict[champ])


def test_deux_communes_disparues_gardent_le_code_de_leur_successeur():
    """Neuilly-Crimolois a repris le code INSEE de Neuilly-lès-Dijon."""
    nouvelle = creer_commune(code_insee="21452")
    ancienne = creer_commune(code_insee="21452", date_fin=date(2019, 2, 28), successeur=nouvelle)

    ancienne.full_clean()

    assert Collectivite.objects.filter(code_insee="21452").count() == 2


@pytest.mark.parametrize("code", ["2A004", "21003"])
def test_un_code_insee_corse_ou_continental_est_admis(code):
    creer_commune(code_insee=code).full_clean()


def test_un_tiers_peut_n_avoir_ni_code_ni_date():
    creer_exterieure().full_clean()


def test_une_mandature_qui_suit_l_autre_est_admise():
    creer_mandature(date_fin=date(2026, 3, 31))

    Mandature(nom="2026-2032", date_debut=date(2026, 4, 1)).full_clean()
