"""Ce qu'une délibération doit respecter : lieu, date, voix, majorité."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gouvernance.models import Deliberation
from tests.fabriques import creer_commune, creer_deliberation, metropole
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_instance,
    creer_reponse,
    creer_seance,
)

pytestmark = pytest.mark.django_db

JOUR = date(2021, 3, 25)


def conseil(**valeurs):
    return creer_instance(nature="conseil", nom="Conseil métropolitain", effectif=86, **valeurs)


def deliberation(**valeurs):
    """Délibération pas encore enregistrée, du conseil métropolitain, adoptée par tous."""
    seance = valeurs.pop("seance", None) or creer_seance(
        instance=conseil(), jour=JOUR, membres_en_exercice=86, presents=60, pouvoirs=20
    )
    defauts = {
        "collectivite": metropole(),
        "assemblee": "conseil métropolitain",
        "instance": seance.instance,
        "seance": seance,
        "date": JOUR,
        "objet": "Adhésion au service commun",
        "pour": 80,
        "contre": 0,
        "resultat": "adoptee",
    }
    return Deliberation(**defauts | valeurs)


def fautes(acte) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refus:
        acte.full_clean()
    return refus.value.message_dict


def test_une_deliberation_complete_est_acceptee():
    deliberation().full_clean()


def test_une_seance_d_une_autre_instance_est_refusee():
    autre = creer_instance(nom="Bureau", nature="bureau")

    [phrase] = fautes(deliberation(instance=autre))["seance"]

    assert phrase == "Cette séance est celle de « Conseil métropolitain », non de « Bureau »."


def test_une_seance_sans_instance_est_refusee():
    assert "Choisissez cette instance" in fautes(deliberation(instance=None))["seance"][0]


def test_une_instance_d_une_autre_collectivite_est_refusee():
    commune = creer_commune(nom="Ahuy")

    assert fautes(deliberation(collectivite=commune))["instance"][0].endswith("non d’Ahuy.")


def test_la_date_est_celle_de_la_seance():
    [phrase] = fautes(deliberation(date=date(2021, 3, 26)))["date"]

    assert "25\u00a0mars 2021" in phrase
    assert "L. 2121-23" in phrase


@pytest.mark.parametrize(("pour", "refusee"), [(80, False), (81, True)])
def test_pas_plus_de_voix_que_de_membres_presents_et_representes(pour, refusee):
    acte = deliberation(pour=pour)

    if refusee:
        assert "81 membres ont pris part" in fautes(acte)["pour"][0]
        assert "80 membres présents ou représentés" in fautes(acte)["pour"][0]
    else:
        acte.full_clean()


def test_les_abstentions_et_les_non_participations_comptent_parmi_les_presents():
    acte = deliberation(pour=70, abstentions=8, sans_participation=3)

    assert "81 membres" in fautes(acte)["pour"][0]


def test_sans_presences_les_voix_ne_depassent_pas_l_effectif():
    seance = creer_seance(instance=conseil(), jour=JOUR)

    assert "86 membres en exercice" in fautes(deliberation(seance=seance, pour=87))["pour"][0]


def test_une_deliberation_adoptee_sans_majorite_est_refusee():
    [phrase] = fautes(deliberation(pour=39, contre=41))["resultat"]

    assert phrase.startswith("39 voix pour ; il en faut 41\u00a0voix sur 80\u00a0suffrages")
    assert phrase.endswith("(CGCT, art. L. 2121-20).")


def test_un_partage_egal_demande_la_voix_du_president():
    acte = deliberation(pour=40, contre=40)
    assert "prépondérante" in fautes(acte)["resultat"][0]

    acte.voix_du_president = "pour"
    acte.full_clean()


def test_la_transmission_ne_precede_pas_la_deliberation():
    assert "transmise_le" in fautes(deliberation(transmise_le=date(2021, 3, 24)))


def test_le_president_decide_hors_de_toute_seance():
    relevees = fautes(deliberation(nature="decision"))

    assert relevees.keys() == {"instance", "seance", "nature"}
    assert all("L. 5211-10" in phrases[0] for phrases in relevees.values())


def test_une_decision_du_president_sans_seance_est_acceptee():
    Deliberation(
        collectivite=metropole(),
        assemblee="président de la métropole",
        nature="decision",
        date=JOUR,
        objet="Marché d’entretien",
    ).full_clean()


@pytest.mark.parametrize("code", ["5", "5.", "V.7", "5.777", "0.1", "5,7"])
def test_un_code_de_matiere_mal_ecrit_est_refuse(code):
    assert "« 5.7 »" in fautes(deliberation(matiere_code=code))["matiere_code"][0]


def avis(sens, rendue_le, nature="commune_seule"):
    """Délibération adoptée par 57 voix après une consultation."""
    acte = deliberation(pour=57)
    acte.save()
    consultation = creer_consultation(nature=nature, deliberation=acte)
    creer_reponse(consultation=consultation, sens=sens, rendue_le=rendue_le)
    return acte


def test_un_avis_defavorable_demande_les_deux_tiers_des_membres():
    acte = avis("defavorable", date(2021, 3, 1))

    assert str(acte.seuil) == "58\u00a0voix sur 86\u00a0membres"
    assert acte.est_adoptee_par_les_voix is False
    assert fautes(acte)["resultat"][0].endswith("(CGCT, art. L. 5211-57).")


@pytest.mark.parametrize(
    ("sens", "rendue_le"),
    [
        pytest.param("favorable", date(2021, 3, 1), id="favorable"),
        pytest.param("", None, id="silence"),
        pytest.param("defavorable", date(2021, 3, 26), id="rendu après la délibération"),
    ],
)
def test_tout_autre_avis_laisse_la_majorite_simple(sens, rendue_le):
    acte = avis(sens, rendue_le)

    assert acte.est_adoptee_par_les_voix is True
    acte.full_clean()


def test_une_fixation_libre_demande_toujours_les_deux_tiers_des_membres():
    acte = avis("favorable", date(2021, 3, 1), nature="attribution_libre")

    assert str(acte.seuil) == "58\u00a0voix sur 86\u00a0membres"


@pytest.mark.parametrize(
    ("nature_de_l_instance", "signalee"), [("conseil", False), ("bureau", True)]
)
def test_une_matiere_reservee_decidee_par_le_bureau_est_signalee(nature_de_l_instance, signalee):
    instance = creer_instance(nature=nature_de_l_instance)
    acte = creer_deliberation(
        collectivite=instance.collectivite, instance=instance, matiere_reservee="1"
    )

    acte.full_clean()
    assert ("L. 5211-10, 1°" in acte.delegation_interdite) is signalee
