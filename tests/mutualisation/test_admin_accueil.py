"""L'accueil de la saisie : ce qui reste à faire, pour chacun, en peu de requêtes."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Utilisateur
from mutualisation.controles.comptes import recompter_ecarts
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_attribution,
    creer_ccas,
    creer_commune,
    creer_convention,
    creer_deliberation,
    creer_domaine,
    creer_evaluation,
    creer_fiche,
    creer_population,
    creer_rapport,
    creer_service,
    creer_texte,
    creer_utilisateur,
)
from tests.fabriques_gouvernance import creer_consultation, creer_reponse, creer_seance

pytestmark = pytest.mark.django_db

ACCUEIL = reverse("admin:index")
HIER = timezone.localdate() - timedelta(days=1)


@pytest.fixture(autouse=True)
def sans_compte_d_ecarts():
    cache.clear()


def restes(client) -> dict[str, str]:
    """Phrases de tous les restes montrés, et où chacune mène."""
    taches = client.get(ACCUEIL).context["accueil"].taches
    return {
        reste.phrase.replace("\u00a0", " "): reste.adresse
        for tache in taches
        for reste in tache.restes
    }


def adhesion_en_regle():
    adhesion = creer_adhesion(convention=creer_convention())
    adhesion.deliberations.add(creer_deliberation())


# Une ligne qui manque et sa jumelle complète ; la phrase ne compte que la première.
RESTES = {
    "1 fiche à valider": lambda: [creer_fiche(etat="a_valider"), creer_fiche(etat="validee")],
    "1 domaine sans contributeur": creer_domaine,
    "1 service sans adhérent": lambda: [creer_service(), adhesion_en_regle()],
    "1 adhésion sans délibération": lambda: [creer_adhesion(), adhesion_en_regle()],
    "1 adhésion sans convention": lambda: [
        creer_adhesion(),
        adhesion_en_regle(),
        creer_adhesion(date_fin=HIER),
    ],
    "1 convention sans délibération": creer_convention,
    "1 évaluation aux travaux": lambda: creer_evaluation(etat="en_travaux"),
    "1 évaluation à notifier aux communes": lambda: creer_evaluation(etat="adoptee"),
    "1 attribution à notifier": lambda: [
        creer_attribution(),
        creer_attribution(date_notification=HIER),
    ],
    "1 séance sans procès-verbal arrêté": lambda: [
        creer_seance(jour=HIER, convoquee_le=HIER - timedelta(days=9)),
        creer_seance(jour=HIER),
    ],
    "1 consultation en cours": lambda: [
        creer_consultation(),
        creer_consultation(close_le=HIER),
    ],
    "1 commune dont la population est à actualiser": lambda: [
        creer_commune(),
        creer_population(millesime=HIER.year - 3, en_vigueur=timezone.localdate().year),
    ],
    "1 commune sans numéro SIREN": creer_commune,
    "1 CCAS sans numéro SIREN": creer_ccas,
    "1 référence à vérifier depuis plus d’un an": lambda: [
        creer_texte(date_verification=HIER - timedelta(days=366)),
        creer_texte(date_verification=HIER),
    ],
    "1 compte qui n’ouvre aucune page": lambda: [
        creer_utilisateur(),
        creer_utilisateur(is_active=False),
    ],
    "1 agent sans groupe": creer_agent,
    "1 compte sans mot de passe choisi": lambda: [
        creer_utilisateur(password=make_password(None)),
        creer_utilisateur(password=make_password(None), last_login=timezone.now()),
    ],
}


@pytest.mark.parametrize("phrase", RESTES)
def test_un_reste_est_compte_et_ouvre_ses_lignes(client_administrateur, phrase):
    assert phrase not in restes(client_administrateur)
    RESTES[phrase]()

    trouves = restes(client_administrateur)

    assert phrase in trouves
    liste = client_administrateur.get(trouves[phrase])
    assert liste.status_code == 200
    assert liste.context["cl"].result_count == 1


def test_chaque_reste_declare_est_eprouve():
    declares = {
        f"1 {reste.singulier}"
        for page in admin.site._registry.values()
        for reste in getattr(page, "a_completer", [])
    }

    assert declares == RESTES.keys()


def test_une_consultation_en_cours_dit_son_echeance(client_administrateur):
    jour = timezone.localdate()
    consultation = creer_consultation(transmise_le=jour)
    creer_reponse(consultation=consultation, transmise_le=jour)

    assert "prochaine échéance le" in client_administrateur.get(ACCUEIL).content.decode()


def test_chacun_ne_voit_que_ce_qu_il_peut_faire(donnees):
    client = Client()
    client.force_login(Utilisateur.objects.get(username="contributeur-numerique"))
    creer_adhesion()
    creer_fiche(etat="a_valider")

    assert restes(client) == {}
    assert client.get(ACCUEIL).context["accueil"].ecarts is None


def test_un_gestionnaire_ne_voit_pas_les_comptes(donnees):
    client = Client()
    client.force_login(Utilisateur.objects.get(username="agent"))
    creer_agent()

    assert "Comptes" not in [t.nom for t in client.get(ACCUEIL).context["accueil"].taches]
    assert "1 agent sans groupe" not in restes(client)


def test_les_ecarts_ne_se_comptent_qu_a_la_demande(client_administrateur, requetes):
    creer_rapport(annee=2020)
    creer_service()
    sans_compte = client_administrateur.get(ACCUEIL)
    nombre_sans_compte = requetes(lambda: client_administrateur.get(ACCUEIL))

    compte = client_administrateur.get(ACCUEIL, {"compter": ""})

    assert sans_compte.context["accueil"].ecarts.comptes_a is None
    assert "compter les écarts" in sans_compte.content.decode()
    assert compte.context["accueil"].ecarts.comptes_a
    assert requetes(lambda: client_administrateur.get(ACCUEIL)) == nombre_sans_compte


def test_un_nombre_d_ecarts_ouvre_autant_de_constats(client_administrateur, donnees):
    recompter_ecarts(2020)
    ecarts = client_administrateur.get(ACCUEIL).context["accueil"].ecarts

    assert ecarts.restes
    for reste in ecarts.restes:
        page = client_administrateur.get(reste.adresse).context["page"]
        assert reste.phrase.startswith(f"{page.nombre}\u00a0")


def test_l_accueil_a_nombre_de_requetes_constant(client_administrateur, requetes):
    def remplir():
        for creer in RESTES.values():
            creer()

    creer_rapport()
    remplir()
    avant = requetes(lambda: client_administrateur.get(ACCUEIL))
    for _ in range(5):
        for phrase, creer in RESTES.items():
            if "convention" not in phrase and "adhésion" not in phrase:
                creer()

    assert requetes(lambda: client_administrateur.get(ACCUEIL)) == avant
    assert avant <= 17
