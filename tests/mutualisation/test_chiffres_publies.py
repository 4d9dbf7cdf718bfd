"""Ce que dit le rapport publié de 2020, retrouvé au chiffre près dans les données livrées."""

from datetime import date
from decimal import Decimal

import pytest

from gouvernance.models import Collectivite
from mutualisation.lecture_communes import lire_fiches_communes
from mutualisation.rapport.contenu import construire_rapport

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport(donnees):
    return construire_rapport(2020)


@pytest.mark.parametrize(
    ("annee", "total_vote", "somme_des_parts", "ecart", "ajustements"),
    [
        (2019, "12599371", "12599371", 0, "-7377327"),
        (2020, "12921681", "12921682", 1, "-7581669"),
    ],
)
def test_totaux_votes_et_ajustements(
    rapport, annee, total_vote, somme_des_parts, ecart, ajustements
):
    exercice = next(e for e in rapport.financement.exercices if e.annee == annee)

    assert exercice.total_vote == Decimal(total_vote)
    assert exercice.somme_des_parts == Decimal(somme_des_parts)
    assert exercice.ecart == ecart
    assert exercice.total_ajustements == Decimal(ajustements)
    assert bool(exercice.explication) is bool(ecart)


@pytest.mark.parametrize(
    ("payeur", "en_2019", "en_2020"),
    [
        ("Ahuy", 0, 0),
        ("Bretenière", 333, 500),
        ("Chenôve et son CCAS", 34_387, 51_587),
        ("Corcelles-les-Monts", 1_356, 2_034),
        ("Dijon et son CCAS", 7_702_296, 7_858_606),
        ("Fénay", 2_755, 4_133),
        ("Flavignerot", 456, 684),
        ("Fontaine-lès-Dijon", 8_000, 12_000),
        ("Longvic et son CCAS", 8_000, 12_000),
        ("Magny-sur-Tille", 2_139, 3_209),
        ("Marsannay-la-Côte et son CCAS", 10_857, 16_287),
        ("Neuilly-Crimolois", 1_333, 2_000),
        ("Ouges", 2_758, 4_137),
        ("Plombières-lès-Dijon", 2_606, 3_908),
        ("Quetigny et son CCAS", 13_957, 20_940),
        ("Saint-Apollinaire", 7_094, 10_644),
        ("Talant", 0, 0),
        ("Dijon Métropole", 4_801_044, 4_919_013),
    ],
)
def test_participation_de_chaque_payeur(rapport, payeur, en_2019, en_2020):
    ligne = next(ligne for ligne in rapport.financement.lignes if ligne.libelle == payeur)

    assert [ligne.participation(0), ligne.participation(1)] == [en_2019, en_2020]


def test_dijon_ne_voit_pas_deduire_deux_fois_ce_qui_est_deja_valorise(rapport):
    dijon = next(ligne for ligne in rapport.financement.lignes if ligne.nom == "Dijon")

    assert [montant.ajustement for montant in dijon.montants] == [-7_281_296, -7_437_606]
    assert [nom for nom, _ in rapport.financement.deja_valorises] == ["Dijon et son CCAS"]


def test_neuilly_crimolois_recoit_une_facture_a_part(rapport):
    factures = [(f.nom, f.exercices, f.montant, f.mois) for f in rapport.financement.factures]

    assert factures == [
        ("Neuilly-Crimolois", "2019", 500, 6),
        ("Neuilly-Crimolois", "2020 et suivants", 1_000, None),
    ]


def test_adhesions_comptees_finement(rapport):
    par_service = {s.code: (s.communes, s.ccas) for s in rapport.matrice.services}

    assert rapport.matrice.adhesions == 188
    assert len(rapport.matrice.lignes) == 23
    assert par_service == {
        "ressources-humaines": (1, 1),
        "assemblees": (1, 0),
        "commande-publique": (13, 5),
        "strategie-achats": (13, 5),
        "centrale-d-achat": (23, 5),
        "logistique": (1, 0),
        "controle-de-gestion": (1, 1),
        "documentation": (1, 1),
        "finances": (1, 1),
        "donnees-sig": (23, 0),
        "architecture-informatique": (12, 5),
        "solutions-fonctionnelles": (12, 5),
        "affaires-juridiques": (9, 3),
        "assurances": (9, 4),
        "ecologie-urbaine": (1, 0),
        "droit-des-sols": (23, 0),
        "foncier-patrimoine": (1, 1),
        "accueil-telephonique": (1, 1),
        "reprographie": (1, 1),
        "direction-generale": (1, 1),
    }


