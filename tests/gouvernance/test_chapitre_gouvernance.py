"""Chapitre « La gouvernance » du rapport : ce qu'il lit, et rien de plus tardif."""

from datetime import date

import pytest

from gouvernance.chapitre_gouvernance import lire_gouvernance
from tests.fabriques import creer_commune, creer_deliberation, creer_mandature, metropole
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_instance,
    creer_pacte,
    creer_reponse,
    creer_seance,
)

pytestmark = pytest.mark.django_db


def test_les_instances_de_memes_regles_se_lisent_ensemble():
    communes = {"nature": "commission", "delai_convocation": None, "regles": "Une.\nDeux."}
    creer_instance(nom="Commission A", ordre=1, **communes)
    creer_instance(nom="Commission B", ordre=2, **communes)
    creer_instance(nom="Bureau", nature="bureau", ordre=3, effectif=42)

    semblables, bureau = lire_gouvernance(2020).instances

    assert semblables.noms == ("Commission A", "Commission B")
    assert semblables.regles == ("Une.", "Deux.")
    assert (bureau.noms, bureau.effectif) == (("Bureau",), 42)


def test_une_instance_creee_apres_l_annee_n_y_est_pas():
    creer_instance(date_debut=date(2021, 1, 1))

    assert lire_gouvernance(2020).instances == ()
    assert len(lire_gouvernance(2021).instances) == 1


def test_les_seances_de_l_annee_et_elles_seules_dans_l_ordre():
    conseil = creer_instance(nature="conseil", nom="Conseil métropolitain")
    for jour in [date(2020, 12, 17), date(2020, 7, 16), date(2021, 1, 28), date(2019, 12, 19)]:
        seance = creer_seance(instance=conseil, jour=jour)
    creer_deliberation(
        collectivite=metropole(), instance=conseil, seance=seance, date=date(2019, 12, 19)
    )
    creer_seance(instance=creer_instance(collectivite=creer_commune()), jour=date(2020, 3, 1))

    assert [s.jour for s in lire_gouvernance(2020).seances] == [
        date(2020, 7, 16),
        date(2020, 12, 17),
    ]
    assert [s.deliberations for s in lire_gouvernance(2019).seances] == [1]


def consulter(transmise_le, **champs):
    consultation = creer_consultation(transmise_le=transmise_le, objet="Schéma", **champs)
    for sens, rendue_le in [("favorable", transmise_le), ("defavorable", transmise_le), ("", None)]:
        creer_reponse(
            consultation=consultation, transmise_le=transmise_le, sens=sens, rendue_le=rendue_le
        )
    return consultation


def test_une_consultation_se_lit_au_31_decembre():
    consulter(date(2020, 11, 1))

    (en_cours,) = lire_gouvernance(2020).consultations
    (finie,) = lire_gouvernance(2021).consultations

    assert (en_cours.consultees, en_cours.favorables, en_cours.defavorables) == (3, 1, 1)
    assert (en_cours.sans_reponse, en_cours.avancement, en_cours.issue) == (1, "en cours", "")
    assert (finie.favorables, finie.sans_reponse, finie.issue) == (2, 0, "acquise")
    assert finie.echeance == date(2021, 2, 1)


@pytest.mark.parametrize("annee", [2019, 2021])
def test_une_consultation_finie_dans_l_annee_n_est_qu_a_cette_annee(annee):
    consulter(date(2020, 3, 1))

    assert lire_gouvernance(annee).consultations == ()


def test_le_pacte_est_celui_du_mandat_avec_ses_actes_dates():
    mandature = creer_mandature(date_debut=date(2020, 7, 16), date_fin=None)
    pacte = creer_pacte(mandature=mandature, objectifs="Dialoguer\nDécider", orientations="Unir.")
    pacte.actes.add(
        creer_deliberation(objet="Charte", date=date(2020, 12, 17)),
        creer_deliberation(objet="Délégation", date=date(2020, 7, 16)),
    )

    resume = lire_gouvernance(2020).pacte

    assert resume.objectifs == ("Dialoguer", "Décider")
    assert [(a.objet, a.quand.replace("\u00a0", " ")) for a in resume.actes] == [
        ("Délégation", "16 juillet 2020"),
        ("Charte", "17 décembre 2020"),
    ]
    assert lire_gouvernance(2019).pacte is None


def test_le_nombre_de_requetes_ne_depend_pas_des_donnees(requetes):
    def remplir(jour):
        consulter(jour)
        creer_seance(jour=jour)

    creer_pacte(mandature=creer_mandature(date_debut=date(2020, 7, 16), date_fin=None))
    remplir(date(2020, 9, 1))
    avant = requetes(lambda: lire_gouvernance(2020))
    for jour in range(2, 7):
        remplir(date(2020, 9, jour))

    assert requetes(lambda: lire_gouvernance(2020)) == avant


def test_le_rapport_de_2020_dit_ce_qu_il_sait(donnees):
    chapitre = lire_gouvernance(2020)

    assert chapitre.pacte.nom == "Pacte de gouvernance 2020-2026"
    assert len(chapitre.pacte.objectifs) == 9
    assert len(chapitre.pacte.actes) == 5
    assert sum(len(ligne.noms) for ligne in chapitre.instances) == 13
    assert [ligne.effectif for ligne in chapitre.instances[:2]] == [86, 42]
    assert [seance.jour for seance in chapitre.seances] == [
        date(2020, 7, 16),
        date(2020, 9, 17),
        date(2020, 11, 19),
        date(2020, 12, 17),
    ]
    assert chapitre.consultations == ()
    assert len(chapitre.calendrier) == 8
