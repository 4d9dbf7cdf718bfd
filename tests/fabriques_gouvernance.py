"""Instances, séances et consultations, en plus de ce que crée `tests.fabriques`."""

from datetime import date

from gouvernance.models import (
    Cloture,
    Consultation,
    Document,
    Elu,
    EnvoiInformation,
    Instance,
    Mandat,
    MembreInstance,
    Pacte,
    PointOrdreDuJour,
    PreferenceDeListe,
    Presence,
    ReponseCommune,
    Schema,
    Seance,
)
from tests.fabriques import (
    creer_commune,
    creer_mandature,
    creer_utilisateur,
    fabrique,
    metropole,
    nomme,
    numero,
)

creer_instance = fabrique(
    Instance,
    collectivite=metropole,
    nature="comite_pilotage",
    nom=nomme("Comité {}"),
    delai_convocation=5,
)
creer_elu_metropolitain = fabrique(
    Elu, nom=nomme("Nom {}"), prenom="Camille", commune=creer_commune
)
creer_mandat = fabrique(
    Mandat, elu=creer_elu_metropolitain, fonction="conseiller", date_debut=date(2020, 7, 16)
)
creer_membre = fabrique(
    MembreInstance, instance=creer_instance, mandat=creer_mandat, date_debut=date(2020, 7, 16)
)
creer_seance = fabrique(Seance, instance=creer_instance, jour=date(2021, 3, 25))
creer_point = fabrique(
    PointOrdreDuJour, seance=creer_seance, ordre=numero, objet="Rapport de mutualisation"
)
creer_envoi = fabrique(
    EnvoiInformation,
    seance=creer_seance,
    commune=creer_commune,
    nature="convocation",
    fait_le=date(2021, 3, 19),
)
creer_pacte = fabrique(Pacte, nom=nomme("Pacte {}"), mandature=creer_mandature)
creer_schema = fabrique(Schema, nom=nomme("Schéma {}"), annee_debut=2018, annee_fin=2020)
creer_consultation = fabrique(
    Consultation,
    nature="schema",
    objet=nomme("Schéma {}"),
    transmise_le=date(2021, 1, 15),
)
creer_reponse = fabrique(
    ReponseCommune,
    consultation=creer_consultation,
    commune=creer_commune,
    transmise_le=date(2021, 1, 15),
)
creer_document = fabrique(
    Document,
    titre="Convocation",
    date=date(2021, 3, 19),
    fichier="documents/2021/convocation.pdf",
    type_mime="application/pdf",
    taille=8,
    empreinte="0" * 64,
    seance=creer_seance,
)
creer_preference = fabrique(
    PreferenceDeListe,
    utilisateur=creer_utilisateur,
    liste="adhesion_liste",
    nom="Les miennes",
    criteres="au=2020-12-31",
)
creer_cloture = fabrique(Cloture, annee=2020)


def creer_presence(**valeurs):
    """D'un membre de l'instance qui tient la séance."""
    membre = valeurs.pop("membre", None) or creer_membre()
    seance = valeurs.pop("seance", None) or creer_seance(instance=membre.instance)
    return Presence.objects.create(
        **{"seance": seance, "membre": membre, "etat": "present"} | valeurs
    )
