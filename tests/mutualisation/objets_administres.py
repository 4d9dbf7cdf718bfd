"""De quoi remplir chaque page de l'administration : un objet et ses lignes, par modèle."""

from datetime import date

from django.contrib.auth.models import Group

from finances.models import (
    AttributionCompensation,
    CleRepartition,
    CoutService,
    EvaluationCLECT,
    Participation,
    Regularisation,
    Scenario,
)
from gouvernance.models import (
    CCAS,
    Collectivite,
    Commune,
    Consultation,
    Deliberation,
    Elu,
    Etape,
    Graphie,
    Instance,
    Mandat,
    Mandature,
    MembreInstance,
    Pacte,
    Schema,
    Seance,
    Texte,
    Utilisateur,
)
from mutualisation.models import (
    ChiffreAnnonce,
    DateAnnoncee,
    Edition,
    Import,
    Rapport,
    RelationAnnoncee,
)
from services_communs.models import (
    Adhesion,
    Avenant,
    Convention,
    Cooperation,
    Domaine,
    Effectif,
    Fiche,
    Indicateur,
    PisteAction,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)
from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_ccas,
    creer_chiffre_annonce,
    creer_commune,
    creer_concernees,
    creer_convention,
    creer_cout,
    creer_deliberation,
    creer_domaine,
    creer_effectif,
    creer_etape,
    creer_evaluation,
    creer_fiche,
    creer_hypothese,
    creer_indicateur,
    creer_mandature,
    creer_mesure,
    creer_mission,
    creer_objectif,
    creer_participation,
    creer_partie,
    creer_piste,
    creer_population,
    creer_rapport,
    creer_realisation,
    creer_regularisation,
    creer_saisine,
    creer_service,
    creer_sieges,
    creer_texte,
    creer_texte_chapitre,
    creer_total_vote,
    creer_tranche,
    creer_transfert,
    creer_utilisateur,
    creer_valeur,
)
from tests.fabriques_gouvernance import (
    creer_document,
    creer_envoi,
    creer_mandat,
    creer_membre,
    creer_pacte,
    creer_point,
    creer_presence,
    creer_reponse,
)
from tests.fabriques_rapport import (
    creer_date_annoncee,
    creer_edition,
    creer_fichier_edition,
    creer_import,
    creer_relation_annoncee,
)


def cle_complete():
    cle = creer_tranche(population_max=999).cle
    creer_valeur(cle=cle)
    return cle


def commune_complete():
    commune = creer_commune(successeur=creer_commune())
    creer_population(collectivite=commune)
    Graphie.objects.create(texte=f"Graphie {commune.pk}", collectivite=commune)
    return commune


def consultation_complete():
    reponse = creer_reponse(
        sens="favorable", rendue_le=date(2021, 2, 10), deliberation=creer_deliberation()
    )
    return reponse.consultation


def convention_complete():
    convention = creer_convention()
    convention.parties.add(creer_commune())
    convention.services.add(creer_service())
    Avenant.objects.create(
        convention=convention, numero=1, objet="Élargissement", date_effet=convention.date_debut
    )
    return convention


def cooperation_complete():
    return creer_partie().cooperation


def evaluation_complete():
    evaluation = creer_evaluation(etat="en_travaux")
    creer_cout(evaluation=evaluation)
    creer_total_vote(evaluation=evaluation, exercice_fin=2020)
    creer_participation(evaluation=evaluation)
    creer_participation(evaluation=evaluation, montant_calcule=500)
    return evaluation


def participation_a_un_service():
    adhesion = creer_adhesion()
    return creer_participation(payeur=adhesion.collectivite, service=adhesion.service)


def fiche_complete():
    fiche = creer_fiche(responsable=creer_utilisateur())
    creer_objectif(fiche=fiche)
    creer_piste(fiche=fiche)
    creer_realisation(fiche=fiche).beneficiaires.add(creer_commune())
    return fiche


def mandature_existante():
    return Mandature.objects.first() or creer_mandature()


def pacte_complet():
    pacte = creer_pacte(mandature=mandature_existante(), deliberation=creer_deliberation())
    pacte.actes.add(creer_deliberation())
    return pacte


def mandature_complete():
    mandature = mandature_existante()
    creer_sieges(mandature=mandature)
    return mandature


def piste_complete():
    concernees = creer_concernees()
    concernees.collectivites.add(creer_commune())
    return concernees.piste


def rapport_complet():
    annee = 2000 + Rapport.objects.count()
    return creer_texte_chapitre(rapport=creer_rapport(annee=annee)).rapport


def schema_complet():
    return Schema.objects.create(
        nom=f"Schéma {Schema.objects.count()}",
        annee_debut=2018,
        annee_fin=2020,
        deliberation=creer_deliberation(),
    )


def seance_complete():
    presence = creer_presence()
    seance = presence.seance
    creer_presence(
        seance=seance,
        membre=creer_membre(instance=seance.instance),
        etat="represente",
        pouvoir_a=presence.membre,
    )
    creer_point(seance=seance)
    creer_envoi(seance=seance)
    creer_document(seance=seance)
    return seance


def service_complet():
    service = creer_mission().service
    creer_adhesion(service=service)
    creer_adhesion(service=service, collectivite=creer_ccas())
    return service


def utilisateur_complet():
    utilisateur = creer_utilisateur()
    utilisateur.collectivites.add(creer_commune())
    return utilisateur


def edition_complete():
    edition = creer_edition(rapport=rapport_complet(), publiee_par=creer_utilisateur())
    creer_fichier_edition(edition=edition)
    return edition


CREATIONS = {
    Adhesion: creer_adhesion,
    AttributionCompensation: creer_attribution,
    CCAS: creer_ccas,
    ChiffreAnnonce: lambda: creer_chiffre_annonce(
        collectivite=creer_commune(),
        domaine=creer_domaine(),
        service=creer_service(),
        indicateur=creer_indicateur(),
    ),
    CleRepartition: cle_complete,
    Collectivite: commune_complete,
    Commune: commune_complete,
    Consultation: consultation_complete,
    Convention: convention_complete,
    Cooperation: cooperation_complete,
    CoutService: creer_cout,
    DateAnnoncee: creer_date_annoncee,
    Deliberation: creer_deliberation,
    Domaine: creer_domaine,
    Elu: lambda: creer_mandat(mandature=mandature_existante()).elu,
    Edition: edition_complete,
    Effectif: creer_effectif,
    Etape: creer_etape,
    EvaluationCLECT: evaluation_complete,
    Fiche: fiche_complete,
    Group: lambda: Group.objects.create(name=f"Groupe {Group.objects.count()}"),
    Import: creer_import,
    Indicateur: lambda: creer_mesure().indicateur,
    Instance: lambda: creer_membre().instance,
    Mandat: lambda: creer_mandat(mandature=mandature_existante()),
    Mandature: mandature_complete,
    MembreInstance: creer_membre,
    Pacte: pacte_complet,
    Participation: participation_a_un_service,
    PisteAction: piste_complete,
    Rapport: rapport_complet,
    RelationAnnoncee: creer_relation_annoncee,
    Regularisation: creer_regularisation,
    Saisine: creer_saisine,
    Scenario: lambda: creer_hypothese().scenario,
    Schema: schema_complet,
    Seance: seance_complete,
    ServiceCommun: service_complet,
    Texte: creer_texte,
    TransfertAgents: lambda: creer_transfert(service=creer_service()),
    Utilisateur: utilisateur_complet,
}
