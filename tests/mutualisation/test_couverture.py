"""Matrice de couverture : qui adhère à quoi, depuis quand, et des totaux qui s'ouvrent."""

import gzip
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from mutualisation.vue_d_ensemble.couverture import Colonnes, Lignes, construire_matrice
from mutualisation.vue_d_ensemble.partage import lire_partage
from tests.exports import lire_csv
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_ccas,
    creer_commune,
    creer_domaine,
    creer_population,
    creer_service,
)

pytestmark = pytest.mark.django_db

JOUR = date(2020, 12, 31)


def lire(client, **parametres):
    reponse = client.get(reverse("couverture", query={"au": "2020-12-31"} | parametres))
    assert reponse.status_code == 200
    return reponse.context["page"]


def matrice(**ordres):
    return construire_matrice(lire_partage(JOUR, JOUR), JOUR, **ordres)


def case(commune, service):
    lue = matrice()
    ligne = next(ligne for ligne in lue.lignes if ligne.commune.cle == commune.pk)
    return ligne.cases[[colonne.service.cle for colonne in lue.colonnes].index(service.pk)]


def lignes_ouvertes(client, adresse):
    return client.get(adresse).context["nombre"]


def test_la_couverture_de_2020(donnees, client_agent):
    page = lire(client_agent)

    assert page.phrase.replace("\u00a0", " ") == (
        "23 communes, 20 services communs, 188 adhésions au 31 décembre 2020."
    )
    quetigny = next(ligne for ligne in page.matrice.lignes if ligne.commune.nom == "Quetigny")
    assert (quetigny.services, quetigny.adhesions) == (8, 14)
    assert quetigny.cases[2].texte == "commune et CCAS depuis 2019"
    dijon = next(ligne for ligne in page.matrice.lignes if ligne.commune.nom == "Dijon")
    assert dijon.cases[-1].texte.replace("\u00a0", " ") == (
        "commune et CCAS depuis le 1er mai 2017"
    )
    assert (page.matrice.communes, page.matrice.ccas) == (148, 40)


def test_chaque_total_de_2020_ouvre_autant_de_lignes(donnees, client_agent):
    matrice = lire(client_agent).matrice

    for ligne in matrice.lignes[:8]:
        assert lignes_ouvertes(client_agent, ligne.adresse_des_adhesions) == ligne.adhesions
    for colonne in matrice.colonnes[:5]:
        adresse = colonne.adresse_des_adhesions
        assert lignes_ouvertes(client_agent, adresse) == colonne.adhesions
        assert lignes_ouvertes(client_agent, f"{adresse}&nature=commune") == colonne.communes
        assert lignes_ouvertes(client_agent, f"{adresse}&nature=ccas") == colonne.ccas
    assert lignes_ouvertes(client_agent, matrice.adresse_des_adhesions) == matrice.adhesions


def test_un_domaine_choisi_restreint_les_totaux_et_leurs_lignes(client_agent):
    commune = creer_commune()
    achats, rh = creer_domaine(code="achats"), creer_domaine(code="rh")
    creer_adhesion(service=creer_service(domaine=achats), collectivite=commune)
    creer_adhesion(service=creer_service(domaine=rh), collectivite=commune)

    page = lire(client_agent, domaine="achats")

    (ligne,) = page.matrice.lignes
    assert (len(page.matrice.colonnes), ligne.adhesions) == (1, 1)
    assert lignes_ouvertes(client_agent, ligne.adresse_des_adhesions) == 1
    assert lignes_ouvertes(client_agent, page.matrice.adresse_des_adhesions) == 1
    assert [domaine.code for domaine in page.domaines if domaine.est_choisi] == ["achats"]


@pytest.mark.parametrize(
    ("debut", "precision", "attendu"),
    [
        (date(2019, 5, 1), "jour", "commune depuis le 1er mai 2019"),
        (date(2019, 5, 1), "mois", "commune depuis mai 2019"),
        (date(2019, 5, 1), "annee", "commune depuis 2019"),
    ],
)
def test_une_case_ne_dit_que_ce_que_l_on_sait_de_la_date(debut, precision, attendu):
    adhesion = creer_adhesion(date_debut=debut, precision_debut=precision)

    lue = case(adhesion.collectivite, adhesion.service)

    assert (lue.forme, lue.annee) == ("commune", "2019")
    assert lue.texte.replace("\u00a0", " ") == attendu


def test_une_commune_et_son_ccas_partagent_une_case():
    ccas = creer_ccas()
    adhesion = creer_adhesion(collectivite=ccas.commune, date_debut=date(2019, 1, 1))
    creer_adhesion(collectivite=ccas, service=adhesion.service, date_debut=date(2020, 7, 1))
    seul = creer_adhesion(collectivite=ccas, date_debut=date(2020, 1, 1))

    deux, du_ccas = case(ccas.commune, adhesion.service), case(ccas.commune, seul.service)

    assert (deux.forme, deux.annee) == ("deux", "2019")
    assert deux.texte.replace("\u00a0", " ") == (
        "commune depuis le 1er janvier 2019, CCAS depuis le 1er juillet 2020"
    )
    assert du_ccas.forme == "ccas"
    (ligne,) = matrice().lignes
    assert (ligne.services, ligne.adhesions) == (2, 3)


