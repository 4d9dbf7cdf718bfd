"""Toutes les pages du site : leurs adresses sur les données livrées, et qui les visite."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from finances.models import EvaluationCLECT, Participation
from gouvernance.comptes.invitations import JETONS
from gouvernance.models import (
    Commune,
    Deliberation,
    Etape,
    Instance,
    Pacte,
    ReponseCommune,
    Schema,
    Texte,
    Utilisateur,
)
from mutualisation.models import Edition, Rapport
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.donnees import en_json
from services_communs.models import Convention, Cooperation, ServiceCommun
from tests import fabriques as f
from tests import fabriques_gouvernance as g
from tests import fabriques_rapport as r
from tests.adresses import ATTENTES
from tests.navigateur.hors_visite import EXCLUES

MAIRE, ADMINISTRATEUR = "maire-quetigny", "administrateur"
CONTRIBUTEUR = "contributeur-numerique"
QUETIGNY = "21515"

# Trop longues pour axe-core deux fois : `test_rapport` et `test_textes` les éprouvent en entier.
LONGUES = {"rapport_detail", "edition_detail", "texte_saisir"}
# Pages qu'un contributeur lit autrement qu'un autre agent.
PAGES_D_UN_CONTRIBUTEUR = {"aide", "campagne_detail", "fiche_saisir", "fiche_soumettre"}


@dataclass(frozen=True, slots=True)
class Visite:
    """Une page, vue par quelqu'un ; `compte` vide est une personne sans compte."""

    nom: str
    compte: str
    parametres: str = ""

    def __str__(self):
        return f"{self.nom}{self.parametres} par {self.compte or 'le public'}"

    @property
    def adresse(self) -> str:
        arguments = ARGUMENTS[self.nom]() if self.nom in ARGUMENTS else []
        return reverse(self.nom, args=arguments) + self.parametres


def toutes_les_visites() -> list[Visite]:
    """Chaque adresse nommée, par chaque compte à qui elle répond autrement."""
    visites = [
        Visite(nom, compte)
        for nom, statuts in ATTENTES.items()
        if nom not in EXCLUES and not est_un_envoi(statuts)
        for compte in visiteurs(nom, statuts)
    ]
    return [*visites, *VARIANTES]


def est_un_envoi(statuts: tuple[int, ...] | None) -> bool:
    """L'adresse ne se lit pas : elle reçoit un formulaire."""
    return statuts is not None and 405 in statuts


def visiteurs(nom: str, statuts: tuple[int, ...] | None) -> list[str]:
    public, agent, maire, *_ = statuts or (0, 200, 0)
    comptes = [
        "" if public == 200 else None,
        MAIRE if maire == 200 and public != 200 else None,
        ADMINISTRATEUR if agent != 302 and public != 200 else None,
        CONTRIBUTEUR if nom in PAGES_D_UN_CONTRIBUTEUR else None,
    ]
    return [compte for compte in comptes if compte is not None]


VARIANTES = [
    Visite("accueil", MAIRE),
    Visite("aide", MAIRE),
    Visite("aide", ADMINISTRATEUR),
    Visite("adhesion_liste", ADMINISTRATEUR, "?page=2&sort=-date_debut"),
    Visite("adhesion_liste", ADMINISTRATEUR, "?service=inconnu"),
    Visite("adhesion_liste", MAIRE, "?au=1950-01-01"),
    Visite("participation_liste", ADMINISTRATEUR, "?exercice=2020&mode=imputation_ac"),
    Visite("recherche", MAIRE, "?q=Féney"),
    Visite("constat_expliquer", ADMINISTRATEUR, "?cle=numerique:2020"),
    Visite("changements", ADMINISTRATEUR, "?du=2019-01-01&au=2020-12-31"),
    Visite("rapport_detail", ADMINISTRATEUR, "?brouillon"),
    Visite("commune_detail", MAIRE, "?annee=2019"),
    Visite("echeance_liste", ADMINISTRATEUR, "?debut=2021-01-01&fin=2021-12-31"),
]


# L'administration : l'accueil, puis une liste et un formulaire par tâche.
ADMINISTRATION = {
    "mutualisation_rapport": Rapport,
    "services_communs_servicecommun": ServiceCommun,
    "finances_evaluationclect": EvaluationCLECT,
    "gouvernance_deliberation": Deliberation,
    "gouvernance_commune": Commune,
    "gouvernance_utilisateur": Utilisateur,
}
VARIANTES += [
    Visite("admin:index", ADMINISTRATEUR),
    Visite("admin:index", CONTRIBUTEUR),
    *(
        Visite(f"admin:{nom}_{page}", ADMINISTRATEUR)
        for nom in ADMINISTRATION
        for page in ["changelist", "change"]
    ),
]


def quetigny() -> Commune:
    return Commune.objects.get(code_insee=QUETIGNY)


def compte(nom: str) -> Utilisateur:
    return Utilisateur.objects.get(username=nom)


def premier(modele) -> Callable[[], list]:
    return lambda: [modele.objects.order_by("pk").first().pk]


def de_quetigny(modele, champ: str) -> Callable[[], list]:
    return lambda: [modele.objects.filter(**{champ: QUETIGNY}).order_by("pk").first().pk]


def service() -> ServiceCommun:
    return ServiceCommun.objects.get(code="assurances")


def cle_de_repartition() -> list:
    cle = f.creer_cle(service=service())
    f.creer_valeur(cle=cle, collectivite=quetigny())
    f.creer_cout(service=cle.service)
    return [cle.pk]


def evaluation_adoptee() -> list:
    return [f.creer_evaluation(etat="adoptee").pk]


def evaluation_en_travaux() -> list:
    return [f.creer_evaluation_en_travaux(date=date(2020, 10, 1)).pk]


