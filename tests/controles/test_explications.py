"""L'explication d'un chiffre annoncé vaut pour l'écart qu'elle explique, et pour lui seul."""

from decimal import Decimal

import pytest
from django.urls import reverse

from mutualisation.controles.chiffres import confronter
from mutualisation.controles.lecture import Etat, lire_constats
from mutualisation.models import ChiffreAnnonce
from tests.conflits.pages import envoyer, ouvrir
from tests.fabriques import creer_domaine, creer_effectif

pytestmark = pytest.mark.django_db
POURQUOI = "Deux postes ne sont pas pourvus."


@pytest.fixture
def effectif():
    return creer_effectif(domaine=creer_domaine(titre="Numérique"), agents=18, etp=Decimal(17))


@pytest.fixture
def chiffre(effectif, client_administrateur):
    """« 20 agents », expliqué dans l'administration face aux 18 des données."""
    chiffre = ChiffreAnnonce.objects.create(
        document="Rapport",
        emplacement="Numérique",
        libelle="Agents du numérique",
        annee=effectif.date.year,
        valeur=20,
        unite="agents",
        grandeur=ChiffreAnnonce.Grandeur.EFFECTIF_AGENTS,
        domaine=effectif.domaine,
    )
    champs = ouvrir(client_administrateur, chiffre)
    envoyer(client_administrateur, chiffre, champs, explication=POURQUOI)
    chiffre.refresh_from_db()
    return chiffre


def constat():
    (lu,) = [lu for lu in lire_constats() if lu.controle.code == "chiffres-annonces"]
    return lu


def test_ecrire_l_explication_garde_l_ecart_qu_elle_explique(chiffre):
    ecart = chiffre.ecarts_expliques.replace("\u00a0", " ")

    assert ecart == "20 agents selon « Rapport » → 18 agents selon les données"
    assert constat().etat == Etat.EXPLIQUE
    assert confronter(ChiffreAnnonce.objects.all())[0].explication == POURQUOI


@pytest.mark.parametrize("modele", ["chiffre", "effectif"])
def test_elle_revient_quand_l_une_des_valeurs_change(
    chiffre, effectif, modele, client_administrateur
):
    if modele == "chiffre":
        chiffre.valeur = 21
        chiffre.save()
    else:
        effectif.agents = 17
        effectif.save()

    lu = constat()

    assert lu.etat == Etat.A_REVOIR
    assert lu.est_a_traiter
    assert lu.constat.a_revoir == POURQUOI
    assert confronter(ChiffreAnnonce.objects.all())[0].explication == ""
    page = client_administrateur.get(reverse("controles")).content.decode()
    assert "Les valeurs ont changé depuis" in page
    assert POURQUOI in page


def test_enregistrer_sans_rien_changer_la_confirme(chiffre, client_administrateur):
    ChiffreAnnonce.objects.update(valeur=21)
    assert constat().etat == Etat.A_REVOIR

    envoyer(client_administrateur, chiffre, ouvrir(client_administrateur, chiffre))

    assert constat().etat == Etat.EXPLIQUE


def test_changer_la_valeur_seule_ne_la_confirme_pas(chiffre, client_administrateur):
    envoyer(client_administrateur, chiffre, ouvrir(client_administrateur, chiffre), valeur="21")

    assert constat().etat == Etat.A_REVOIR


def test_retirer_l_explication_oublie_l_ecart(chiffre, client_administrateur):
    champs = ouvrir(client_administrateur, chiffre)
    envoyer(client_administrateur, chiffre, champs, explication="")
    chiffre.refresh_from_db()

    assert chiffre.ecarts_expliques == ""
    assert constat().etat == Etat.A_TRAITER
