from decimal import Decimal

from django.urls import reverse

from finances.refacturation import EtatRefacturation, construire_page, lire_etats
from gouvernance.models import Collectivite
from tests.exports import lire_csv
from tests.fabriques import (
    creer_ccas,
    creer_commune,
    creer_participation,
    creer_participation_proposee,
    creer_regularisation,
    metropole,
)


def etat_de(nom, exercice=2020) -> EtatRefacturation:
    (etat,) = lire_etats(Collectivite.objects.filter(nom=str(nom)), exercice)
    return etat


def creer_facture(**valeurs):
    return creer_participation(**{"mode": "refacturation", "objet": "Facture"} | valeurs)


def sans_insecables(texte: str) -> str:
    return texte.replace("\u00a0", " ")


def test_une_facture_regularisee_revient_au_cout_reel(db):
    facture = creer_facture(montant=Decimal(500))
    creer_regularisation(participation=facture, cout_reel=Decimal("480.50"))

    (ligne,) = etat_de(facture.payeur).lignes

    assert (ligne.facture, ligne.solde, ligne.a_facturer) == (500, Decimal("-19.50"), 480.5)


def test_d_une_part_imputee_seul_le_solde_se_facture(db):
    part = creer_participation(montant=Decimal(1_000))
    assert etat_de(part.payeur).lignes == ()

    creer_regularisation(participation=part, cout_reel=Decimal(1_250))
    (ligne,) = etat_de(part.payeur).lignes

    assert (ligne.montant, ligne.facture, ligne.solde, ligne.a_facturer) == (1_000, 0, 250, 250)


def test_un_solde_favorable_est_rendu_a_la_commune(db):
    part = creer_participation(montant=Decimal(1_000))
    creer_regularisation(participation=part, cout_reel=Decimal(900))

    assert etat_de(part.payeur).phrase == "La métropole rend 100\u00a0€ à la commune."


def test_le_solde_d_un_autre_exercice_ne_compte_pas(db):
    facture = creer_facture(montant=Decimal(500))
    creer_regularisation(participation=facture, exercice=2021, cout_reel=Decimal(900))

    assert etat_de(facture.payeur, 2020).total == 500
    assert etat_de(facture.payeur, 2021).total == 900


def test_ni_la_metropole_ni_une_proposition_ne_paraissent(db):
    creer_facture(payeur=metropole())
    creer_participation_proposee(mode="refacturation", objet="Projet")

    assert construire_page(Collectivite.objects.all(), "2020").etats == ()


def test_une_commune_sans_facture_le_lit(client_agent):
    commune = creer_commune()
    adresse = reverse("refacturation_detail", args=[commune.code_insee, 2020])

    contenu = client_agent.get(adresse).content.decode()

    assert "Rien n’est refacturé à la commune en 2020." in contenu
    assert "etat.pdf" not in contenu


def test_requetes_constantes(client_agent, requetes):
    def remplir():
        creer_regularisation(participation=creer_facture(payeur=creer_ccas().commune))

    remplir()
    adresse = reverse("refacturation_liste", query={"exercice": 2020})
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(10):
        remplir()

    assert requetes(lambda: client_agent.get(adresse)) == avant <= 12


def test_un_maire_ne_lit_que_ses_factures(client_maire, commune):
    autre = creer_facture(payeur=creer_commune(nom="Talant"))
    creer_facture(payeur=commune)

    liste = client_maire.get(reverse("refacturation_liste"), {"exercice": 2020})
    for nom in ["refacturation_detail", "refacturation_pdf"]:
        reponse = client_maire.get(reverse(nom, args=[autre.payeur.code_insee, 2020]))
        assert reponse.status_code == 404

    assert commune.nom in liste.content.decode()
    assert "Talant" not in liste.content.decode()


def test_le_total_au_pied_et_le_telechargement_sont_ceux_des_lignes(client_agent):
    for cout in [480, 520]:
        creer_regularisation(
            participation=creer_facture(montant=Decimal(500)), cout_reel=Decimal(cout)
        )
    creer_facture(montant=Decimal(70))
    adresse = reverse("refacturation_liste", query={"exercice": 2020})
    reponse = client_agent.get(adresse)

    lu = lire_csv(client_agent.get(f"{adresse}&export=csv"))

    assert reponse.context["page"].totaux == (1_070, 1_070, 1_000, 0, 1_070)
    assert lu.entetes == list(reponse.context["page"].entetes)
    assert [ligne[-1] for ligne in lu.lignes] == ["480", "520", "70", "1070"]
    assert "1 070 €" in sans_insecables(reponse.content.decode())


# Neuilly-Crimolois


def test_neuilly_crimolois_six_mois_puis_l_annee(donnees, client_agent):
    en_2019, en_2020 = etat_de("Neuilly-Crimolois", 2019), etat_de("Neuilly-Crimolois", 2020)
    adresse = reverse("refacturation_detail", args=["21452", 2019])
    contenu = sans_insecables(client_agent.get(adresse).content.decode())

    assert (en_2019.total, en_2020.total) == (500, 1_000)
    assert "La métropole facture 500 € à la commune." in contenu
    assert "2019, 6 mois sur douze" in contenu
    lu = lire_csv(client_agent.get(f"{adresse}?export=csv"))
    assert lu.codes[:2] == ["objet", "exercices"]
    assert lu.lignes == [
        ["Commande publique", "2019", "500", "500", "", "", "500"],
        ["Total", "", "500", "500", "", "", "500"],
    ]


def test_en_2020_une_seule_commune_est_refacturee(donnees, client_agent):
    page = client_agent.get(reverse("refacturation_liste"), {"exercice": 2020}).context["page"]

    assert [etat.nom for etat in page.etats] == ["Neuilly-Crimolois"]
