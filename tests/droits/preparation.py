"""Un objet derrière chaque adresse, et une personne par rôle."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from gouvernance.models import Collectivite, Utilisateur
from mutualisation.rapport.donnees_ouvertes import zipper
from services_communs.models import Domaine
from tests.adresses import (
    ADRESSES_D_UN_COMPTE,
    ADRESSES_D_UN_EXERCICE,
    ADRESSES_D_UN_RAPPORT,
    ADRESSES_D_UN_SCENARIO,
    ADRESSES_D_UNE_CONSULTATION,
    ADRESSES_D_UNE_PRODUCTION,
    ADRESSES_D_UNE_SEANCE,
    IMPORT_ECRIT,
    PAGES,
    SAISIE,
)
from tests.fabriques import (
    creer_agent,
    creer_cle,
    creer_commune,
    creer_convention,
    creer_domaine,
    creer_elu,
    creer_evaluation,
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

GROUPES = Path(settings.RACINE) / "fixtures/reference/20_groupes.jsonl"


def creer_les_groupes() -> None:
    """Ceux qui sont livrés, avec leurs permissions."""
    for texte in GROUPES.read_text().splitlines():
        champs = json.loads(texte)["fields"]
        groupe, _ = Group.objects.get_or_create(name=champs["name"])
        cles = champs.get("permissions", [])
        groupe.permissions.set([Permission.objects.get_by_natural_key(*cle) for cle in cles])


def creer_membre_du_groupe(nom: str) -> Utilisateur:
    agent = creer_agent()
    agent.groups.add(Group.objects.get(name=nom))
    return agent


def creer_contributeur(domaine: Domaine) -> Utilisateur:
    contributeur = creer_membre_du_groupe("contributeurs")
    domaine.contributeurs.add(contributeur)
    return contributeur


def creer_les_personnes(commune: Collectivite, domaine: Domaine) -> dict[str, Utilisateur | None]:
    """Une par rôle de `ROLES` ; la commune et le domaine sont à certaines, pas à d'autres."""
    return {
        "anonyme": None,
        "agent sans groupe": creer_agent(),
        "maire de la commune": creer_elu(commune),
        "maire d’une autre": creer_elu(creer_commune(nom="Talant")),
        "compte sans commune": creer_utilisateur(),
        "contributeur du domaine": creer_contributeur(domaine),
        "contributeur d’un autre": creer_contributeur(creer_domaine()),
        "gestionnaire": creer_membre_du_groupe("gestionnaires"),
        "administrateur": creer_membre_du_groupe("administrateurs"),
        "compte désactivé": creer_membre_du_groupe("administrateurs"),
    }


def arguments_des_adresses(commune: Collectivite, fiche, auteur: Utilisateur) -> dict[str, list]:
    """Ce qui est à quelqu'un (simulation, filtre, import) est à cet auteur."""
    reponse = creer_reponse(commune=commune)
    recu = creer_import(envoye_par=auteur, etat="abandonne")
    return {
        **dict.fromkeys(ADRESSES_D_UNE_CONSULTATION, (reponse.consultation_id,)),
        "consultation_reponse": [reponse.consultation_id, reponse.pk],
        "participation_detail": [creer_participation(payeur=commune).pk],
        **dict.fromkeys(["evaluation_detail", "evaluation_consulter"], (creer_evaluation().pk,)),
        "changement_liste": ["adhesions-nouvelles"],
        "constat_expliquer": ["prorata"],
        "commune_detail": [commune.code_insee],
        "filtre_supprimer": [creer_preference(utilisateur=auteur).pk],
        "elu_detail": [creer_mandat().elu.pk],
        **dict.fromkeys(
            [*ADRESSES_D_UN_COMPTE, "second_facteur_retirer"], (creer_utilisateur().pk,)
        ),
        **{f"{objet}_detail": [creer().pk] for objet, creer in PAGES.items()},
        **arguments_des_services(commune),
        **arguments_des_annees(commune, fiche),
        **dict.fromkeys(ADRESSES_D_UNE_PRODUCTION, (creer_production().pk,)),
        **dict.fromkeys(ADRESSES_D_UNE_SEANCE, (creer_seance().pk,)),
        "document_fichier": [creer_document().pk],
        "document_retirer": [creer_document().pk],
        **dict.fromkeys(ADRESSES_D_UN_SCENARIO, (creer_scenario(auteur=auteur).pk,)),
        "import_envoyer": ["sieges"],
        **dict.fromkeys(["import_modele", "import_donnees"], ("sieges", "csv")),
        **dict.fromkeys(
            ["import_detail", *IMPORT_ECRIT],
            (recu.pk,),
        ),
        "historique_personne": [auteur.pk],
        "verrou_lever": [1],
        **dict.fromkeys(["mot_de_passe_confirmer", "invitation"], ("MQ", "jeton-perime")),
    }


def arguments_des_services(commune: Collectivite) -> dict[str, list]:
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
    }


def arguments_des_annees(commune: Collectivite, fiche) -> dict[str, list]:
    edition = creer_edition(rapport=creer_rapport(annee=2020))
    for nom in ["donnees.json", "lecture.html", "rapport.pdf", "donnees.zip", "adhesions.csv"]:
        creer_fichier_edition(edition=edition, nom=nom)
    fiches = zipper({f"fiche-{commune.code_insee}.pdf": b"%PDF"})
    for nom in ["fiches.pdf", "fiches.zip"]:
        creer_fichier_edition(edition=edition, nom=nom, contenu=fiches)
    campagne = ["campagne_detail", "campagne_ouvrir", "campagne_relancer"]
    memes = [*ADRESSES_D_UN_RAPPORT, *ADRESSES_D_UN_EXERCICE, "historique_exercice", *campagne]
    refacturation = ["refacturation_detail", "refacturation_pdf", "attribution_detail"]
    return {
        **dict.fromkeys([*memes, "fiches_pdf", "fiches_zip"], (2020,)),
        "fiche_pdf": [2020, commune.code_insee],
        "rapport_tableau": [2020, "adhesions"],
        "edition_detail": [2020, 1],
        "edition_fichier": [2020, 1, "rapport.pdf"],
        "edition_fiche": [2020, 1, commune.code_insee],
        "texte_saisir": [2020, "essentiel"],
        **dict.fromkeys(["fiche_suivre", *SAISIE], (2020, fiche.domaine.code)),
        **dict.fromkeys(refacturation, (commune.code_insee, 2020)),
    }


def assister(client, personne: Utilisateur, motif: str = "Ne trouve pas sa participation"):
    return client.post(reverse("compte_assister", args=[personne.pk]), {"motif": motif})