@pytest.mark.parametrize(
    ("jour", "adhesions"),
    [("2018-12-31", 0), ("2019-01-01", 1), ("2019-12-31", 1), ("2020-01-01", 0)],
)
def test_l_etat_d_un_jour_bornes_comprises(client_agent, jour, adhesions):
    creer_adhesion(date_debut=date(2019, 1, 1), date_fin=date(2019, 12, 31))

    assert lire(client_agent, au=jour).matrice.adhesions == adhesions


def test_une_adhesion_restee_ouverte_se_montre_meme_apres_un_depart(client_agent):
    """Le total reste celui des lignes de la base."""
    partie = creer_commune(date_fin=date(2019, 2, 27))
    ferme = creer_service(date_fin=date(2019, 6, 30))
    creer_adhesion(collectivite=partie, service=ferme)

    lue = lire(client_agent).matrice

    assert (len(lue.lignes), len(lue.colonnes), lue.adhesions) == (1, 1, 1)
    assert lignes_ouvertes(client_agent, lue.adresse_des_adhesions) == 1


def test_les_communes_et_les_services_se_rangent():
    ahuy, dijon = creer_commune(nom="Ahuy"), creer_commune(nom="Dijon")
    creer_population(collectivite=ahuy, municipale=10, totale=1_000)
    creer_population(collectivite=dijon, municipale=10, totale=160_000)
    rare, courant = creer_service(nom="A"), creer_service(nom="B")
    for commune, service in [(ahuy, rare), (ahuy, courant), (dijon, courant)]:
        creer_adhesion(collectivite=commune, service=service)

    def noms(**ordres):
        lue = matrice(**ordres)
        return (
            [ligne.commune.nom for ligne in lue.lignes],
            [colonne.service.nom for colonne in lue.colonnes],
        )

    assert noms() == (["Ahuy", "Dijon"], ["A", "B"])
    assert noms(lignes=Lignes.POPULATION)[0] == ["Dijon", "Ahuy"]
    assert noms(lignes=Lignes.SERVICES)[0] == ["Ahuy", "Dijon"]
    assert noms(colonnes=Colonnes.ADHERENTS)[1] == ["B", "A"]
    assert matrice(colonnes=Colonnes.ADHERENTS).groupes == ()


@pytest.mark.parametrize(
    ("parametres", "message"),
    [
        ({"au": "demain"}, "« demain » n’est pas une date"),
        ({"au": "1066-10-14"}, "Rien n’est connu"),
        ({"lignes": "x' OR 1=1"}, "n’est pas un ordre connu : voici celui par nom"),
        ({"colonnes": "🦊" * 5_000}, "n’est pas un ordre connu : voici celui par domaine"),
        ({"domaine": "%"}, "voici tous les domaines"),
    ],
)
def test_une_adresse_mal_ecrite_est_repondue_en_mots(client_agent, parametres, message):
    creer_adhesion()

    page = lire(client_agent, **parametres)

    assert message in " ".join(page.messages).replace("\u00a0", " ")


def test_un_jour_sans_service_ni_commune_le_dit(client_agent):
    contenu = client_agent.get(reverse("couverture", query={"au": "1951-01-01"})).content.decode()

    assert "Aucun service commun n’était ouvert ce jour-là" in contenu


def test_le_fichier_a_les_cases_de_l_ecran(donnees, client_agent):
    page = lire(client_agent, lignes="population")
    adresse = reverse(
        "couverture", query={"au": "2020-12-31", "lignes": "population", "export": "csv"}
    )

    fichier = lire_csv(client_agent.get(adresse))

    premiere, *_, totaux = fichier.lignes
    assert fichier.codes[:3] == ["code_insee", "commune", "population"]
    assert fichier.codes[3:-2] == [colonne.service.code for colonne in page.matrice.colonnes]
    assert premiere[1:3] == ["Dijon", "160186"]
    assert premiere[-2:] == ["20", "35"]
    assert totaux[-1] == "188"


@pytest.mark.parametrize(
    ("parametres", "type_mime"),
    [
        ({"au": "demain"}, "text/html"),
        ({"domaine": "inconnu"}, "text/html"),
        ({"au": "2099-12-31"}, "text/csv"),
    ],
)
def test_une_demande_mal_comprise_ne_se_telecharge_pas(client_agent, parametres, type_mime):
    creer_adhesion()

    reponse = client_agent.get(reverse("couverture", query={"export": "csv"} | parametres))

    assert reponse["Content-Type"].startswith(type_mime)


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_la_couverture_se_telecharge_en_classeur(client_agent, format):
    creer_adhesion()

    reponse = client_agent.get(reverse("couverture", query={"export": format}))

    assert reponse.status_code == 200
    assert b"".join(reponse).startswith(b"PK")


def test_une_grande_matrice_s_envoie_compressee(donnees):
    # Le client des autres tests lit chaque page, et ne la veut donc pas compressée.
    client = Client()
    client.force_login(creer_agent())
    adresse = reverse("couverture", query={"au": "2020-12-31"})

    claire = client.get(adresse).content
    reponse = client.get(adresse, headers={"accept-encoding": "gzip"})

    assert reponse["Content-Encoding"] == "gzip"
    assert b"Quetigny" in gzip.decompress(reponse.content)
    assert len(reponse.content) < len(claire) / 5


def test_la_matrice_se_lit_en_requetes_constantes(client_agent, requetes):
    adresse = reverse("couverture", query={"au": "2020-12-31"})
    creer_adhesion()
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(10):
        creer_adhesion(collectivite=creer_ccas())

    assert requetes(lambda: client_agent.get(adresse)) == avant
