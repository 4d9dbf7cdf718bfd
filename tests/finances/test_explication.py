"""D'où vient chaque montant : les cas publiés, puis un calcul entier, hypothétique."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from finances.explication import lire_explication
from finances.models import Participation
from finances.rejeu import construire_page, ecrire_prorata
from gouvernance.models import Collectivite
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.rendu import rendre_html
from tests.fabriques import (
    creer_adhesion,
    creer_commune,
    creer_participation,
    creer_valeur,
)
from tests.mutualisation.pages_de_communes import construire

IMPUTEE = "imputation_ac"


def sans_insecables(texte: str) -> str:
    return texte.replace("\u00a0", " ")


def participation(nom, exercice, mode=IMPUTEE):
    return Participation.objects.avec_relations().get(
        payeur__nom=nom, exercice_debut=exercice, mode=mode
    )


def dire(nom, exercice, mode=IMPUTEE) -> str:
    explication = lire_explication(participation(nom, exercice, mode))
    return sans_insecables(" ".join(explication.phrases))


def etapes(nom, exercice, mode=IMPUTEE) -> list[tuple[str, str]]:
    explication = lire_explication(participation(nom, exercice, mode))
    return [(e.libelle, sans_insecables(e.montant)) for e in explication.etapes]


# Les cas publiés


def test_fontaine_paie_huit_douziemes_de_l_annee_pleine(donnees):
    assert dire("Fontaine-lès-Dijon", 2019) == (
        "Montant voté : 8 000 € (CLECT du 11 avril 2019 ; conseil métropolitain, juin 2019). "
        "Il couvre 8 mois sur douze : 12 000 € × 8/12 = 8 000 €. "
        "Les documents ne donnent ni le coût des services ni la clé qui le partage : "
        "une année pleine ne se recalcule pas. "
        "L’attribution de compensation baisse de 8 000 €."
    )


def test_dijon_ne_deduit_que_ce_qui_n_etait_pas_valorise(donnees):
    assert "en valorisait déjà 421 000 €. Elle baisse de 7 437 606 €." in dire("Dijon", 2020)
    assert etapes("Dijon", 2020) == [
        ("Montant voté", "7 858 606 €"),
        ("Déjà valorisé", "421 000 €"),
        ("Effet sur l’attribution", "−7 437 606 €"),
    ]


@pytest.mark.parametrize(
    ("nom", "pleine", "prorata", "arrondi", "ecart", "phrase"),
    [
        ("Chenôve", "51 587 €", "34 391,33 €", "34 391 €", "−4 €", "en compte 4 de moins."),
        ("Plombières-lès-Dijon", "3 908 €", "2 605,33 €", "2 605 €", "+1 €", "1 de plus."),
    ],
)
def test_l_ecart_au_prorata_se_montre(donnees, nom, pleine, prorata, arrondi, ecart, phrase):
    assert phrase in dire(nom, 2019)
    assert "Un arrondi fait avant la somme" in dire(nom, 2019)
    assert etapes(nom, 2019)[:4] == [
        ("Année pleine", pleine),
        ("Prorata", prorata),
        ("Arrondi", arrondi),
        ("Écart", ecart),
    ]


def test_neuilly_crimolois_recoit_une_facture(donnees):
    assert "1 000 € × 6/12 = 500 €." in dire("Neuilly-Crimolois", 2019, "refacturation")
    assert etapes("Neuilly-Crimolois", 2019, "refacturation") == [
        ("Année pleine", "1 000 €"),
        ("Prorata", "500 €"),
        ("Montant voté", "500 €"),
        ("Facturé à la commune", "500 €"),
    ]
    assert "la métropole le refacture" in dire("Neuilly-Crimolois", 2020, "refacturation")


def test_la_metropole_garde_sa_part(donnees):
    assert "La métropole le garde à sa charge" in dire("Dijon Métropole", 2020)


def test_une_commune_qui_ne_paie_rien_sait_pourquoi(donnees):
    assert "trois services communs ouverts à toutes" in dire("Ahuy", 2020)
    assert "Les documents ne donnent" not in dire("Ahuy", 2020)


@pytest.mark.parametrize("nom", ["Chenôve", "Dijon", "Fontaine-lès-Dijon", "Neuilly-Crimolois"])
def test_les_memes_phrases_aux_trois_endroits(donnees, client_agent, nom):
    commune = Collectivite.objects.get(nom=nom)
    annexe = sans_insecables(rendre_html(construire_rapport(2020)))
    page = sans_insecables(client_agent.get(commune.get_absolute_url()).content.decode())
    for vote in construire(commune, "2020").votes:
        detail = sans_insecables(client_agent.get(vote.vote.adresse).content.decode())
        for phrase in vote.vote.explication.phrases:
            assert sans_insecables(phrase) in annexe
            assert sans_insecables(phrase) in page
            assert sans_insecables(phrase) in detail
        assert f'href="{vote.vote.adresse}"' in page


# Un calcul entier


def test_le_calcul_se_rejoue_service_par_service(calcul):
    page = construire_page(calcul)

    (ligne,) = page.lignes
    assert (ligne.service, ligne.valeur, ligne.prorata) == ("Numérique", "3 sur 4", "8/12")
    assert sans_insecables(f"{ligne.cout} {ligne.part} {ligne.exact}") == "1 320 € 75 % 660 €"
    assert page.total == Decimal(660)
    assert page.couts.natures == ("personnel", "charges de support")
    assert page.couts.totaux == (Decimal(1200), Decimal(120))
    assert not page.a_change_depuis


def test_l_ecart_au_calcul_dit_son_motif(calcul):
    phrases = sans_insecables(" ".join(lire_explication(calcul).phrases))

    assert phrases.startswith("Montant proposé : 650 €")
    assert (
        "Les coûts et les clés donnent 660 € ; le montant proposé en compte 10 de moins : "
        "Geste de la commission." in phrases
    )
    assert "Les documents ne donnent" not in phrases


def test_un_cout_change_depuis_le_calcul_se_dit(calcul, client_agent):
    calcul.evaluation.couts.filter(nature="personnel").update(montant=2400)

    reponse = client_agent.get(calcul.get_absolute_url())

    assert reponse.context["page"].a_change_depuis
    assert "ont changé depuis le calcul retenu" in reponse.content.decode()


def test_une_valeur_manquante_laisse_l_explication_sans_calcul(calcul, client_agent):
    calcul.evaluation.couts.first().service.cles.get().valeurs.all().delete()

    reponse = client_agent.get(calcul.get_absolute_url())

    assert reponse.status_code == 200
    assert "le calcul ne peut pas être rejoué" in reponse.content.decode()


@pytest.mark.parametrize(
    ("fraction", "ecrite"), [("1", "année entière"), ("2/3", "8/12"), ("245/365", "245/365")]
)
def test_un_prorata_s_ecrit_en_mois_ou_en_jours(fraction, ecrite):
    assert ecrire_prorata(Fraction(fraction)) == ecrite


def test_le_detail_en_requetes_constantes(calcul, client_agent, requetes):
    avant = requetes(lambda: client_agent.get(calcul.get_absolute_url()))
    cle = calcul.evaluation.couts.first().service.cles.get()
    for _ in range(5):
        commune = creer_commune()
        creer_adhesion(service=cle.service, collectivite=commune, date_debut=date(2020, 5, 1))
        creer_valeur(cle=cle, collectivite=commune)
        creer_participation(payeur=commune, evaluation=calcul.evaluation)

    assert requetes(lambda: client_agent.get(calcul.get_absolute_url())) == avant <= 16