def scenario() -> list:
    enregistre = f.creer_scenario(auteur=compte(ADMINISTRATEUR), partage_par_population=True)
    f.creer_hypothese(scenario=enregistre, service=service(), commune=quetigny())
    return [enregistre.pk]


def editions_comparables() -> None:
    contenu = en_json(construire_rapport(2020))
    for edition in Edition.objects.filter(rapport__annee=2020):
        r.creer_fichier_edition(edition=edition, nom="donnees.json", contenu=contenu)


def comparaison() -> list:
    editions_comparables()
    return []


def publication() -> list:
    editions_comparables()
    return [2020]


def consultation() -> list:
    """Sur le rapport de la CLECT, avec une réponse, une attente et un document."""
    ouverte = g.creer_consultation(nature="rapport_clect", transmise_le=date(2021, 1, 15))
    for rang, commune in enumerate(Commune.objects.membres_le(date(2021, 1, 15))):
        sens = {"sens": "favorable", "rendue_le": date(2021, 2, 20)} if rang % 3 else {}
        g.creer_reponse(consultation=ouverte, commune=commune, **sens)
    return [ouverte.pk]


def reponse() -> list:
    [pk] = consultation()
    attendue = ReponseCommune.objects.filter(consultation=pk, sens="").first()
    return [pk, attendue.pk]


def seance() -> list:
    """Du conseil, avec un point, des présences, un envoi et un document."""
    conseil = Instance.objects.get(nature="conseil", collectivite__nature="metropole")
    tenue = g.creer_seance(instance=conseil, convoquee_le=date(2021, 3, 20))
    g.creer_point(seance=tenue)
    g.creer_presence(seance=tenue, membre=g.creer_membre(instance=conseil), etat="present")
    g.creer_envoi(seance=tenue, commune=quetigny())
    g.creer_document(seance=tenue)
    return [tenue.pk]


def deliberation() -> list:
    metropolitaines = Deliberation.objects.filter(collectivite__nature="metropole")
    return [metropolitaines.order_by("pk").first().pk]


def elu() -> list:
    place = g.creer_membre(instance=Instance.objects.get(nature="bureau"))
    return [place.mandat.elu_id]


def convention() -> list:
    signee = Convention.objects.first()
    signee.parties.add(quetigny())
    return [signee.pk]


def exercice_clos() -> list:
    return [g.creer_cloture(annee=2020).annee]


def lien(jetons) -> Callable[[], list]:
    def composer() -> list:
        lecteur = compte(MAIRE)
        cle = urlsafe_base64_encode(force_bytes(lecteur.pk))
        return [cle, jetons.make_token(lecteur)]

    return composer


ARGUMENTS: dict[str, Callable[[], list]] = {
    **{f"admin:{nom}_change": premier(modele) for nom, modele in ADMINISTRATION.items()},
    "mot_de_passe_confirmer": lien(default_token_generator),
    "invitation": lien(JETONS),
    "commune_detail": lambda: [QUETIGNY],
    "instance_detail": premier(Instance),
    **dict.fromkeys(
        ["seance_detail", "seance_envois", "document_ajouter", "grille_presences"], seance
    ),
    **dict.fromkeys(
        ["consultation_detail", "consultation_conclure", "consultation_document"], consultation
    ),
    "consultation_reponse": reponse,
    "schema_detail": premier(Schema),
    "pacte_detail": premier(Pacte),
    "texte_detail": premier(Texte),
    "etape_detail": premier(Etape),
    "elu_detail": elu,
    "deliberation_detail": deliberation,
    "changement_liste": lambda: ["adhesions-nouvelles"],
    "constat_expliquer": lambda: ["dates-d-observation"],
    "domaine_detail": lambda: ["numerique"],
    "cooperation_detail": de_quetigny(Cooperation, "parties__collectivite__code_insee"),
    "convention_detail": convention,
    "service_detail": lambda: ["assurances"],
    "participation_detail": de_quetigny(Participation, "payeur__code_insee"),
    "evaluation_detail": premier(EvaluationCLECT),
    "evaluation_consulter": evaluation_adoptee,
    "cle_detail": cle_de_repartition,
    "grille_adhesions": lambda: ["assurances"],
    **dict.fromkeys(["grille_cle", "cle_reconduire"], cle_de_repartition),
    **dict.fromkeys(["grille_participations", "grille_couts"], evaluation_en_travaux),
    **dict.fromkeys(["attribution_detail", "refacturation_detail"], lambda: [QUETIGNY, 2020]),
    **dict.fromkeys(["scenario_detail", "scenario_modifier", "scenario_supprimer"], scenario),
    "rapport_detail": lambda: [2020],
    "rapport_comparer": comparaison,
    "rapport_publier": publication,
    "edition_detail": lambda: [2020, 1],
    "texte_saisir": lambda: [2020, "essentiel"],
    **dict.fromkeys(["historique_personne", "compte_effacer"], premier(Utilisateur)),
    **dict.fromkeys(
        ["compte_assister", "compte_inviter", "compte_sessions"], lambda: [compte(MAIRE).pk]
    ),
    **dict.fromkeys(["campagne_detail", "historique_exercice"], lambda: [2020]),
    "exercice_rouvrir": exercice_clos,
    "import_envoyer": lambda: ["sieges"],
    "import_detail": lambda: [r.creer_import(envoye_par=compte(ADMINISTRATEUR)).pk],
    "campagne_ouvrir": lambda: [2021],
    **dict.fromkeys(
        ["fiche_suivre", "fiche_saisir", "fiche_soumettre"], lambda: [2020, "numerique"]
    ),
    "production_detail": lambda: [r.creer_production(etat="echouee", raison="Arrêt demandé.").pk],
}
