"""Vue d'ensemble : l'état d'un moment, ses chiffres, leurs lignes, et les mauvaises demandes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from mutualisation.vue_d_ensemble.etat import (
    LIGNES_MONTREES,
    _rendre,
    lire_le_moment,
    presenter,
)
from mutualisation.vue_d_ensemble.moment import Moment
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_effectif,
    creer_evaluation_en_travaux,
    creer_participation,
    creer_population,
    creer_rapport,
    creer_service,
    creer_transfert,
    metropole,
)

pytestmark = pytest.mark.django_db

FIN_2020 = Moment(2020, date(2020, 12, 31), date(2021, 6, 1))


@pytest.fixture(autouse=True)
def sans_compte_retenu():
    cache.clear()


def lire(moment=FIN_2020, **parametres):
    demande = QueryDict(mutable=True)
    demande.update(parametres)
    return presenter(lire_le_moment(moment), moment, demande)


def page(client, **parametres):
    reponse = client.get(reverse("tableau_de_bord", query=parametres))
    assert reponse.status_code == 200
    return reponse.context["vue"], reponse.content.decode().replace("\u00a0", " ")


def valeurs(etat):
    return [chiffre.valeur.replace("\u00a0", " ") for chiffre in etat.chiffres]


def test_l_etat_de_2020(donnees):
    etat = lire()

    assert valeurs(etat) == ["23", "20", "188", "173", "255", "12 921 682 €"]
    assert etat.phrase.replace("\u00a0", " ") == (
        "Au 31 décembre 2020, 23 communes et 5 CCAS adhèrent à 20 services communs. Pour 2020, "
        "les communes y contribuent pour 8 002 669 € et la métropole pour 4 919 013 €."
    )
    assert etat.chiffres[5].ecart.replace("\u00a0", " ") == "12 599 371 € en 2019"
    assert etat.financement.ecart_au_vote == Decimal(1)
    assert etat.financement.refacture == Decimal(1000)
    assert etat.agents.etp == Decimal("252.5")


@pytest.mark.parametrize(("rang", "lignes"), [(0, 23), (1, 20), (2, 188)])
def test_les_chiffres_de_2020_ouvrent_leurs_lignes(donnees, client_agent, rang, lignes):
    chiffre = lire().chiffres[rang]

    assert client_agent.get(chiffre.adresse).context["nombre"] == lignes == int(chiffre.valeur)


@pytest.mark.parametrize(("rang", "pied"), [(3, "173"), (4, "255"), (5, "12 921 682 €")])
def test_les_sommes_de_2020_sont_celles_du_pied_de_leur_liste(donnees, client_agent, rang, pied):
    chiffre = lire().chiffres[rang]

    liste = client_agent.get(chiffre.adresse).content.decode().replace("\u00a0", " ")

    assert chiffre.valeur.replace("\u00a0", " ") == pied
    assert pied in liste[liste.index("<tfoot") :]


def test_un_chiffre_se_compare_au_meme_jour_de_l_an_d_avant():
    creer_adhesion(date_debut=date(2020, 5, 1))
    creer_adhesion(date_debut=date(2019, 5, 1))

    adhesions = lire().chiffres[2]

    assert adhesions.valeur == "2"
    assert adhesions.ecart.replace("\u00a0", " ") == "+1 depuis le 31 décembre 2019"


def test_ce_qu_une_evaluation_propose_encore_ne_compte_pas(client_agent):
    payeur = creer_commune()
    creer_participation(payeur=payeur, montant=Decimal(100))
    proposee = creer_evaluation_en_travaux()
    creer_participation(payeur=payeur, montant=Decimal(900), evaluation=proposee, objet="Projet")

    financement = lire().financement

    assert financement.communes == Decimal(100)
    assert client_agent.get(financement.adresse).context["nombre"] == 1


def test_la_metropole_se_lit_a_part_et_qui_paie_le_plus_par_habitant_d_abord():
    grande, petite = creer_commune(nom="Grande"), creer_commune(nom="Petite")
    for commune, totale in [(grande, 1_000), (petite, 10)]:
        creer_population(collectivite=commune, municipale=5, totale=totale)
        creer_participation(payeur=commune, montant=Decimal(500))
    creer_participation(payeur=metropole(), montant=Decimal(300))

    financement = lire().financement

    assert [payeur.nom for payeur in financement.payeurs] == ["Petite", "Grande"]
    assert [payeur.longueur for payeur in financement.payeurs] == ["100.0", "1.0"]
    assert (financement.communes, financement.metropole) == (Decimal(1000), Decimal(300))


def test_les_plus_petits_payeurs_se_resument_en_une_ligne():
    for _ in range(27):
        creer_participation(montant=Decimal(10))

    financement = lire().financement

    assert len(financement.payeurs) == 25
    assert financement.autres.nom.replace("\u00a0", " ") == "2 autres communes"
    assert financement.autres.montant.replace("\u00a0", " ") == "20 €"


def test_les_agents_sont_ceux_de_la_derniere_observation():
    ancien = creer_effectif(date=date(2019, 11, 30), agents=8)
    creer_effectif(domaine=ancien.domaine, agents=12, etp=Decimal("11.5"))
    creer_effectif(domaine=ancien.domaine, date=date(2021, 11, 30), agents=20)
    creer_effectif(domaine=ancien.domaine, perimetre="Entrepôt", agents=40)
    creer_transfert(domaine=ancien.domaine, agents=3)

    (domaine,) = lire().agents.domaines

    assert (domaine.agents, domaine.etp, domaine.transferes) == (12, Decimal("11.5"), 3)


def test_une_grande_matrice_laisse_place_a_son_resume(client_agent):
    service = creer_service()
    for _ in range(LIGNES_MONTREES + 1):
        creer_adhesion(service=service)

    _, html = page(client_agent, au="2020-12-31")

    assert not lire().montre_la_matrice
    assert "la matrice est sur sa page" in html


@pytest.mark.parametrize(
    ("parametres", "annee", "message"),
    [
        ({"annee": "2019"}, 2019, ""),
        ({"au": "2018-06-30"}, 2018, ""),
        ({"annee": "abcd"}, 2020, "« abcd » n’est pas un exercice"),
        ({"annee": "9" * 10_000}, 2020, "n’est pas un exercice"),
        ({"annee": "20²0"}, 2020, "n’est pas un exercice"),
        ({"au": "2019-02-30"}, 2020, "n’est pas une date"),
        ({"au": "1066-10-14"}, 2020, "Rien n’est connu"),
    ],
)
def test_l_exercice_et_le_jour_se_demandent_dans_l_adresse(
    client_agent, parametres, annee, message
):
    creer_rapport(annee=2020)

    vue, html = page(client_agent, **parametres)

    assert vue.moment.annee == annee
    assert message in html


def test_sans_rapport_c_est_l_etat_d_aujourd_hui(client_agent):
    vue, _ = page(client_agent)

    assert vue.moment.jour == timezone.localdate()
    assert vue.ecarts.a_traiter == 0


def test_un_29_fevrier_se_compare_a_un_28():
    assert Moment(2020, date(2020, 2, 29), date(2021, 1, 1)).an_dernier == date(2019, 2, 28)


def test_une_meme_page_n_est_pas_redessinee_mais_un_changement_s_y_voit(client_agent):
    creer_adhesion()
    _rendre.cache_clear()

    premiere, seconde = (page(client_agent, au="2020-12-31")[1] for _ in range(2))
    creer_adhesion()
    troisieme = page(client_agent, au="2020-12-31")[1]

    assert (_rendre.cache_info().hits, _rendre.cache_info().misses) == (1, 2)
    assert [html.count('<td class="case ') for html in (premiere, seconde, troisieme)] == [1, 1, 2]


def test_les_ecarts_se_comptent_et_s_ouvrent(donnees, client_agent):
    vue = client_agent.get(reverse("tableau_de_bord"), {"annee": 2020}).context["vue"]
    progres = client_agent.get(reverse("controles"), {"annee": 2020}).context["page"].progres

    assert (vue.ecarts.a_traiter, vue.ecarts.expliques) == (progres.restants, progres.traites)
    assert progres.restants
    assert progres.traites


def test_la_vue_se_lit_en_requetes_constantes(client_agent, requetes):
    adresse = reverse("tableau_de_bord", query={"au": "2020-12-31"})

    def remplir():
        creer_adhesion(collectivite=creer_ccas())
        creer_transfert()
        creer_effectif()
        creer_participation()

    creer_rapport()
    remplir()
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(10):
        remplir()

    assert requetes(lambda: client_agent.get(adresse)) == avant <= 13
