import re
from datetime import date

import pytest
from django.urls import reverse

from gouvernance.models import Collectivite
from mutualisation.communes import ServiceRejoint
from mutualisation.tableau_de_bord.phrases import adhesion
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_ccas,
    creer_commune,
    creer_cooperation,
    creer_elu,
    creer_participation,
    creer_partie,
    creer_population,
    creer_rapport,
    creer_saisine,
    creer_service,
    creer_transfert,
    creer_utilisateur,
)
from tests.fabriques_rapport import creer_edition, creer_fichier_edition
from tests.mutualisation.pages_de_communes import adresse, construire, page_de


def lire(html):
    """Texte de la page, sans balises, blancs réduits à une espace."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " "))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("profil", "statut"),
    [("agent", 200), ("maire", 200), ("autre maire", 404), ("sans commune", 404)],
)
def test_chacun_ne_voit_que_sa_commune(client, profil, statut):
    commune = creer_commune()
    utilisateur = {
        "agent": creer_agent,
        "maire": lambda: creer_elu(commune),
        "autre maire": lambda: creer_elu(creer_commune()),
        "sans commune": creer_utilisateur,
    }[profil]()
    client.force_login(utilisateur)

    assert client.get(adresse(commune)).status_code == statut


@pytest.mark.django_db
def test_la_page_demande_une_connexion(client):
    reponse = client.get(adresse(creer_commune()))

    assert reponse.status_code == 302
    assert reponse.url.startswith(reverse("connexion"))


@pytest.mark.parametrize(
    ("depuis", "attendu"),
    [
        ("1er\u00a0janvier 2019", "commune, depuis le 1er\u00a0janvier 2019"),
        ("mai 2019", "commune, depuis mai 2019"),
        ("2019", "commune, depuis 2019"),
    ],
)
def test_une_date_au_jour_prend_l_article(depuis, attendu):
    service = ServiceRejoint("code", "Service", "commune", depuis, est_gratuit=True)

    assert adhesion(service) == attendu


@pytest.mark.django_db
def test_un_code_inconnu_est_introuvable(client_agent):
    assert client_agent.get(reverse("commune_detail", args=["99999"])).status_code == 404


def remplir(commune):
    """De quoi montrer toutes les parties de la page."""
    creer_population(collectivite=commune, totale=1200)
    creer_participation(payeur=commune)
    creer_adhesion(collectivite=commune)
    creer_transfert(origine=commune)
    creer_saisine(commune=commune)
    creer_partie(cooperation=creer_cooperation(), collectivite=commune)


def test_le_nombre_de_requetes_ne_depend_pas_des_donnees(client_maire, commune, requetes):
    creer_edition()
    creer_service()
    remplir(commune)
    avant = requetes(lambda: client_maire.get(adresse(commune)))
    ccas = creer_ccas(commune=commune)
    for _ in range(5):
        creer_adhesion(collectivite=ccas)
        creer_transfert(origine=ccas)
        remplir(creer_commune())
        creer_partie(cooperation=creer_cooperation(), collectivite=commune)

    assert requetes(lambda: client_maire.get(adresse(commune))) == avant <= 15


def test_une_commune_sans_donnees_a_une_page(client_maire, commune):
    reponse = client_maire.get(adresse(commune))

    assert reponse.status_code == 200
    assert "La commune n’adhère à aucun service commun." in lire(reponse.content.decode())


@pytest.mark.parametrize("demande", ["2037", "l'an dernier", "<script>", "20200"])
def test_un_exercice_inconnu_se_dit_et_montre_le_dernier(client_maire, commune, demande):
    creer_participation(payeur=commune, exercice_debut=2019)
    html = client_maire.get(adresse(commune, annee=demande)).content.decode()

    assert "Aucune donnée pour l’exercice" in html
    assert f"{commune.nom} en 2019</h1>" in html
    assert "<script>" not in html


def test_les_exercices_sont_ceux_qui_ont_un_vote_ou_un_rapport_publie(commune):
    creer_participation(payeur=commune, exercice_debut=2019)
    creer_participation(exercice_debut=2017)
    creer_edition(rapport=creer_rapport(annee=2020))
    creer_rapport(annee=2021)

    page = construire(commune)

    assert [exercice.annee for exercice in page.etat.exercices] == [2019, 2020]
    assert page.etat.annee == 2020
    assert page.etat.exercice.a_un_rapport


def test_une_commune_disparue_dit_qui_lui_succede(client_agent):
    nouvelle = creer_commune(nom="Neuilly-Crimolois")
    ancienne = creer_commune(
        nom="Crimolois", date_fin=date(2019, 2, 27), successeur=nouvelle, code_insee="21213"
    )
    html = client_agent.get(adresse(ancienne)).content.decode()

    assert adresse(nouvelle) in html
    assert "27 février 2019" in lire(html)


def test_le_code_garde_par_la_commune_nouvelle_mene_a_elle(client_agent):
    nouvelle = creer_commune(nom="Neuilly-Crimolois", code_insee="21452")
    creer_commune(
        nom="Neuilly-lès-Dijon",
        date_fin=date(2019, 2, 27),
        successeur=nouvelle,
        code_insee="21452",
    )

    assert "Neuilly-Crimolois en" in client_agent.get(adresse(nouvelle)).content.decode()


def test_ce_qui_est_vide_ne_se_montre_pas(client_maire, commune):
    html = client_maire.get(adresse(commune)).content.decode()

    for identifiant in ["participations", "comparaison", "transferts", "cooperations", "aides"]:
        assert f'id="{identifiant}"' not in html


def test_l_evolution_se_compare_a_l_annee_precedente(commune):
    creer_participation(payeur=commune, exercice_debut=2019, exercice_fin=2019, montant=400, mois=8)
    creer_participation(payeur=commune, exercice_debut=2020, montant=600)
    creer_adhesion(collectivite=commune, date_debut=date(2019, 5, 1))
    creer_adhesion(collectivite=commune, date_debut=date(2020, 5, 1))

    services, participation, *_ = construire(commune, "2020").chiffres

    assert (services.valeur, services.ecart) == ("2", "1 en 2019")
    assert participation.valeur == "600\u00a0€"
    assert participation.ecart == "400\u00a0€ en 2019, sur 8 mois"


def test_chaque_telechargement_aboutit(client_maire, commune):
    edition = creer_edition()
    for nom in ["lecture.html", "rapport.pdf"]:
        creer_fichier_edition(edition=edition, nom=nom)
    remplir(commune)
    page = construire(commune, "2020")

    assert [document.libelle for document in page.documents] == [
        "Fiche 2020 en deux pages (PDF)",
        "Rapport annuel 2020",
        "Rapport en PDF",
    ]
    assert [donnees.libelle for donnees in page.donnees] == [
        "Adhésions",
        "Participations",
        "Agents transférés",
        "Coopérations",
    ]
    adresses = [page.documents[1].adresse]
    for donnees in page.donnees:
        assert [format for format, _ in donnees.formats] == ["CSV", "XLSX", "ODS"]
        adresses += [adresse for _, adresse in donnees.formats]
    for telechargee in adresses:
        reponse = client_maire.get(telechargee)
        assert reponse.status_code == 200
        # Lue jusqu'au bout : fermée avant, elle fermerait aussi la connexion du test.
        assert reponse.getvalue()


# Les données de 2020


def test_quetigny_comme_dans_le_rapport(donnees):
    page = page_de("Quetigny")

    assert page.surtitre.replace("\u00a0", " ") == (
        "9 671 habitants · membre depuis 1978 · 4 sièges sur 86 au conseil métropolitain · un CCAS"
    )
    assert page.phrase.replace("\u00a0", " ") == (
        "La commune et son CCAS adhèrent à 8 des 20 services communs "
        "et y contribuent pour 20 940 €, soit 2,17 € par habitant."
    )
    assert [chiffre.valeur.replace("\u00a0", " ") for chiffre in page.chiffres] == [
        "8",
        "20 940 €",
        "−20 940 €",
        "2",
    ]
    assert [ligne.vote.exercices for ligne in page.votes] == ["2019", "2020 et suivants"]
    assert ("Quetigny", "2,17\u00a0€") in page.comparaison.lignes


def test_ahuy_sait_pourquoi_elle_ne_paie_rien(donnees):
    page = page_de("Ahuy")

    assert page.phrase == (
        "La commune adhère à 3 des 20 services communs sans rien payer\u00a0: "
        "ces services sont gratuits pour les communes."
    )
    assert page.chiffres[1].valeur == "0\u00a0€"
    assert page.chiffres[3].adresse == ""
    assert ("Ahuy", "0\u00a0€") in page.comparaison.lignes


def test_dijon_ne_paie_pas_deux_fois_ce_qui_est_deja_valorise(donnees):
    page = page_de("Dijon")
    explication = " ".join(page.votes[-1].vote.explication.phrases).replace("\u00a0", " ")

    assert "aux 20 services communs" in page.phrase
    assert page.chiffres[2].valeur.replace("\u00a0", " ") == "−7 437 606 €"
    assert "en valorisait déjà 421 000 €. Elle baisse de 7 437 606 €." in explication
    assert page.comparaison is None


def test_neuilly_crimolois_voit_sa_part_refacturee(donnees):
    page = page_de("Neuilly-Crimolois")
    refacturee = page.votes[-1]

    assert "membre depuis le 28 février 2019" in page.surtitre.replace("\u00a0", " ")
    assert "pour 3 000 €, dont 1 000 € refacturés" in page.phrase.replace("\u00a0", " ")
    assert page.chiffres[2].valeur.replace("\u00a0", " ") == "−2 000 €"
    assert refacturee.precision == "Commande publique, part refacturée"
    assert "la métropole le refacture" in " ".join(refacturee.vote.explication.phrases)


@pytest.mark.parametrize("annee", [2019, 2020])
def test_la_page_de_chaque_commune_s_affiche(donnees, client_agent, annee):
    for commune in Collectivite.objects.membres_le(date(annee, 12, 31)):
        reponse = client_agent.get(adresse(commune, annee=annee))

        assert reponse.status_code == 200
        assert f"{commune.nom} en {annee}</h1>" in reponse.content.decode()
