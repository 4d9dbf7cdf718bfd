"""Objets de test : valides, minimaux, distincts ; tout champ se remplace par son nom.

creer_adhesion(collectivite=creer_ccas(), date_fin=date(2019, 12, 31))
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import count

from finances.models import (
    AttributionCompensation,
    CleRepartition,
    CoutService,
    EvaluationCLECT,
    Hypothese,
    Participation,
    Regularisation,
    Scenario,
    TotalVote,
    TrancheForfait,
    ValeurCle,
)
from gouvernance.models import (
    Collectivite,
    Deliberation,
    Etape,
    Mandature,
    Population,
    Sieges,
    Texte,
    Utilisateur,
)
from mutualisation.models import ChiffreAnnonce, Rapport, TexteChapitre
from services_communs.models import (
    Adhesion,
    CommunesConcernees,
    Convention,
    Cooperation,
    Domaine,
    Effectif,
    Fiche,
    Indicateur,
    Mesure,
    Mission,
    Objectif,
    PartieCooperation,
    PisteAction,
    Realisation,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)

numero = count(1).__next__


def fabrique(modele, **defauts):
    """Fonction qui enregistre un objet ; un défaut appelable n'est appelé que s'il sert."""

    def creer(**valeurs):
        manquants = {champ: defaut for champ, defaut in defauts.items() if champ not in valeurs}
        calcules = {champ: d() if callable(d) else d for champ, d in manquants.items()}
        return modele.objects.create(**calcules | valeurs)

    return creer


def nomme(motif):
    """Nom distinct à chaque appel : « Service 12 »."""
    return lambda: motif.format(numero())


# Gouvernance

creer_commune = fabrique(
    Collectivite,
    nature="commune",
    nom=nomme("Commune {}"),
    code_insee=lambda: f"{90000 + numero() % 10000}",
    date_debut=date(2015, 1, 1),
)
creer_exterieure = fabrique(Collectivite, nature="exterieure", nom=nomme("Commune voisine {}"))
creer_metropole = fabrique(
    Collectivite, nature="metropole", nom=nomme("Métropole {}"), article="la"
)


def creer_ccas(**valeurs):
    commune = valeurs.pop("commune", None) or creer_commune()
    defauts = {"nature": "ccas", "nom": f"CCAS {commune.de}", "article": "le"}
    return Collectivite.objects.create(commune=commune, **defauts | valeurs)


def metropole():
    """Celle qui existe, ou une nouvelle : il n'y en a qu'une."""
    return Collectivite.objects.metropole().first() or creer_metropole()


creer_population = fabrique(
    Population, collectivite=creer_commune, millesime=2018, en_vigueur=2021, municipale=1000
)
creer_utilisateur = fabrique(Utilisateur, username=nomme("utilisateur-{}"))


def creer_agent(**valeurs):
    """Agent de la métropole : il voit tout, sans droit particulier dans l'admin."""
    return creer_utilisateur(**{"is_staff": True} | valeurs)


def creer_administrateur(**valeurs):
    return creer_agent(**{"is_superuser": True} | valeurs)


def creer_elu(*communes, **valeurs):
    """Maire ou élu, qui ne voit que ces communes."""
    elu = creer_utilisateur(**valeurs)
    elu.collectivites.set(communes)
    return elu


creer_deliberation = fabrique(
    Deliberation,
    collectivite=metropole,
    assemblee="conseil métropolitain",
    date=date(2018, 11, 29),
    objet=nomme("Objet {}"),
)
creer_mandature = fabrique(
    Mandature, nom="2020-2026", date_debut=date(2020, 7, 16), date_fin=date(2026, 3, 31)
)
creer_sieges = fabrique(
    Sieges,
    mandature=creer_mandature,
    commune=creer_commune,
    nombre=1,
    acte="Arrêté préfectoral",
)
creer_texte = fabrique(
    Texte, categorie="code", reference=nomme("Article {}"), objet="Services communs"
)
creer_etape = fabrique(Etape, date=date(2015, 1, 1), titre=nomme("Étape {}"))

# Services communs

