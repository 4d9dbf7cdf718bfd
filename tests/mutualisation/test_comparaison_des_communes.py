"""Participation par habitant : les voisines ne sont nommées que pour des chiffres publiés."""

from decimal import Decimal

import pytest

from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.donnees import en_json
from mutualisation.rapport.editions import DONNEES
from tests.fabriques import creer_commune, creer_participation, creer_population, creer_rapport
from tests.fabriques_rapport import creer_edition, creer_fichier_edition
from tests.mutualisation.pages_de_communes import AGENT, MAIRE, adresse, construire

pytestmark = pytest.mark.django_db


def peupler(commune, voisines=3):
    creer_population(collectivite=commune, totale=1000, municipale=900)
    creer_participation(payeur=commune, montant=Decimal(1500))
    for rang in range(1, voisines + 1):
        voisine = creer_commune(nom=f"Voisine {rang}")
        creer_population(collectivite=voisine, totale=1000, municipale=900)
        creer_participation(payeur=voisine, montant=Decimal(1000 * rang))


@pytest.mark.parametrize("lecteur", [AGENT, MAIRE], ids=["agent", "maire"])
def test_seul_un_agent_lit_les_noms_avant_la_publication(commune, lecteur):
    peupler(commune)

    comparaison = construire(commune, "2020", lecteur=lecteur).comparaison

    noms = {nom for nom, _ in comparaison.lignes}
    assert ("Voisine 1" in noms) is lecteur.is_staff
    assert commune.nom in noms


def test_sans_nom_la_commune_lit_son_rang_et_la_mediane(commune):
    peupler(commune)

    comparaison = construire(commune, "2020", lecteur=MAIRE).comparaison

    assert comparaison.lignes == (
        ("Médiane des 3 autres", "2,00\u00a0€"),
        (commune.nom, "1,50\u00a0€"),
    )
    assert "2 la dépassent parmi 3" in comparaison.phrase


def test_trop_peu_de_voisines_se_devineraient(commune):
    peupler(commune, voisines=2)

    assert construire(commune, "2020", lecteur=MAIRE).comparaison is None
    assert construire(commune, "2020", lecteur=AGENT).comparaison is not None


def test_publies_les_chiffres_sont_ceux_de_l_edition(commune, client_maire):
    """Un montant qui change ensuite ne se lit pas sous le nom d'une voisine."""
    peupler(commune)
    rapport = creer_rapport(annee=2020)
    edition = creer_edition(rapport=rapport, empreinte="c" * 64)
    donnees = en_json(construire_rapport(2020))
    creer_fichier_edition(edition=edition, nom=DONNEES, contenu=donnees)
    creer_participation(payeur=creer_commune(nom="Tardive"), montant=Decimal(9))

    html = client_maire.get(adresse(commune, annee=2020)).content.decode()

    assert "Voisine 3" in html
    assert "Tardive" not in html


def test_une_edition_illisible_ne_nomme_personne(commune):
    peupler(commune)
    creer_edition(rapport=creer_rapport(annee=2020), empreinte="d" * 64)

    comparaison = construire(commune, "2020", lecteur=MAIRE).comparaison

    assert "Voisine 1" not in {nom for nom, _ in comparaison.lignes}


def test_la_comparaison_va_de_la_moitie_au_double_et_compte_les_parts_nulles(commune):
    creer_population(collectivite=commune, totale=1000, municipale=900)
    creer_participation(payeur=commune, montant=Decimal(1500))
    for nom, habitants in [("Moitié", 500), ("Double", 2000), ("Trop petite", 499), ("Trop", 2001)]:
        creer_population(collectivite=creer_commune(nom=nom), totale=habitants, municipale=400)

    comparaison = construire(commune, "2020").comparaison

    assert comparaison.lignes == (
        (commune.nom, "1,50\u00a0€"),
        ("Double", "0\u00a0€"),
        ("Moitié", "0\u00a0€"),
    )


def test_une_commune_seule_de_sa_taille_n_est_comparee_a_personne(commune):
    creer_population(collectivite=commune, totale=1000, municipale=900)

    assert construire(commune, "2020").comparaison is None
