"""Pages des évaluations et des clés : le cas publié, l'accès, un calcul hypothétique."""

from decimal import Decimal

from django.urls import reverse

from finances.models import EvaluationCLECT
from tests.fabriques import (
    creer_adhesion,
    creer_cle,
    creer_commune,
    creer_cout,
    creer_evaluation,
    creer_participation,
    metropole,
)


def sans_insecables(texte: str) -> str:
    return texte.replace("\u00a0", " ")


# Une évaluation


def adresse_de_2019():
    return EvaluationCLECT.objects.get(date__year=2019).get_absolute_url()


def test_les_cinq_montants_qui_ne_sont_pas_huit_douziemes(donnees, client_agent):
    page = client_agent.get(adresse_de_2019()).context["page"]

    assert len(page.proratises) == 14
    assert {montant.payeur: int(montant.ecart) for montant in page.ecarts_au_prorata} == {
        "Chenôve": -4,
        "Quetigny": -3,
        "Saint-Apollinaire": -2,
        "Marsannay-la-Côte": -1,
        "Plombières-lès-Dijon": 1,
    }


def test_les_totaux_publies_et_leur_euro_d_ecart(donnees, client_agent):
    page = client_agent.get(adresse_de_2019()).context["page"]

    assert [(e.annee, e.total_vote, e.somme_des_parts, e.ecart) for e in page.exercices] == [
        (2019, 12_599_371, 12_599_371, 0),
        (2020, 12_921_681, 12_921_682, 1),
    ]
    assert "arrondis" in page.exercices[1].explication
    assert [graphique.titre for graphique in page.graphiques] == [
        "Qui paie quoi, 2020 et suivants",
        "Les mêmes, sans les deux plus grandes",
    ]
    assert page.evolution.phrase.endswith("+322\u00a0310\u00a0€.")


def test_un_maire_n_y_lit_que_ses_lignes_et_les_totaux(commune, client_maire, client_agent):
    evaluation = creer_evaluation()
    creer_participation(evaluation=evaluation, payeur=commune)
    creer_participation(evaluation=evaluation, payeur=creer_commune(nom="Quetigny"))

    lue = client_maire.get(evaluation.get_absolute_url())

    assert "Quetigny" in client_agent.get(evaluation.get_absolute_url()).content.decode()
    assert "Quetigny" not in lue.content.decode()
    assert [ligne.libelle for ligne in lue.context["page"].lignes] == [commune.nom]
    assert lue.context["page"].exercices[0].somme_des_parts == Decimal(1000)


def test_un_maire_ne_lit_pas_une_evaluation_en_travaux(client_maire, client_agent):
    evaluation = creer_evaluation(etat="en_travaux")

    assert client_agent.get(evaluation.get_absolute_url()).status_code == 200
    assert client_maire.get(evaluation.get_absolute_url()).status_code == 404
    liste = client_maire.get(reverse("evaluation_liste")).content.decode()
    assert evaluation.get_absolute_url() not in liste


def test_l_evaluation_montre_couts_et_ecart_au_calcul(calcul, client_agent):
    contenu = client_agent.get(calcul.evaluation.get_absolute_url()).content.decode()

    assert "−10\u00a0€ face au calcul : Geste de la commission." in contenu
    assert "Coût des services en 2020" in contenu
    assert "Charges de support" in contenu


def test_l_evaluation_en_requetes_constantes(calcul, client_agent, requetes):
    adresse = calcul.evaluation.get_absolute_url()
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(10):
        creer_participation(evaluation=calcul.evaluation)
        creer_cout(evaluation=calcul.evaluation)

    assert requetes(lambda: client_agent.get(adresse)) == avant <= 15


# Une clé


def test_une_cle_montre_les_parts_d_une_annee_pleine(calcul, client_agent):
    cle = calcul.evaluation.couts.first().service.cles.get()
    page = client_agent.get(reverse("cle_detail", args=[cle.pk])).context["page"]

    parts = [(p.payeur, p.valeur, sans_insecables(f"{p.part} {p.montant}")) for p in page.parts]
    assert parts == [("Ahuy", "1", "25,00 % 330,00 €"), ("Talant", "3", "75,00 % 990,00 €")]


def test_une_cle_decompose_le_cout_de_son_service(calcul, client_agent):
    cle = calcul.evaluation.couts.first().service.cles.get()
    page = client_agent.get(reverse("cle_detail", args=[cle.pk])).context["page"]

    assert page.exercice_du_cout == 2020
    assert [nature for nature, _ in page.decomposition.lignes] == [
        "Personnel",
        "Charges de support",
    ]


def test_une_cle_sans_cout_ni_valeur_le_dit(client_agent):
    metropole()
    cle = creer_cle()
    creer_adhesion(service=cle.service, collectivite=creer_commune(nom="Ahuy"))
    contenu = client_agent.get(reverse("cle_detail", args=[cle.pk])).content.decode()

    assert "inconnu" in contenu
    assert "Sans valeur dans la clé : Ahuy." in contenu
