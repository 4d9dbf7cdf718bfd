from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finances.attributions import au_code, construire_page, lire_decomptes
from finances.calculs import douziemes
from finances.decomptes import Decompte, Vote
from finances.models import Participation
from finances.vigilance import Etat
from gouvernance.models import Collectivite
from tests.exports import lire_csv
from tests.fabriques import (
    creer_attribution,
    creer_ccas,
    creer_commune,
    creer_deliberation,
    creer_evaluation,
    creer_participation,
    creer_participation_proposee,
)

montants = st.decimals(-10_000_000, 10_000_000, places=2)


def decompter(nom_ou_commune, exercice=2020) -> Decompte:
    communes = Collectivite.objects.filter(nom=str(nom_ou_commune))
    (decompte,) = lire_decomptes(communes, exercice)
    return decompte


def sans_insecables(texte: str) -> str:
    return texte.replace("\u00a0", " ")


def nu(base=None, provisoire=None, definitif=None, **valeurs) -> Decompte:
    """Décompte sans ajustement."""
    votes = {
        "provisoire": None if provisoire is None else Vote(provisoire, None, ""),
        "definitif": None if definitif is None else Vote(definitif, None, ""),
    }
    identite = {"code_insee": "21003", "nom": "Ahuy", "de": "d’Ahuy"}
    return Decompte(
        **identite, exercice=2020, base=base, ajustements=(), points=(), **votes | valeurs
    )


# Le calcul


@given(montants)
def test_les_douziemes_font_exactement_le_montant(montant):
    parts = douziemes(montant)

    assert len(parts) == 12
    assert sum(parts) == montant
    assert max(parts) - min(parts) <= Decimal("0.01")


@given(montants)
def test_les_versements_font_exactement_le_montant_a_verser(base):
    decompte = nu(base=base)

    assert decompte.total_des_versements == decompte.a_verser == base


def test_le_definitif_l_emporte_sur_le_provisoire_et_l_ecart_se_constate():
    decompte = nu(base=Decimal(100), provisoire=Decimal(90), definitif=Decimal(97))

    assert decompte.vote == decompte.a_verser == 97
    assert decompte.ecart == -3


def test_un_vote_nul_est_un_vote():
    assert nu(base=Decimal(100), provisoire=Decimal(90), definitif=Decimal(0)).vote == 0


def test_sans_vote_ni_base_rien_n_est_suppose():
    decompte = nu()

    assert decompte.resultat is decompte.ecart is decompte.a_verser is None
    assert "n’est pas connu" in decompte.phrase


def test_une_attribution_negative_est_versee_par_la_commune():
    decompte = nu(base=Decimal("-1200.50"))

    assert "négative : la commune verse 1 200,50 € à la métropole" in sans_insecables(
        decompte.phrase
    )
    assert {versement.montant for versement in decompte.versements} == {
        Decimal("-100.05"),
        Decimal("-100.04"),
    }


# La lecture


def test_les_ajustements_partent_de_la_base_jusqu_au_montant(db):
    commune = creer_commune()
    creer_attribution(commune=commune, base=Decimal(10_000), montant_vote=Decimal(8_900))
    creer_participation(payeur=commune, montant=Decimal(1_500), deja_valorise=Decimal(400))

    decompte = decompter(commune)

    assert [a.effet for a in decompte.ajustements] == [Decimal(-1_100)]
    assert (decompte.resultat, decompte.vote, decompte.ecart) == (8_900, 8_900, 0)


def test_la_base_du_definitif_remplace_celle_du_provisoire(db):
    commune = creer_commune()
    creer_attribution(commune=commune, base=Decimal(10))
    assert decompter(commune).base == 10

    creer_attribution(commune=commune, nature="definitive", base=Decimal(12))
    assert decompter(commune).base == 12


def test_ni_facture_ni_proposition_ni_autre_exercice_ne_changent_l_attribution(db):
    commune = creer_commune()
    creer_participation(payeur=commune, mode="refacturation", objet="Facture")
    creer_participation_proposee(payeur=commune)
    creer_participation(payeur=commune, exercice_debut=2018, exercice_fin=2019)
    creer_attribution(commune=commune, exercice=2021, base=Decimal(10))

    decompte = decompter(commune)

    assert decompte.ajustements == ()
    assert decompte.base is None


def test_une_deliberation_pour_plusieurs_exercices_est_signalee(db):
    commune = creer_commune()
    unique = creer_deliberation()
    creer_attribution(commune=commune, deliberation=unique)
    assert all(point.etat != Etat.DISCUTE for point in decompter(commune).points)

    creer_attribution(commune=commune, exercice=2021, deliberation=unique)
    (point,) = [p for p in decompter(commune).points if p.etat == Etat.DISCUTE]

    assert "porte sur 2020 et 2021" in point.texte


def test_une_commune_partie_reste_au_decompte_de_ce_qu_elle_doit(db, client_agent):
    partie = creer_commune(nom="Partie", date_fin=date(2019, 12, 31))
    page = construire_page(Collectivite.objects.all(), "2020")
    assert page.decomptes == ()

    creer_attribution(commune=partie, base=Decimal(5))
    page = construire_page(Collectivite.objects.all(), "2020")

    assert [decompte.nom for decompte in page.decomptes] == ["Partie"]


