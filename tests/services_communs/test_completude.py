"""Ce qui manque à une fiche, en clair."""

from datetime import date

import pytest

from services_communs.completude import lire_completude, manques
from tests.fabriques import (
    creer_domaine,
    creer_effectif,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_objectif,
    creer_realisation,
)

pytestmark = pytest.mark.django_db

OBSERVATION = date(2021, 11, 30)


def phrases(fiche, observation=OBSERVATION):
    return [manque.phrase.replace("\u00a0", " ") for manque in manques(fiche, observation)]


def remplir(fiche):
    creer_objectif(fiche=fiche)
    creer_realisation(fiche=fiche)
    creer_effectif(domaine=fiche.domaine, date=date(fiche.annee, 12, 31))
    return fiche


def test_a_un_domaine_nouveau_tout_est_demande():
    assert phrases(creer_fiche(annee=2021)) == [
        "aucun objectif",
        "aucune réalisation",
        "effectif manquant au 30 novembre 2021",
    ]


def test_une_fiche_remplie_n_a_aucun_manque():
    assert phrases(remplir(creer_fiche(annee=2021))) == []


def test_n_est_pas_demande_ce_que_le_domaine_ne_donnait_pas_l_annee_d_avant():
    fiche = creer_fiche(annee=2021)
    creer_realisation(fiche=creer_fiche(annee=2020, domaine=fiche.domaine))

    assert phrases(fiche) == ["aucune réalisation"]


def test_les_indicateurs_mesures_l_an_dernier_ou_attendus_chaque_annee_se_demandent():
    fiche = remplir(creer_fiche(annee=2021))
    creer_indicateur(domaine=fiche.domaine, libelle="Obligatoire", est_obligatoire=True)
    suivi = creer_indicateur(domaine=fiche.domaine, libelle="Mesuré en 2020")
    rempli = creer_indicateur(domaine=fiche.domaine, est_obligatoire=True)
    abandonne = creer_indicateur(domaine=fiche.domaine)
    for indicateur, annee in [(suivi, 2020), (rempli, 2020), (rempli, 2021), (abandonne, 2019)]:
        creer_mesure(indicateur=indicateur, annee=annee)

    (manque,) = manques(fiche)

    assert manque.phrase == "2\u00a0indicateurs sans valeur 2021"
    assert set(manque.details) == {"Obligatoire", "Mesuré en 2020"}


def test_l_effectif_d_un_perimetre_particulier_n_est_pas_celui_du_domaine():
    fiche = creer_fiche(annee=2021)
    creer_objectif(fiche=fiche)
    creer_realisation(fiche=fiche)
    creer_effectif(domaine=fiche.domaine, date=OBSERVATION, perimetre="Une équipe")

    assert phrases(fiche, None) == ["effectif manquant en 2021"]


def test_un_domaine_sans_fiche_le_dit():
    domaine = creer_domaine()

    (manque,) = lire_completude(2021, [domaine])[domaine.pk]

    assert (manque.rubrique, manque.phrase) == ("fiche", "aucune fiche ouverte")


def test_la_completude_se_lit_en_requetes_constantes(requetes):
    fiches = [creer_fiche(annee=2021)]
    avant = requetes(lambda: lire_completude(2021, [f.domaine for f in fiches], OBSERVATION))
    for _ in range(5):
        fiches.append(remplir(creer_fiche(annee=2021)))
        creer_indicateur(domaine=fiches[-1].domaine, est_obligatoire=True)

    apres = requetes(lambda: lire_completude(2021, [f.domaine for f in fiches], OBSERVATION))

    assert apres == avant == 2
