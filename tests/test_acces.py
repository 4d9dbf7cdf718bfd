"""Qui voit quoi : chaque adresse du site, pour chaque personne."""

import pytest
from django.urls import get_resolver, reverse

from mutualisation.rapport.donnees_ouvertes import zipper
from tests.fabriques import (
    creer_agent,
    creer_cle,
    creer_commune,
    creer_convention,
    creer_deliberation,
    creer_elu,
    creer_etape,
    creer_evaluation,
    creer_fiche,
    creer_participation,
    creer_partie,
    creer_rapport,
    creer_scenario,
    creer_service,
    creer_texte,
    creer_utilisateur,
)
from tests.fabriques_gouvernance import (
    creer_document,
    creer_instance,
    creer_mandat,
    creer_pacte,
    creer_preference,
    creer_reponse,
    creer_schema,
    creer_seance,
)
from tests.fabriques_rapport import creer_edition, creer_fichier_edition, creer_production
from tests.severite import connecter

pytestmark = pytest.mark.django_db

CONNEXION = 302
PUBLIC = (200, 200, 200, 200, 200)
TOUS_CONNECTES = (CONNEXION, 200, 200, 200, 200)
AGENTS = (CONNEXION, 200, 404, 404, 404)
SAISIE = ["fiche_saisir", "fiche_brouillon", "fiche_soumettre"]
REPERES = {
    "schema": creer_schema,
    "pacte": creer_pacte,
    "texte": creer_texte,
    "etape": creer_etape,
}
PAGES = REPERES | {
    "cle": creer_cle,
    "deliberation": creer_deliberation,
    "instance": creer_instance,
}
LISTES_DE_GOUVERNANCE = [
    f"{objet}_liste"
    for objet in [
        *REPERES,
        "collectivite",
        "document",
        "mandat",
        "membre",
        "point",
        "population",
        "presence",
        "reponse",
    ]
]
PARTAGE = ["avenant", "convention", "domaine", "saisine"]
ACTIVITE = ["fiche", "mesure", "mission", "objectif", "piste", "realisation"]
MONTANTS = ["attribution_votee", "regularisation", "total_vote"]
# Statut pour : anonyme, agent, maire de la commune, autre maire, compte sans commune.
ATTENTES = {
    "accueil": (200, 302, 302, 302, 200),
    **dict.fromkeys(["tableau_de_bord", "couverture", "changements", "ecarts"], AGENTS),
    "evolution": AGENTS,
    "changement_liste": AGENTS,
    "connexion": (200, 302, 302, 302, 302),
    "deconnexion": (CONNEXION, 405, 405, 405, 405),
    "mot_de_passe_oublie": (200, 200, 200, 200, 200),
    "mot_de_passe_envoye": (200, 200, 200, 200, 200),
    "mot_de_passe_confirmer": (200, 200, 200, 200, 200),
    "mot_de_passe_termine": (200, 200, 200, 200, 200),
    **dict.fromkeys(
        ["aide", "glossaire", "accessibilite", "mentions_legales", "donnees_personnelles"], PUBLIC
    ),
    **dict.fromkeys(
        ["colonnes_choisir", "filtre_enregistrer", "filtre_supprimer"],
        (CONNEXION, 405, 405, 405, 405),
    ),
    "commune_liste": TOUS_CONNECTES,
    "commune_detail": (CONNEXION, 200, 200, 404, 404),
    "instance_liste": TOUS_CONNECTES,
    "instance_detail": TOUS_CONNECTES,
    "siege_liste": TOUS_CONNECTES,
    "siege_simuler": TOUS_CONNECTES,
    **dict.fromkeys(LISTES_DE_GOUVERNANCE, TOUS_CONNECTES),
    **dict.fromkeys([f"{objet}_detail" for objet in REPERES], TOUS_CONNECTES),
    "elu_detail": TOUS_CONNECTES,
    **dict.fromkeys([f"deliberation_{p}" for p in ["liste", "detail", "scdl"]], TOUS_CONNECTES),
    # Il faut le droit d'ajouter une délibération, que n'a pas tout agent.
    "deliberation_importer": (CONNEXION, 404, 404, 404, 404),
    "echeance_liste": TOUS_CONNECTES,
    "echeance_agenda": TOUS_CONNECTES,
    "service_liste": TOUS_CONNECTES,
    "service_detail": TOUS_CONNECTES,
    "adhesion_liste": TOUS_CONNECTES,
    "transfert_liste": TOUS_CONNECTES,
    "effectif_liste": TOUS_CONNECTES,
    "indicateur_liste": TOUS_CONNECTES,
    "cooperation_liste": TOUS_CONNECTES,
    **dict.fromkeys([f"{o}_liste" for o in PARTAGE + ACTIVITE + MONTANTS], TOUS_CONNECTES),
    "domaine_detail": TOUS_CONNECTES,
    **dict.fromkeys(["cooperation_detail", "convention_detail"], (CONNEXION, 200, 200, 404, 404)),
    **dict.fromkeys(["cout_liste", "valeur_liste", "tranche_liste"], AGENTS),
    "participation_liste": TOUS_CONNECTES,
    "participation_detail": (CONNEXION, 200, 200, 404, 404),
    "evaluation_liste": TOUS_CONNECTES,
    "evaluation_detail": TOUS_CONNECTES,
    "evaluation_consulter": (CONNEXION, 403, 403, 403, 403),
    "cle_liste": AGENTS,
    "cle_detail": AGENTS,
    "attribution_liste": TOUS_CONNECTES,
    "scenario_liste": TOUS_CONNECTES,
    "scenario_creer": TOUS_CONNECTES,
    "scenario_detail": (CONNEXION, 200, 404, 404, 404),
    "scenario_modifier": (CONNEXION, 404, 404, 404, 404),
    "scenario_dupliquer": (CONNEXION, 405, 405, 405, 405),
    "scenario_supprimer": (CONNEXION, 404, 404, 404, 404),
    "attribution_detail": (CONNEXION, 200, 200, 404, 404),
    "refacturation_liste": TOUS_CONNECTES,
    "refacturation_detail": (CONNEXION, 200, 200, 404, 404),
    # Les PDF sont éprouvés avec leur rendu, qui est long.
    "refacturation_pdf": None,
    "consultation_liste": TOUS_CONNECTES,
    "consultation_detail": (CONNEXION, 200, 200, 404, 404),
    # Les droits d'ouvrir et d'écrire sont éprouvés avec les consultations.
    **dict.fromkeys(
        ["consultation_ouvrir", "consultation_reponse", "consultation_conclure"],
        (CONNEXION, 403, 403, 403, 403),
    ),
    **dict.fromkeys(
        ["consultation_clore", "consultation_relancer"], (CONNEXION, 405, 405, 405, 405)
    ),
    "seance_liste": TOUS_CONNECTES,
    "seance_detail": TOUS_CONNECTES,
    "seance_ics": TOUS_CONNECTES,
    "seance_convocation_pdf": None,
    "seance_proces_verbal_pdf": None,
    # Écrire demande un droit que n'a pas tout agent ; un fichier est éprouvé avec son dépôt.
    "seance_envois": (CONNEXION, 403, 403, 403, 403),
    "document_ajouter": (CONNEXION, 403, 403, 403, 403),
    "consultation_document": (CONNEXION, 403, 403, 403, 403),
    "document_fichier": None,
    "document_retirer": (CONNEXION, 405, 405, 405, 405),
    "production_detail": AGENTS,
    "production_relancer": (CONNEXION, 405, 405, 405, 405),
    "production_fichier": (CONNEXION, 302, 404, 404, 404),
    "campagne_detail": AGENTS,
    # Les droits d'ouvrir, de relancer et de valider sont éprouvés avec la campagne.
    "campagne_ouvrir": (CONNEXION, 403, 403, 403, 403),
    "campagne_relancer": (CONNEXION, 405, 405, 405, 405),
    "fiche_suivre": AGENTS,
    "rapport_liste": PUBLIC,
    "rapport_comparer": PUBLIC,
    # Il faut le droit de publier, que n'a pas tout agent.
    "rapport_publier": (CONNEXION, 404, 404, 404, 404),
    "rapport_detail": PUBLIC,
    # Un agent sans droit de saisie ne voit aucune fiche.
    **dict.fromkeys(SAISIE, (CONNEXION, 404, 404, 404, 404)),
    "rapport_pdf": PUBLIC,
    "rapport_donnees": PUBLIC,
    "rapport_tableau": PUBLIC,
    **dict.fromkeys(["fiche_pdf", "fiches_pdf", "fiches_zip", "edition_fiche"], PUBLIC),
    "edition_detail": PUBLIC,
    "edition_fichier": PUBLIC,
    # Le droit de modifier un récit est éprouvé avec leur page.
    "texte_saisir": (CONNEXION, 404, 404, 404, 404),
}

ADRESSES_D_UNE_PRODUCTION = ["production_detail", "production_relancer", "production_fichier"]
ADRESSES_D_UNE_CONSULTATION = [
    "consultation_detail",
    "consultation_conclure",
    "consultation_clore",
    "consultation_relancer",
    "consultation_document",
]
ADRESSES_D_UNE_SEANCE = ["seance_detail", "seance_ics", "seance_envois", "document_ajouter"]
ADRESSES_D_UN_SCENARIO = [
    "scenario_detail",
    "scenario_modifier",
    "scenario_dupliquer",
    "scenario_supprimer",
]


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
        "domaine_detail": [service.domaine.code],
        "convention_detail": [convention.pk],
        "cooperation_detail": [creer_partie(collectivite=commune).cooperation_id],
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
        "commune_detail": [commune.code_insee],
        "filtre_supprimer": [creer_preference().pk],
        "elu_detail": [creer_mandat().elu.pk],
        **{f"{objet}_detail": [creer().pk] for objet, creer in PAGES.items()},
        **arguments_des_objets(commune),
        **dict.fromkeys(
            ["rapport_detail", "rapport_pdf", "rapport_donnees", "rapport_publier"], (2020,)
        ),
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