def test_un_exercice_hors_du_temps_n_a_pas_de_commune(db):
    commune = creer_commune()

    for exercice in [0, 1949, 2101, 10**30]:
        assert not au_code(Collectivite.objects.all(), commune.code_insee, exercice)


# Les pages


def test_requetes_constantes(client_agent, requetes):
    def remplir():
        commune = creer_ccas().commune
        creer_participation(
            payeur=commune, evaluation=evaluation, deliberation=creer_deliberation()
        )
        creer_attribution(commune=commune, deliberation=creer_deliberation())

    evaluation = creer_evaluation()
    remplir()
    adresse = reverse("attribution_liste", query={"exercice": 2020})
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(10):
        remplir()

    assert requetes(lambda: client_agent.get(adresse)) == avant <= 12


def test_un_maire_ne_lit_que_sa_commune(client_maire, commune):
    autre = creer_commune(nom="Talant")
    creer_attribution(commune=commune, base=Decimal(777))

    page = client_maire.get(reverse("attribution_liste", query={"exercice": 2020}))
    siens = client_maire.get(reverse("attribution_detail", args=[commune.code_insee, 2020]))
    autres = client_maire.get(reverse("attribution_detail", args=[autre.code_insee, 2020]))

    assert "Talant" not in page.content.decode()
    assert "777" in sans_insecables(siens.content.decode())
    assert autres.status_code == 404


@pytest.mark.parametrize("exercice", ["2101", "99999999999999999999", "0"])
def test_un_exercice_impossible_est_introuvable(client_agent, commune, exercice):
    adresse = f"/finances/attributions/{commune.code_insee}/{exercice}/"

    assert client_agent.get(adresse).status_code == 404


@pytest.mark.parametrize("demande", ["1789", "🙂", "x" * 5_000])
def test_un_exercice_inconnu_est_dit_et_ne_se_telecharge_pas(client_agent, commune, demande):
    reponse = client_agent.get(reverse("attribution_liste"), {"exercice": demande, "export": "csv"})

    assert reponse["Content-Type"].startswith("text/html")
    assert "Aucune donnée pour l’exercice" in reponse.content.decode()


def test_le_telechargement_a_les_colonnes_et_les_lignes_de_l_ecran(client_agent):
    creer_attribution(base=Decimal("1000.50"), montant_vote=Decimal(-20))
    creer_commune()
    adresse = reverse("attribution_liste", query={"exercice": 2020})
    page = client_agent.get(adresse).context["page"]

    lu = lire_csv(client_agent.get(f"{adresse}&export=csv"))

    assert lu.entetes == list(page.entetes)
    assert len(lu.lignes) - 1 == len(page.decomptes) == 2
    assert lu.lignes[0][1:] == ["1000,5", "0", "0", "0", "1000,5", "-20", "-1020,5"]
    assert lu.lignes[1][1:] == ["", "0", "0", "0", "", "", ""]


def test_le_decompte_montre_vote_notification_et_decision(client_agent):
    commune = creer_commune()
    creer_attribution(
        commune=commune,
        base=Decimal(-50),
        montant_vote=Decimal(-60),
        date_notification=date(2020, 2, 10),
        deliberation=creer_deliberation(date=date(2020, 1, 30)),
    )

    adresse = reverse("attribution_detail", args=[commune.code_insee, 2020])
    contenu = sans_insecables(client_agent.get(adresse).content.decode())

    assert "la commune verse 60 € à la métropole" in contenu
    assert "Notifié le 10 février 2020" in contenu
    assert "Conseil métropolitain, 30 janvier 2020" in contenu
    assert "−10 €" in contenu
    assert "Notification avant" not in contenu


# Les données de 2020


def test_dijon_2020_dit_que_sa_base_est_inconnue(donnees, client_agent):
    decompte = decompter("Dijon")
    adresse = reverse("attribution_detail", args=["21231", 2020])
    contenu = sans_insecables(client_agent.get(adresse).content.decode())

    assert decompte.effet == -7_437_606
    assert decompte.deja_valorise == 421_000
    assert decompte.base is None
    assert "diminuent l’attribution de compensation de 7 437 606 €" in contenu
    assert "Montant avant services communs" in contenu
    assert "inconnu" in contenu
    assert "−619 800,50 €" in contenu
    participation = Participation.objects.get(payeur__nom="Dijon", exercice_debut=2020)
    assert participation.get_absolute_url() in contenu


@pytest.mark.parametrize(("exercice", "total"), [(2019, "7 377 327"), (2020, "7 581 669")])
def test_les_totaux_publies_sont_au_pied_de_la_page(donnees, client_agent, exercice, total):
    reponse = client_agent.get(reverse("attribution_liste"), {"exercice": exercice})

    pied = reponse.content.decode().partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert f"−{total} €" in sans_insecables(pied)
    assert len(reponse.context["page"].decomptes) == 23


def test_la_page_de_la_commune_ouvre_son_decompte(donnees, client_agent):
    page = client_agent.get("/communes/21515/", {"annee": 2020}).content.decode()

    assert reverse("attribution_detail", args=["21515", 2020]) in page


def test_la_liste_des_participations_ouvre_les_decomptes(donnees, client_agent):
    liste = client_agent.get(reverse("participation_liste"), {"exercice": 2024}).content.decode()

    assert reverse("attribution_detail", args=["21515", 2024]) in liste
    assert liste.count("/finances/attributions/2") == 23
