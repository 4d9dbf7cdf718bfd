"""Collecte, éditions et productions, en plus de ce que crée `tests.fabriques`."""

from datetime import date

from django.utils import timezone

from mutualisation.models import (
    DateAnnoncee,
    Edition,
    Explication,
    FichierEdition,
    Import,
    Production,
    RelationAnnoncee,
)
from services_communs.models import BrouillonFiche, CommentaireFiche
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_chiffre_annonce,
    creer_effectif,
    creer_fiche,
    creer_rapport,
    creer_service,
    fabrique,
    nomme,
)

EMPREINTE = "0" * 64

creer_commentaire = fabrique(
    CommentaireFiche, fiche=creer_fiche, auteur=creer_agent, texte="Merci de préciser."
)
creer_brouillon = fabrique(BrouillonFiche, fiche=creer_fiche, auteur=creer_agent, saisie=dict)
creer_explication = fabrique(
    Explication, rapport=creer_rapport, point="effectif:finances", texte="Relevé en décembre."
)
creer_import = fabrique(
    Import,
    ressource="sieges",
    nom="sieges.csv",
    taille=100,
    empreinte=EMPREINTE,
    lignes=1,
    envoye_par=creer_agent,
)
creer_edition = fabrique(
    Edition,
    rapport=creer_rapport,
    numero=1,
    publiee_le=timezone.now,
    empreinte=EMPREINTE,
    logiciel=dict,
    manifeste=dict,
)
creer_fichier_edition = fabrique(
    FichierEdition,
    edition=creer_edition,
    nom="rapport.pdf",
    type_mime="application/pdf",
    contenu=lambda: b"%PDF-1.7",
    taille=8,
    empreinte=EMPREINTE,
)
creer_production = fabrique(
    Production, nature="document", cle=EMPREINTE, titre="Rapport 2020", source="<p>Rapport</p>"
)
creer_date_annoncee = fabrique(
    DateAnnoncee,
    document="Rapport annuel",
    emplacement="Préambule",
    fait=nomme("Fait {}"),
    jour=date(2018, 11, 29),
)
creer_relation_annoncee = fabrique(
    RelationAnnoncee,
    libelle=nomme("Relation {}"),
    operation="somme",
    total=creer_chiffre_annonce,
)


def creer_rapport_publiable(annee=2031, **valeurs):
    """Un domaine, son service, son effectif et sa fiche : rien n'empêche de le publier."""
    jour = date(annee, 12, 31)
    service = creer_service()
    creer_adhesion(service=service)
    creer_effectif(domaine=service.domaine, date=jour, etp=9)
    creer_fiche(domaine=service.domaine, annee=annee, etat="validee")
    return creer_rapport(**{"annee": annee, "date_observation": jour} | valeurs)
