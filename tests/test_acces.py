"""Qui voit quoi : chaque adresse du site, pour chaque personne."""

import pytest
from django.urls import get_resolver, reverse

from mutualisation.rapport.donnees_ouvertes import zipper
from tests.adresses import (
    ADRESSES_D_UN_EXERCICE,
    ADRESSES_D_UN_RAPPORT,
    ADRESSES_D_UN_SCENARIO,
    ADRESSES_D_UNE_CONSULTATION,
    ADRESSES_D_UNE_PRODUCTION,
    ADRESSES_D_UNE_SEANCE,
    ATTENTES,
    IMPORT_ECRIT,
    PAGES,
    SAISIE,
)
from tests.fabriques import (
    creer_agent,
    creer_cle,
    creer_commune,
    creer_convention,
    creer_elu,
    creer_evaluation,
    creer_fiche,
    creer_participation,
    creer_partie,
    creer_rapport,
    creer_scenario,
    creer_service,
    creer_utilisateur,
)
from tests.fabriques_gouvernance import (
    creer_document,
    creer_mandat,
    creer_preference,
    creer_reponse,
    creer_seance,
)
from tests.fabriques_rapport import (
    creer_edition,
    creer_fichier_edition,
    creer_import,
    creer_production,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return creer_commune(nom="Ahuy")


@pytest.fixture
def personnes(commune):
    return [
        None,
        creer_agent(),
        creer_elu(commune),
        creer_elu(creer_commune(nom="Talant")),
        creer_utilisateur(),
    ]


def arguments_des_objets(commune) -> dict[str, list]:
    convention = creer_convention()
    convention.parties.add(commune)
    service = creer_service(code="assurances")
    return {
        "service_detail": [service.code],
        "grille_adhesions": [service.code],
        **dict.fromkeys(["grille_cle", "cle_reconduire"], (creer_cle(service=service).pk,)),
        **dict.fromkeys(["grille_participations", "grille_couts"], (creer_evaluation().pk,)),
        "domaine_detail": [service.domaine.code],
        "convention_detail": [convention.pk],
        "cooperation_detail": [creer_partie(collectivite=commune).cooperation_id],
        "import_envoyer": ["sieges"],
        **dict.fromkeys(["import_modele", "import_donnees"], ("sieges", "csv")),
        **dict.fromkeys(["import_detail", *IMPORT_ECRIT], (creer_import().pk,)),
        "historique_personne": [creer_agent().pk],
        "historique_exercice": [2020],
    }


@pytest.fixture
def arguments(commune):
    edition = creer_edition(rapport=creer_rapport(annee=2020))
    for nom in ["donnees.json", "lecture.html", "rapport.pdf", "donnees.zip", "adhesions.csv"]:
        creer_fichier_edition(edition=edition, nom=nom)
    fiches = zipper({f"fiche-{commune.code_insee}.pdf": b"%PDF"})
    for nom in ["fiches.pdf", "fiches.zip"]:
        creer_fichier_edition(edition=edition, nom=nom, contenu=fiches)
    reponse = creer_reponse(commune=commune)
    return {
        **dict.fromkeys(ADRESSES_D_UNE_CONSULTATION, (reponse.consultation_id,)),
        "consultation_reponse": [reponse.consultation_id, reponse.pk],
        "participation_detail": [creer_participation(payeur=commune).pk],
        **dict.fromkeys(["evaluation_detail", "evaluation_consulter"], (creer_evaluation().pk,)),
        "changement_liste": ["adhesions-nouvelles"],
        "constat_expliquer": ["prorata"],
        "commune_detail": [commune.code_insee],
        "filtre_supprimer": [creer_preference().pk],
        "elu_detail": [creer_mandat().elu.pk],
        **dict.fromkeys(["compte_donnees", "compte_effacer"], (creer_utilisateur().pk,)),
        **{f"{objet}_detail": [creer().pk] for objet, creer in PAGES.items()},
        **arguments_des_objets(commune),
        **dict.fromkeys([*ADRESSES_D_UN_RAPPORT, *ADRESSES_D_UN_EXERCICE], (2020,)),
        **dict.fromkeys(["fiches_pdf", "fiches_zip"], (2020,)),
        "fiche_pdf": [2020, commune.code_insee],
        "rapport_tableau": [2020, "adhesions"],
        "edition_detail": [2020, 1],
        "edition_fichier": [2020, 1, "rapport.pdf"],
        "edition_fiche": [2020, 1, commune.code_insee],
        "texte_saisir": [2020, "essentiel"],
        **dict.fromkeys(["campagne_detail", "campagne_ouvrir", "campagne_relancer"], (2020,)),
        **dict.fromkeys(["fiche_suivre", *SAISIE], (2020, creer_fiche().domaine.code)),
        "attribution_detail": [commune.code_insee, 2020],
        "refacturation_detail": [commune.code_insee, 2020],
        **dict.fromkeys(ADRESSES_D_UNE_PRODUCTION, (creer_production().pk,)),
        **dict.fromkeys(ADRESSES_D_UNE_SEANCE, (creer_seance().pk,)),
        "document_retirer": [creer_document().pk],
        **dict.fromkeys(ADRESSES_D_UN_SCENARIO, (creer_scenario().pk,)),
        "verrou_lever": [1],
        "mot_de_passe_confirmer": ["MQ", "jeton-perime"],
    }


def noms_des_adresses() -> set[str]:
    """Tous les noms d'adresse du site, hors administration."""

    def parcourir(motifs):
        for motif in motifs:
            if hasattr(motif, "url_patterns"):
                if motif.namespace != "admin":
                    yield from parcourir(motif.url_patterns)
            else:
                yield motif.name

    return set(parcourir(get_resolver().url_patterns))


def test_chaque_adresse_dit_qui_peut_la_lire():
    assert noms_des_adresses() == ATTENTES.keys()


@pytest.mark.parametrize("nom", [nom for nom, statuts in ATTENTES.items() if statuts])
def test_statut_de_chaque_page_pour_chaque_personne(nom, personnes, arguments):
    adresse = reverse(nom, args=arguments.get(nom))

    statuts = tuple(connecter(personne).get(adresse).status_code for personne in personnes)

    assert statuts == ATTENTES[nom]


def test_un_anonyme_revient_a_sa_page_apres_la_connexion(commune):
    adresse = reverse("commune_detail", args=[commune.code_insee])

    reponse = connecter(None).get(adresse)

    assert reponse.url == f"{reverse('connexion')}?next={adresse}"
