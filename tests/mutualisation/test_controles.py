from datetime import date
from decimal import Decimal

import pytest

from mutualisation.controles.chiffres import concorde, confronter
from mutualisation.models import ChiffreAnnonce
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_chiffre_annonce,
    creer_commune,
    creer_domaine,
    creer_effectif,
    creer_indicateur,
    creer_mandature,
    creer_mesure,
    creer_participation,
    creer_rapport,
    creer_service,
    creer_sieges,
    creer_transfert,
    metropole,
)

pytestmark = pytest.mark.django_db


def test_un_chiffre_releve_avec_son_qualificatif_se_retrouve_tel_quel():
    mesure = creer_mesure(valeur=Decimal(850), qualificatif=">")
    for valeur in [850, 849]:
        creer_chiffre_annonce(
            grandeur="indicateur",
            indicateur=mesure.indicateur,
            valeur=Decimal(valeur),
            qualificatif=">",
        )

    (ecart,) = confronter(ChiffreAnnonce.objects.all())

    assert ecart.annonce == 849


@pytest.mark.parametrize(
    ("annonce", "recalcule", "qualificatif", "attendu"),
    [
        (200, 260, ">", True),
        (200, 200, ">", False),
        (10, 9, "<", True),
        (10, 10, "<", False),
        (260, 234, "≈", True),
        (260, 233, "≈", False),
        (14, 14, "", True),
        (14, 13, "", False),
    ],
)
def test_un_qualificatif_dit_ce_qui_concorde(annonce, recalcule, qualificatif, attendu):
    assert concorde(Decimal(annonce), Decimal(recalcule), qualificatif) is attendu


def recalculer(grandeur, **cible):
    """Valeur recalculée d'un chiffre annoncé à une valeur impossible, donc toujours en écart."""
    creer_chiffre_annonce(grandeur=grandeur, valeur=Decimal(-1), **cible)
    (ecart,) = confronter(ChiffreAnnonce.objects.all())
    assert ecart.difference == ecart.recalcule + 1
    return ecart.recalcule


def test_services_en_vigueur_a_la_fin_de_l_annee():
    creer_service()
    creer_service(date_debut=date(2021, 1, 1))

    assert recalculer("services") == 1


@pytest.mark.parametrize(
    ("grandeur", "attendu"), [("adherents", 2), ("communes_adherentes", 1), ("ccas_adherents", 1)]
)
def test_adherents_d_un_service_une_seule_fois(grandeur, attendu):
    service, ccas = creer_service(), creer_ccas()
    creer_adhesion(service=service, collectivite=ccas)
    creer_adhesion(service=service)
    creer_adhesion(service=service, date_fin=date(2020, 12, 30))
    creer_adhesion()

    assert recalculer(grandeur, service=service) == attendu


def test_agents_transferes_par_domaine_et_origine():
    domaine, origine = creer_domaine(), creer_commune()
    creer_transfert(domaine=domaine, origine=origine, agents=3)
    creer_transfert(domaine=domaine, origine=origine, agents=5, date_effet=date(2021, 1, 1))
    creer_transfert(domaine=domaine, agents=7)
    creer_transfert(origine=origine, agents=11)

    assert recalculer("agents_transferes", domaine=domaine, collectivite=origine) == 3


def test_effectif_le_dernier_de_l_annee_hors_perimetre_particulier():
    domaine = creer_domaine()
    creer_effectif(domaine=domaine, date=date(2020, 6, 30), agents=8, etp=Decimal("7.5"))
    creer_effectif(domaine=domaine, date=date(2020, 11, 30), agents=9, etp=Decimal("8.8"))
    creer_effectif(domaine=domaine, date=date(2020, 12, 31), agents=50, perimetre="élargi")
    creer_effectif(domaine=domaine, date=date(2021, 11, 30), agents=12)

    assert recalculer("effectif_etp", domaine=domaine) == Decimal("8.8")


@pytest.mark.parametrize(
    ("grandeur", "attendu"),
    [("participation", 900), ("refacturation", 50), ("ajustement", -400)],
)
def test_participations_par_mode_et_effet_sur_les_attributions(grandeur, attendu):
    commune = creer_commune()
    creer_participation(payeur=commune, montant=500, deja_valorise=100)
    creer_participation(payeur=commune, montant=50, mode="refacturation", objet="Facture")
    creer_participation(payeur=commune, montant=300, exercice_debut=2019, exercice_fin=2019)
    creer_participation(payeur=metropole(), montant=400)

    assert recalculer(grandeur) == attendu


def test_communes_membres_et_sieges_a_la_date():
    creer_commune(date_debut=date(2004, 1, 1), date_fin=date(2019, 2, 27))
    mandature = creer_mandature()
    creer_sieges(mandature=mandature, nombre=43)
    creer_sieges(mandature=mandature, nombre=5)
    creer_chiffre_annonce(grandeur="communes_membres", valeur=2)
    creer_chiffre_annonce(grandeur="sieges", valeur=48)

    assert confronter(ChiffreAnnonce.objects.all()) == ()


def test_indicateur_de_l_annee_et_chiffre_sans_mesure_ecarte():
    indicateur = creer_indicateur()
    creer_mesure(indicateur=indicateur, annee=2020, valeur=85)
    creer_chiffre_annonce(grandeur="indicateur", indicateur=indicateur, annee=2019, valeur=1)

    assert recalculer("indicateur", indicateur=indicateur) == 85


def test_le_nombre_de_requetes_ne_depend_pas_des_chiffres(requetes):
    creer_chiffre_annonce(grandeur="services")
    avant = requetes(lambda: confronter(ChiffreAnnonce.objects.all()))
    for grandeur in ChiffreAnnonce.Grandeur.values:
        creer_chiffre_annonce(grandeur=grandeur)

    assert requetes(lambda: confronter(ChiffreAnnonce.objects.all())) == avant


def test_un_chiffre_n_est_confronte_que_par_le_premier_rapport_qui_le_peut():
    creer_rapport(annee=2020)
    creer_rapport(annee=2021)
    for annee in [2019, 2020, 2021, 2022]:
        creer_chiffre_annonce(annee=annee, grandeur="services")
    creer_chiffre_annonce(annee=2020, grandeur="")

    def annees(rapport):
        chiffres = ChiffreAnnonce.objects.a_confronter_en(rapport)
        return sorted(chiffres.values_list("annee", flat=True))

    assert annees(2020) == [2019, 2020]
    assert annees(2021) == [2021]