def test_agents_transferes_selon_les_chapitres(rapport):
    transferts = rapport.transferts

    assert transferts.total == 173
    assert dict(zip(transferts.origines, transferts.totaux, strict=True)) == {
        "Dijon": 156,
        "Chenôve": 6,
        "CCAS de Dijon": 3,
        "Longvic": 3,
        "Marsannay-la-Côte": 2,
        "Quetigny": 2,
        "Fontaine-lès-Dijon": 1,
    }


def test_effectifs_a_deux_dates(rapport):
    effectifs = rapport.effectifs

    assert effectifs.agents == 255
    assert effectifs.etp == Decimal("252.5")
    assert effectifs.jours == (date(2020, 11, 30), date(2020, 12, 31))
    assert rapport.methode.plus_d_etp_que_d_agents == ("Systèmes d’information et numérique",)


def test_les_86_sieges(rapport):
    gouvernance = rapport.gouvernance

    assert gouvernance.total_sieges == 86
    assert gouvernance.sieges_de("Dijon") == 43
    assert len(gouvernance.sieges) == 23


def test_nombre_de_communes_au_fil_du_temps(rapport):
    nombres = [
        (etape.annee, etape.nombre_communes) for etape in rapport.etapes if etape.nombre_communes
    ]

    assert nombres == [
        (1966, 9),
        (1976, 5),
        (1978, 9),
        (1984, 13),
        (1999, 16),
        (2004, 21),
        (2007, 22),
        (2013, 24),
        (2019, 23),
    ]


def test_les_ecarts_du_document_sont_trouves_et_les_chiffres_justes_pas_accuses(rapport):
    libelles = {(ecart.annonce, ecart.recalcule) for ecart in rapport.methode.ecarts}

    assert (Decimal(12_921_681), Decimal(12_921_682)) in libelles
    assert (Decimal(160), Decimal(156)) in libelles
    assert (Decimal(7), Decimal(6)) in libelles
    assert (Decimal(14), Decimal(17)) in libelles
    assert rapport.methode.chiffres_confrontes > 80
    assert len(rapport.methode.ecarts) < 15


def test_fiche_de_quetigny(donnees):
    (fiche,) = lire_fiches_communes(Collectivite.objects.filter(nom="Quetigny"), 2020)

    assert len(fiche.services) == 8
    assert (fiche.participation, fiche.participation_precedente) == (20_940, 13_957)
    assert (fiche.population, fiche.sieges, fiche.total_sieges) == (9_671, 4, 86)
    assert round(fiche.par_habitant, 2) == Decimal("2.17")
    assert fiche.agents_transferes == 2
    assert fiche.a_ccas


def test_fiche_d_ahuy_trois_services_gratuits(donnees):
    (fiche,) = lire_fiches_communes(Collectivite.objects.filter(nom="Ahuy"), 2020)

    assert [service.est_gratuit for service in fiche.services] == [True] * 3
    assert fiche.contribution == 0
    assert fiche.nombre_services == 20


def test_fiche_de_neuilly_crimolois_ajoute_la_facture(donnees):
    (fiche,) = lire_fiches_communes(Collectivite.objects.filter(nom="Neuilly-Crimolois"), 2020)

    assert (fiche.participation, fiche.refacturation, fiche.contribution) == (2_000, 1_000, 3_000)
    assert fiche.ajustement == -2_000


def test_le_rapport_se_lit_en_un_nombre_constant_de_requetes(donnees, requetes):
    un = requetes(
        lambda: lire_fiches_communes(Collectivite.objects.filter(nom__in=["Ahuy", "Dijon"]), 2020)
    )
    tous = requetes(lambda: lire_fiches_communes(Collectivite.objects.communes(), 2020))

    assert un == tous
    assert requetes(lambda: construire_rapport(2020)) < 66
