"""De quoi ajouter une ligne à chaque grille de l'administration, avec toutes ses relations."""

from datetime import date

from gouvernance.models import Graphie
from services_communs.models import Avenant
from tests.fabriques import (
    creer_adhesion,
    creer_commune,
    creer_concernees,
    creer_cout,
    creer_deliberation,
    creer_hypothese,
    creer_mesure,
    creer_mission,
    creer_objectif,
    creer_participation,
    creer_partie,
    creer_piste,
    creer_population,
    creer_realisation,
    creer_sieges,
    creer_texte_chapitre,
    creer_total_vote,
    creer_tranche,
    creer_valeur,
)
from tests.fabriques_gouvernance import (
    creer_document,
    creer_envoi,
    creer_mandat,
    creer_membre,
    creer_point,
    creer_presence,
    creer_reponse,
)
from tests.fabriques_rapport import creer_fichier_edition
from tests.mutualisation.objets_administres import mandature_existante


def avenant(convention, rang):
    avenant = Avenant.objects.create(
        convention=convention, numero=10 + rang, objet="Élargissement", date_effet=date(2020, 1, 1)
    )
    avenant.deliberations.add(creer_deliberation())


def concernees(piste, rang):
    creer_concernees(piste=piste, annee=2030 + rang).collectivites.add(creer_commune())


def participation_calculee(evaluation, rang):
    adhesion = creer_adhesion()
    creer_participation(
        evaluation=evaluation,
        payeur=adhesion.collectivite,
        service=adhesion.service,
        montant_calcule=500,
    )


def presence(seance, rang):
    tenu = creer_membre(instance=seance.instance)
    represente = creer_membre(instance=seance.instance)
    creer_presence(seance=seance, membre=tenu)
    creer_presence(seance=seance, membre=represente, etat="represente", pouvoir_a=tenu)


LIGNES = {
    "AdhesionInline": lambda service, rang: creer_adhesion(service=service),
    "AvenantInline": avenant,
    "CommunesConcerneesInline": concernees,
    "CoutInline": lambda evaluation, rang: creer_cout(evaluation=evaluation),
    "DocumentInline": lambda seance, rang: creer_document(seance=seance),
    "EnvoiInline": lambda seance, rang: creer_envoi(seance=seance),
    "FichierEditionInline": lambda edition, rang: creer_fichier_edition(
        edition=edition, nom=f"annexe-{rang}.csv"
    ),
    "GraphieInline": lambda collectivite, rang: Graphie.objects.create(
        collectivite=collectivite, texte=f"{collectivite.nom} {rang}"
    ),
    "HypotheseInline": lambda scenario, rang: creer_hypothese(scenario=scenario),
    "MandatInline": lambda elu, rang: creer_mandat(
        elu=elu,
        fonction="vice_president",
        rang=10 + rang,
        delegation=f"Délégation {rang}",
        mandature=mandature_existante(),
    ),
    "MembreInline": lambda instance, rang: creer_membre(instance=instance),
    "MesureInline": lambda indicateur, rang: creer_mesure(indicateur=indicateur, annee=1990 + rang),
    "MissionInline": lambda service, rang: creer_mission(service=service),
    "ObjectifInline": lambda fiche, rang: creer_objectif(fiche=fiche),
    "ParticipationCalculeeInline": participation_calculee,
    "ParticipationSaisieInline": lambda evaluation, rang: creer_participation(
        evaluation=evaluation
    ),
    "PartieInline": lambda cooperation, rang: creer_partie(cooperation=cooperation),
    "PisteActionInline": lambda fiche, rang: creer_piste(fiche=fiche),
    "PointInline": lambda seance, rang: creer_point(seance=seance, rapporteur=creer_mandat().elu),
    "PopulationInline": lambda commune, rang: creer_population(
        collectivite=commune, millesime=1990 + rang, en_vigueur=1993 + rang
    ),
    "PresenceInline": presence,
    "RealisationInline": lambda fiche, rang: creer_realisation(fiche=fiche).beneficiaires.add(
        creer_commune()
    ),
    "ReponseInline": lambda consultation, rang: creer_reponse(
        consultation=consultation,
        sens="favorable",
        rendue_le=date(2021, 2, 10),
        deliberation=creer_deliberation(),
    ),
    "SiegesInline": lambda mandature, rang: creer_sieges(mandature=mandature),
    "TexteChapitreInline": lambda rapport, rang: creer_texte_chapitre(
        rapport=rapport, chapitre=["etapes", "financement", "gouvernance"][rang % 3]
    ),
    "TotalVoteInline": lambda evaluation, rang: creer_total_vote(
        evaluation=evaluation, exercice_debut=2030 + rang, exercice_fin=2030 + rang
    ),
    "TrancheForfaitInline": lambda cle, rang: creer_tranche(
        cle=cle, population_min=1000 * (rang + 1), population_max=1000 * (rang + 1) + 999
    ),
    "ValeurCleInline": lambda cle, rang: creer_valeur(cle=cle),
}
