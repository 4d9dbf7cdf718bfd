"""Une ligne de 2020 de chaque modèle rattaché, et de quoi la modifier."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from finances.models import (
    AttributionCompensation,
    CleRepartition,
    CoutService,
    EvaluationCLECT,
    Participation,
    Regularisation,
    TotalVote,
    TrancheForfait,
    ValeurCle,
)
from gouvernance.models import (
    Collectivite,
    Consultation,
    Deliberation,
    EnvoiInformation,
    Etape,
    Instance,
    Mandat,
    Mandature,
    MembreInstance,
    Pacte,
    PointOrdreDuJour,
    Population,
    Presence,
    ReponseCommune,
    Schema,
    Seance,
    Sieges,
)
from mutualisation.models import Explication, Rapport, TexteChapitre
from services_communs.models import (
    Adhesion,
    Avenant,
    CommunesConcernees,
    Convention,
    Cooperation,
    Effectif,
    Fiche,
    Mesure,
    Objectif,
    PartieCooperation,
    PisteAction,
    Realisation,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)
from tests import fabriques as f
from tests import fabriques_gouvernance as g

JOUR = date(2020, 7, 16)


def fiche():
    return f.creer_fiche(annee=2020)


def cle():
    return f.creer_cle(date_debut=JOUR)


def mandature():
    return f.creer_mandature(date_debut=JOUR)


def cooperation():
    return f.creer_cooperation(date_debut=JOUR)


def seance():
    return g.creer_seance(jour=JOUR)


def presence():
    membre = g.creer_membre(date_debut=JOUR)
    tenue = g.creer_seance(instance=membre.instance, jour=JOUR)
    return g.creer_presence(membre=membre, seance=tenue)


def explication():
    rapport = f.creer_rapport(annee=2020)
    return Explication.objects.create(rapport=rapport, point="effectif:logistique", texte="Vide.")


def avenant():
    convention = f.creer_convention(date_debut=JOUR)
    return Avenant.objects.create(convention=convention, numero=1, objet="Ajout", date_effet=JOUR)


LIGNES = {
    Adhesion: lambda: f.creer_adhesion(date_debut=JOUR),
    AttributionCompensation: lambda: f.creer_attribution(exercice=2020),
    Avenant: avenant,
    CleRepartition: cle,
    Collectivite: lambda: f.creer_commune(date_debut=JOUR),
    CommunesConcernees: lambda: f.creer_concernees(piste=f.creer_piste(fiche=fiche())),
    Consultation: lambda: g.creer_consultation(transmise_le=JOUR),
    Convention: lambda: f.creer_convention(date_debut=JOUR),
    Cooperation: cooperation,
    CoutService: lambda: f.creer_cout(exercice=2020),
    Deliberation: lambda: f.creer_deliberation(date=JOUR),
    Effectif: lambda: f.creer_effectif(date=JOUR),
    EnvoiInformation: lambda: g.creer_envoi(seance=seance(), fait_le=JOUR, nature="liste"),
    Etape: lambda: f.creer_etape(date=JOUR),
    EvaluationCLECT: lambda: f.creer_evaluation(date=JOUR),
    Explication: explication,
    Fiche: fiche,
    Instance: lambda: g.creer_instance(date_debut=JOUR),
    Mandat: lambda: g.creer_mandat(date_debut=JOUR),
    Mandature: mandature,
    MembreInstance: lambda: g.creer_membre(date_debut=JOUR),
    Mesure: lambda: f.creer_mesure(annee=2020),
    Objectif: lambda: f.creer_objectif(fiche=fiche()),
    Pacte: lambda: g.creer_pacte(deliberation=f.creer_deliberation(date=JOUR)),
    Participation: lambda: f.creer_participation(
        evaluation=f.creer_evaluation(date=JOUR, etat="en_travaux"), exercice_debut=2020
    ),
    PartieCooperation: lambda: f.creer_partie(cooperation=cooperation()),
    PisteAction: lambda: f.creer_piste(fiche=fiche()),
    PointOrdreDuJour: lambda: g.creer_point(seance=seance()),
    Population: lambda: f.creer_population(en_vigueur=2020, millesime=2017),
    Presence: presence,
    Rapport: lambda: f.creer_rapport(annee=2020),
    Realisation: lambda: f.creer_realisation(fiche=fiche()),
    Regularisation: lambda: f.creer_regularisation(exercice=2020),
    ReponseCommune: lambda: g.creer_reponse(transmise_le=JOUR, rendue_le=JOUR, sens="favorable"),
    Saisine: lambda: f.creer_saisine(annee=2020),
    Schema: lambda: g.creer_schema(annee_debut=2020, annee_fin=2026),
    Seance: seance,
    ServiceCommun: lambda: f.creer_service(date_debut=JOUR),
    Sieges: lambda: f.creer_sieges(mandature=mandature()),
    TexteChapitre: lambda: f.creer_texte_chapitre(rapport=f.creer_rapport(annee=2020)),
    TotalVote: lambda: f.creer_total_vote(
        evaluation=f.creer_evaluation(date=JOUR, etat="en_travaux"), exercice_debut=2020
    ),
    TrancheForfait: lambda: f.creer_tranche(cle=cle()),
    TransfertAgents: lambda: f.creer_transfert(date_effet=JOUR),
    ValeurCle: lambda: f.creer_valeur(cle=cle()),
}


def autre_valeur(champ: models.Field, valeur):
    """Une valeur différente, que le champ accepte."""
    if choix := [cle for cle, _ in champ.flatchoices if cle != valeur]:
        return choix[0]
    if isinstance(champ, models.BooleanField):
        return not valeur
    if isinstance(champ, models.DateTimeField):
        return timezone.now()
    if isinstance(champ, models.DateField):
        return (valeur or JOUR) + timedelta(days=1)
    if isinstance(champ, models.TimeField):
        return None if valeur else "18:00"
    if isinstance(champ, models.IntegerField | models.DecimalField):
        return (valeur or 0) + 1
    return f"{valeur or ''}x"
