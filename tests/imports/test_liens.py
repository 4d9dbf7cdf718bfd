"""D'où l'on vient à un import : l'accueil de la saisie, les listes ; où mène son bilan."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from mutualisation.imports.registre import RESSOURCES
from mutualisation.restes import IMPORTS
from tests.fabriques import creer_agent, creer_commune, creer_sieges
from tests.imports.envois import confirmer, dernier, envoyer, fichier_de_sieges, texte

pytestmark = pytest.mark.django_db

LISTES = {
    "adhesion_liste": "adhesions",
    "transfert_liste": "transferts",
    "effectif_liste": "effectifs",
    "indicateur_liste": "mesures",
    "mesure_liste": "mesures",
    "participation_liste": "participations",
    "cle_liste": "valeurs-de-cles",
    "commune_liste": "communes",
    "population_liste": "populations",
    "siege_liste": "sieges",
    "deliberation_liste": "deliberations",
    "admin:services_communs_adhesion_changelist": "adhesions",
    "admin:finances_clerepartition_changelist": "valeurs-de-cles",
}


@pytest.fixture
def client_des_sieges():
    """Un agent qui ne peut importer que les sièges, et voit les adhésions."""
    agent = creer_agent()
    droits = ["add_sieges", "change_sieges", "view_deliberation", "view_adhesion"]
    agent.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client = Client()
    client.force_login(agent)
    return client


def imports_offerts(client) -> dict[str, str]:
    taches = client.get(reverse("admin:index")).context["accueil"].taches
    return {lien.adresse: tache.nom for tache in taches for lien in tache.imports}


def test_chaque_ressource_est_a_une_tache_et_une_seule():
    rangees = [ressource.code for ressources in IMPORTS.values() for ressource in ressources]

    assert sorted(rangees) == sorted(ressource.code for ressource in RESSOURCES)


def test_chaque_tache_mene_a_ses_imports(client_administrateur):
    offerts = imports_offerts(client_administrateur)

    assert len(offerts) == len(RESSOURCES)
    assert offerts["/imports/effectifs/"] == "Préparer le rapport"
    for adresse in offerts:
        assert client_administrateur.get(adresse).status_code == 200


def test_une_tache_n_offre_que_les_imports_permis(client_des_sieges):
    assert imports_offerts(client_des_sieges) == {"/imports/sieges/": "Gouvernance"}


@pytest.mark.parametrize("liste", LISTES)
def test_une_liste_mene_a_son_import(liste, client_administrateur):
    page = client_administrateur.get(reverse(liste)).content.decode()

    assert f'href="/imports/{LISTES[liste]}/"' in page


@pytest.mark.parametrize(
    "liste", ["adhesion_liste", "seance_liste", "admin:services_communs_adhesion_changelist"]
)
def test_sans_le_droit_ou_sans_import_aucun_lien(liste, client_des_sieges):
    page = client_des_sieges.get(reverse(liste)).content.decode()

    assert "Importer un fichier" not in page


def test_le_bilan_ouvre_dans_l_historique_ce_que_l_import_a_ecrit(client_administrateur):
    sieges = creer_sieges(commune=creer_commune(nom="Ahuy"), nombre=1)
    ecrit = f"{sieges.mandature.nom};Ahuy;2;arrêté du préfet"
    envoyer(client_administrateur, fichier_de_sieges(ecrit))
    bilan = confirmer(client_administrateur, dernier(), motif="Arrêté reçu ce matin")

    adresse = bilan.context["page"].adresse_de_l_historique
    historique = client_administrateur.get(adresse)

    assert "Voir ces modifications dans l’historique" in texte(bilan)
    assert historique.context["formulaire"].errors == {}
    [changement] = historique.context["historique"].changements
    assert changement.motif == "Import de sieges.csv : Arrêté reçu ce matin"