creer_domaine = fabrique(Domaine, ordre=numero, code=nomme("domaine-{}"), titre=nomme("Domaine {}"))
creer_service = fabrique(
    ServiceCommun,
    domaine=creer_domaine,
    code=nomme("service-{}"),
    nom=nomme("Service {}"),
    gestionnaire=metropole,
    date_debut=date(2015, 1, 1),
)
creer_mission = fabrique(Mission, service=creer_service, libelle=nomme("Mission {}"))
creer_convention = fabrique(
    Convention,
    objet=nomme("Convention {}"),
    date_signature=date(2018, 12, 1),
    date_debut=date(2019, 1, 1),
)
creer_adhesion = fabrique(
    Adhesion, service=creer_service, collectivite=creer_commune, date_debut=date(2019, 1, 1)
)
creer_saisine = fabrique(Saisine, domaine=creer_domaine, commune=creer_commune, annee=2020)
creer_transfert = fabrique(
    TransfertAgents,
    domaine=creer_domaine,
    origine=creer_commune,
    date_effet=date(2019, 1, 1),
    agents=1,
)
creer_effectif = fabrique(Effectif, domaine=creer_domaine, date=date(2020, 11, 30), agents=10)
creer_fiche = fabrique(Fiche, domaine=creer_domaine, annee=2020)
creer_objectif = fabrique(Objectif, fiche=creer_fiche, ordre=numero, texte=nomme("Objectif {}"))
creer_piste = fabrique(PisteAction, fiche=creer_fiche, ordre=numero, texte=nomme("Action {}"))
creer_concernees = fabrique(CommunesConcernees, piste=creer_piste, ordre=numero, annee=2020)
creer_realisation = fabrique(
    Realisation, fiche=creer_fiche, ordre=numero, titre=nomme("Réalisation {}")
)
creer_indicateur = fabrique(Indicateur, domaine=creer_domaine, libelle=nomme("Indicateur {}"))
creer_mesure = fabrique(Mesure, indicateur=creer_indicateur, annee=2020, valeur=Decimal(100))
creer_cooperation = fabrique(Cooperation, objet=nomme("Coopération {}"))
creer_partie = fabrique(
    PartieCooperation, cooperation=creer_cooperation, collectivite=creer_commune
)

# Finances

creer_evaluation = fabrique(
    EvaluationCLECT,
    # Distincte, sans précéder les clés et les services (2015) ni suivre un exercice (dès 2018).
    date=lambda: date(2015, 1, 1) + timedelta(days=numero() % 1000),
    objet="Coût des services communs",
    etat="en_vigueur",
)
creer_total_vote = fabrique(
    TotalVote, evaluation=creer_evaluation, exercice_debut=2020, montant=Decimal(1000)
)
creer_participation = fabrique(
    Participation,
    evaluation=creer_evaluation,
    payeur=creer_commune,
    exercice_debut=2020,
    montant=Decimal(500),
)
creer_cout = fabrique(
    CoutService,
    evaluation=creer_evaluation,
    service=creer_service,
    exercice=2020,
    nature="personnel",
    montant=Decimal(1000),
)
creer_cle = fabrique(
    CleRepartition, service=creer_service, nature="postes", date_debut=date(2019, 1, 1)
)
creer_cle_de_population = partial(
    creer_cle, nature="population", type_population="municipale", millesime=2018
)
creer_cle_au_forfait = partial(
    creer_cle, nature="forfait", type_population="municipale", millesime=2018
)
creer_valeur = fabrique(ValeurCle, cle=creer_cle, collectivite=creer_commune, valeur=Decimal(10))
creer_tranche = fabrique(
    TrancheForfait, cle=creer_cle_au_forfait, population_min=0, montant=Decimal(500)
)
creer_attribution = fabrique(AttributionCompensation, commune=creer_commune, exercice=2020)
creer_regularisation = fabrique(
    Regularisation,
    participation=creer_participation,
    exercice=2020,
    cout_reel=Decimal(480),
    date=date(2021, 3, 1),
)
creer_scenario = fabrique(
    Scenario,
    nom=nomme("Scénario {}"),
    auteur=creer_agent,
    premier_exercice=2021,
    dernier_exercice=2025,
)
creer_hypothese = fabrique(
    Hypothese,
    scenario=creer_scenario,
    nature="adhesion",
    service=creer_service,
    commune=creer_commune,
    date_effet=date(2021, 7, 1),
)


def creer_evaluation_en_travaux(**valeurs):
    """Ses montants se modifient encore."""
    return creer_evaluation(**{"etat": "en_travaux"} | valeurs)


def creer_participation_proposee(**valeurs):
    return creer_participation(**{"evaluation": creer_evaluation_en_travaux()} | valeurs)


def creer_total_propose(**valeurs):
    return creer_total_vote(**{"evaluation": creer_evaluation_en_travaux()} | valeurs)


# Rapport

creer_rapport = fabrique(
    Rapport, annee=2020, titre="Rapport annuel 2020", date_observation=date(2020, 12, 31)
)
creer_texte_chapitre = fabrique(
    TexteChapitre, rapport=creer_rapport, chapitre="essentiel", texte="Un récit."
)
creer_chiffre_annonce = fabrique(
    ChiffreAnnonce,
    document="Rapport 2020",
    emplacement="Page 1",
    libelle=nomme("Chiffre {}"),
    annee=2020,
    valeur=Decimal(1),
)
