"""Ce que partagent les tests des pages de simulation."""

from decimal import Decimal

from tests.fabriques import (
    creer_adhesion,
    creer_cle,
    creer_cout,
    creer_service,
    creer_valeur,
    metropole,
)
from tests.severite import ClientSevere

SAISIE = {
    "nom": "Talant adhère",
    "premier_exercice": "2021",
    "dernier_exercice": "2023",
    "partage_par_population": "",
    "denominateur_cif": "",
    "commentaire": "",
    "hypotheses-TOTAL_FORMS": "2",
    "hypotheses-INITIAL_FORMS": "0",
    "hypotheses-MIN_NUM_FORMS": "0",
    "hypotheses-MAX_NUM_FORMS": "200",
}


def connecter(personne):
    client = ClientSevere()
    client.force_login(personne)
    return client


def creer_service_calculable(*communes, cout=1000, **valeurs):
    """Coût connu, clé de postes, dix postes par commune adhérente."""
    metropole()
    service = creer_service(**valeurs)
    creer_cout(service=service, montant=Decimal(cout))
    cle = creer_cle(service=service)
    for commune in communes:
        creer_adhesion(service=service, collectivite=commune)
        creer_valeur(cle=cle, collectivite=commune)
    return service


def ligne(rang, **valeurs):
    defauts = {"nature": "", "service": "", "commune": "", "date_effet": "", "valeur": ""}
    return {f"hypotheses-{rang}-{champ}": v for champ, v in (defauts | valeurs).items()}


def texte(reponse):
    return reponse.content.decode().replace("\u00a0", " ")


def resultat(client, scenario, **parametres):
    return client.get(scenario.get_absolute_url(), parametres).context["page"].resultat


def montants(resultat):
    return {
        ligne.payeur: [m.scenario for m in ligne.par_exercice]
        for ligne in resultat.simulation.lignes
    }
