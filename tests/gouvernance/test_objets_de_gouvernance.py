"""Chaque objet de la gouvernance a sa liste ou sa page : lignes, requêtes, date, visibilité."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.etat_au import JOUR_IMPOSSIBLE
from gouvernance.listes.outils import RIEN_D_ENREGISTRE
from gouvernance.models import Mandature
from tests.fabriques import (
    creer_ccas,
    creer_commune,
    creer_deliberation,
    creer_etape,
    creer_mandature,
    creer_population,
    creer_sieges,
    creer_texte,
    metropole,
    numero,
)
from tests.fabriques_gouvernance import (
    creer_document,
    creer_elu_metropolitain,
    creer_instance,
    creer_mandat,
    creer_membre,
    creer_pacte,
    creer_point,
    creer_presence,
    creer_reponse,
    creer_schema,
)

pytestmark = pytest.mark.django_db


def mandature():
    return Mandature.objects.first() or creer_mandature()


def creer_etape_a_deux():
    creer_etape().communes.set([creer_commune(), creer_commune()])


def creer_pacte_annexe():
    acte = creer_deliberation(objet=f"Charte {numero()}")
    creer_pacte(deliberation=acte, mandature=mandature()).actes.add(acte)


OBJETS = {
    "collectivite_liste": creer_ccas,
    "population_liste": lambda: creer_population(collectivite=creer_commune()),
    "siege_liste": lambda: creer_sieges(commune=creer_commune(), mandature=mandature()),
    "mandat_liste": lambda: creer_mandat(delegation="voirie"),
    "membre_liste": creer_membre,
    "presence_liste": creer_presence,
    "point_liste": lambda: creer_point(rapporteur=creer_elu_metropolitain()),
    "document_liste": lambda: creer_document(consultation=creer_reponse().consultation),
    "reponse_liste": lambda: creer_reponse(deliberation=creer_deliberation(objet=f"{numero()}")),
    "schema_liste": creer_schema,
    "pacte_liste": creer_pacte_annexe,
    "texte_liste": lambda: creer_texte(evolution="Abrogé depuis."),
    "etape_liste": creer_etape_a_deux,
}


SANS_REPONSE = {
    "collectivite_liste": {"nom": "introuvable"},
    "population_liste": {"au": "1950-01-01"},
    "siege_liste": {"au": "1950-01-01"},
    "mandat_liste": {"nom": "introuvable"},
    "membre_liste": {"nom": "introuvable"},
    "presence_liste": {"nom": "introuvable"},
    "point_liste": {"objet": "introuvable"},
    "document_liste": {"titre": "introuvable"},
    "reponse_liste": {"objet": "introuvable"},
    "schema_liste": {"texte": "introuvable"},
    "pacte_liste": {"texte": "introuvable"},
    "texte_liste": {"texte": "introuvable"},
    "etape_liste": {"texte": "%"},
}


def lire(client, nom, /, **parametres):
    return client.get(reverse(nom), parametres)


def lignes(client, nom, /, **parametres):
    return [ligne.record for ligne in lire(client, nom, **parametres).context["table"].rows]


@pytest.mark.parametrize("nom", OBJETS)
def test_requetes_constantes_quand_les_lignes_decuplent(nom, client_agent, requetes):
    OBJETS[nom]()
    avant = requetes(lambda: lire(client_agent, nom))
    for _ in range(10):
        OBJETS[nom]()

    apres = requetes(lambda: lire(client_agent, nom))

    assert apres == avant
    assert apres <= 12


@pytest.mark.parametrize("nom", OBJETS)
def test_une_liste_vide_dit_pourquoi(nom, client_agent):
    sans_rien = lire(client_agent, nom)
    OBJETS[nom]()
    sans_reponse = lire(client_agent, nom, **SANS_REPONSE[nom])

    table = sans_rien.context["table"]
    assert getattr(table, "rien_d_enregistre", RIEN_D_ENREGISTRE) in sans_rien.content.decode()
    assert table.empty_text in sans_reponse.content.decode()


@pytest.mark.parametrize("nom", OBJETS)
@pytest.mark.parametrize(
    "parametres",
    [
        {"au": "hier"},
        {"au": "0001-01-01"},
        {"au": "2020-02-31", "du": "99999-01-01", "membre_le": "x"},
        {"nom": "%", "texte": "🙂", "objet": "'", "titre": '"'},
        {"nom": "mot " * 3000, "texte": "x" * 10_000},
        {"commune": "0", "seance": "x", "consultation": "-1", "instance": "🙂"},
        {"sort": "-inconnue", "page": "9999"},
    ],
    ids=lambda parametres: str(parametres)[:40],
)
def test_une_demande_tordue_est_dite_en_mots(nom, parametres, client_agent):
    OBJETS[nom]()

    assert lire(client_agent, nom, **parametres).status_code == 200


@pytest.mark.parametrize("au", ["0001-01-01", "9999-12-31", "1949-12-31"])
def test_une_page_refuse_en_mots_un_jour_hors_du_temps_de_la_metropole(au, client_agent):
    consultation = creer_reponse().consultation
    for objet in [creer_instance(), consultation]:
        contenu = client_agent.get(objet.get_absolute_url(), {"au": au}).content.decode()
        assert JOUR_IMPOSSIBLE in contenu
    for nom in ["instance", "consultation", "seance", "deliberation", "commune"]:
        assert JOUR_IMPOSSIBLE in lire(client_agent, f"{nom}_liste", au=au).content.decode()


def test_la_population_en_vigueur_est_la_derniere_entree_en_vigueur(client_agent):
    commune = creer_commune()
    for millesime, municipale in [(2016, 100), (2018, 90), (2020, 120)]:
        creer_population(
            collectivite=commune,
            millesime=millesime,
            en_vigueur=millesime + 3,
            municipale=municipale,
            totale=None,
        )

    (en_2022,) = lignes(client_agent, "population_liste", au="2022-06-30")

    assert (en_2022.millesime, en_2022.evolution, en_2022.depuis) == (2018, -10, 2016)
    assert lignes(client_agent, "population_liste", au="2018-01-01") == []


def test_le_pied_ne_totalise_pas_deux_recensements(client_agent):
    commune = creer_commune()
    for millesime in [2016, 2018]:
        creer_population(collectivite=commune, millesime=millesime, en_vigueur=millesime + 3)

    deux = lire(client_agent, "population_liste").context["table"]
    un = lire(client_agent, "population_liste", millesime=2018).context["table"]

    assert (deux.has_footer(), un.has_footer()) == (False, True)


def test_les_sieges_et_les_mandats_se_lisent_a_une_date(client_agent):
    ancienne = creer_mandature(
        nom="2014-2020", date_debut=date(2014, 4, 1), date_fin=date(2020, 7, 15)
    )
    siege = creer_sieges(mandature=ancienne, commune=creer_commune())
    mandat = creer_mandat(mandature=ancienne, date_debut=date(2014, 4, 1))
    place = creer_membre(mandat=mandat, date_debut=date(2014, 4, 1))

    for nom, ligne in [("siege_liste", siege), ("mandat_liste", mandat), ("membre_liste", place)]:
        assert lignes(client_agent, nom, au="2020-07-15") == [ligne]
        assert lignes(client_agent, nom, au="2020-07-16") == []


def test_le_schema_vaut_jusqu_au_suivant(client_agent):
    premier = creer_schema(annee_debut=2015, annee_fin=2017)
    second = creer_schema(annee_debut=2021, annee_fin=2026)

    assert lignes(client_agent, "schema_liste", au="2019-01-01") == [premier]
    assert lignes(client_agent, "schema_liste", au="2030-01-01") == [second]
    assert lignes(client_agent, "schema_liste", au="2014-12-31") == []


def test_la_page_des_communes_montre_population_et_sieges_du_jour_choisi(client_agent):
    commune = creer_commune(date_debut=date(2000, 1, 1))
    for millesime, totale in [(2016, 100), (2020, 120)]:
        creer_population(
            collectivite=commune,
            millesime=millesime,
            en_vigueur=millesime + 3,
            municipale=90,
            totale=totale,
        )
    ancienne = creer_mandature(
        nom="2014-2020", date_debut=date(2014, 4, 1), date_fin=date(2020, 7, 15)
    )
    creer_sieges(mandature=ancienne, commune=commune, nombre=4)

    (en_2020,) = lignes(client_agent, "commune_liste", au="2020-06-01")
    (en_2024,) = lignes(client_agent, "commune_liste", au="2024-06-01")

    assert (en_2020.population, en_2020.nombre_sieges) == (100, 4)
    assert (en_2024.population, en_2024.nombre_sieges) == (120, None)


@pytest.mark.parametrize("cherche", ["ecologie", "ÉCOLOGIE", "d'ecologie", "schéma d’écol"])
def test_un_mot_se_trouve_sans_ses_accents(cherche, client_agent):
    trouvee = creer_deliberation(objet="Schéma d’écologie urbaine")
    creer_deliberation(objet="Règlement intérieur")

    assert lignes(client_agent, "deliberation_liste", texte=cherche) == [trouvee]


def test_les_donnees_livrees_ont_leurs_listes(client_agent, donnees):
    attendus = {
        "population_liste": 115,
        "siege_liste": 23,
        "texte_liste": 35,
        "etape_liste": 32,
        "schema_liste": 1,
        "pacte_liste": 1,
        "mandat_liste": 0,
        "membre_liste": 0,
        "collectivite_liste": 32,
    }

    assert {nom: lire(client_agent, nom).context["nombre"] for nom in attendus} == attendus
    assert metropole().nom in lire(client_agent, "collectivite_liste").content.decode()
