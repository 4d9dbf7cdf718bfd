"""Tableaux de données du rapport : leurs colonnes, décrites et typées."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mutualisation.rapport import lignes
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.lignes import QUALIFICATIFS, SERVICE_COMMUN, Ligne

NATURES = ("commune", "ccas", "metropole", "exterieure")
PRECISIONS = ("jour", "mois", "annee")
MOTIF_INSEE = r"\d[\dAB]\d{3}"
MOTIF_SIREN = r"\d{9}"
INSEE = "Code officiel géographique de la commune, ou de celle du CCAS"
PRECISION_DATE = "Ce que l’on sait de cette date : le jour, le mois ou l’année seule"
MODE = "Déduite de l’attribution de compensation, ou refacturée"


@dataclass(frozen=True, slots=True)
class Colonne:
    """Le code ne change jamais d'une édition à l'autre."""

    code: str
    type: str
    description: str
    valeurs: tuple[str, ...] = ()
    motif: str = ""
    toujours: bool = True

    @property
    def champ(self) -> dict:
        """Champ du Table Schema."""
        contraintes = {"required": True} if self.toujours else {}
        if self.valeurs:
            contraintes["enum"] = list(self.valeurs)
        if self.motif:
            contraintes["pattern"] = self.motif
        champ = {"name": self.code, "type": self.type, "description": self.description}
        return champ | {"constraints": contraintes} if contraintes else champ


@dataclass(frozen=True, slots=True)
class Tableau:
    code: str
    titre: str
    description: str
    colonnes: tuple[Colonne, ...]
    lire: Callable[[ContenuRapport, int], Iterator[Ligne]]
    cle: tuple[str, ...] = ()


def colonnes_de(role: str, qui: str) -> tuple[Colonne, ...]:
    """Colonnes de `identite`."""
    return (
        Colonne(role, "string", f"Nom {qui}"),
        Colonne("nature", "string", f"Nature {qui}", valeurs=NATURES),
        Colonne("code_insee", "string", INSEE, motif=MOTIF_INSEE, toujours=False),
        Colonne("siren", "string", "SIREN, s’il est connu", motif=MOTIF_SIREN, toujours=False),
    )


def date_et_precision(code: str, quoi: str) -> tuple[Colonne, ...]:
    return (
        Colonne(code, "date", quoi),
        Colonne(f"precision_{code}", "string", PRECISION_DATE, valeurs=PRECISIONS),
    )


EXERCICE = Colonne("annee", "year", "Exercice du rapport")
DOMAINE = (
    Colonne("domaine", "string", "Code du domaine mutualisé"),
    Colonne("domaine_nom", "string", "Titre du domaine"),
)
AGENTS = "Nombre d’agents ; « 1 à 4 », ou la fourchette du seuil, quand il est trop petit"

TABLEAUX = (
    Tableau(
        "adhesions",
        "Adhésions aux services communs",
        "Une ligne par service et par adhérent, en vigueur au 31 décembre.",
        (
            EXERCICE,
            Colonne("service", "string", "Code du service commun"),
            Colonne("service_nom", "string", "Nom du service commun"),
            Colonne("domaine", "string", "Code du domaine mutualisé"),
            *colonnes_de("adherent", "de la collectivité qui adhère"),
            *date_et_precision("date_debut", "Premier jour de l’adhésion"),
            Colonne("est_gratuit", "boolean", "Vrai si aucune participation n’est demandée"),
        ),
        lignes.adhesions,
        cle=("service", "adherent"),
    ),
    Tableau(
        "transferts",
        "Agents transférés à la métropole",
        "Une ligne par domaine, collectivité d’origine et date d’effet, jusqu’au 31 décembre.",
        (
            *DOMAINE,
            *colonnes_de("origine", "de la collectivité d’origine"),
            *date_et_precision("date_effet", "Jour où le transfert prend effet"),
            Colonne("agents", "integer", AGENTS, toujours=False),
        ),
        lignes.transferts,
        cle=("domaine", "origine", "date_effet"),
    ),
    Tableau(
        "effectifs",
        "Effectifs des services communs",
        "Dernier relevé de l’année pour chaque domaine ; les périmètres particuliers, plus larges "
        "ou plus étroits, ne s’y ajoutent pas.",
        (
            *DOMAINE,
            Colonne("perimetre", "string", f"« {SERVICE_COMMUN} », ou le périmètre particulier"),
            Colonne("date_observation", "date", "Jour du relevé"),
            Colonne("agents", "integer", AGENTS, toujours=False),
            Colonne("etp", "number", "Équivalents temps plein", toujours=False),
        ),
        lignes.effectifs,
        cle=("domaine", "perimetre"),
    ),
    Tableau(
        "participations",
        "Participations aux services communs",
        "Une ligne par payeur, exercice et mode ; les montants sont ceux qui ont été votés.",
        (
            Colonne("exercice", "year", "Exercice du montant"),
            *colonnes_de("payeur", "du payeur ; la part d’une commune comprend celle de son CCAS"),
            Colonne("mode", "string", MODE, valeurs=("imputation_ac", "refacturation")),
            Colonne("objet", "string", "Objet d’une part refacturée", toujours=False),
            Colonne("participation", "number", "Montant voté, en euros"),
            Colonne("deja_valorise", "number", "Part déjà déduite de l’attribution, en euros"),
            Colonne("ajustement", "number", "Effet sur l’attribution, en euros"),
            Colonne("mois", "integer", "Mois comptés d’une année incomplète", toujours=False),
            Colonne("explication", "string", "Explication du montant", toujours=False),
        ),
        lignes.participations,
    ),
    Tableau(
        "indicateurs",
        "Indicateurs d’activité",
        "Une ligne par indicateur et par année : l’exercice et le précédent.",
        (
            Colonne("annee", "year", "Année de la mesure"),
            *DOMAINE,
            Colonne("rubrique", "string", "Rubrique de l’indicateur", toujours=False),
            Colonne("indicateur", "string", "Libellé de l’indicateur"),
            Colonne("unite", "string", "Unité de la valeur", toujours=False),
            Colonne("qualificatif", "string", "Portée de la valeur", tuple(QUALIFICATIFS.values())),
            Colonne("valeur", "number", "Valeur, ou bas de la fourchette"),
            Colonne("valeur_maximale", "number", "Haut de la fourchette", toujours=False),
            Colonne("periode", "string", "Partie de l’année ; vide si entière", toujours=False),
            Colonne("commentaire", "string", "Ce qu’il faut savoir pour la lire", toujours=False),
        ),
        lignes.indicateurs,
        cle=("annee", "domaine", "indicateur"),
    ),
    Tableau(
        "cooperations",
        "Coopérations entre collectivités",
        "Une ligne par coopération en vigueur dans l’année, hors services communs.",
        (
            EXERCICE,
            Colonne("objet", "string", "Objet de la coopération"),
            Colonne("forme", "string", "Forme juridique"),
            Colonne("base_legale", "string", "Texte qui la permet", toujours=False),
            Colonne("parties", "string", "Parties, séparées par « | »", toujours=False),
            Colonne("portee_par", "string", "Parties qui la portent", toujours=False),
            Colonne("description", "string", "Description", toujours=False),
        ),
        lignes.cooperations,
        cle=("objet",),
    ),
    Tableau(
        "communes",
        "Communes membres",
        "Une ligne par commune membre au 31 décembre ; les montants sont ceux de l’exercice.",
        (
            EXERCICE,
            Colonne("code_insee", "string", "Code officiel géographique", motif=MOTIF_INSEE),
            Colonne("siren", "string", "SIREN, s’il est connu", motif=MOTIF_SIREN, toujours=False),
            Colonne("nom", "string", "Nom de la commune"),
            Colonne("population", "integer", "Population totale", toujours=False),
            Colonne("millesime", "year", "Année de cette population", toujours=False),
            Colonne("sieges", "integer", "Sièges au conseil métropolitain", toujours=False),
            Colonne("membre_depuis", "string", "Date d’entrée, en clair", toujours=False),
            Colonne("a_ccas", "boolean", "Vrai si un CCAS y est connu"),
            Colonne("services", "integer", "Services communs rejoints, CCAS compris"),
            Colonne("participation", "number", "Part déduite de l’attribution, en euros"),
            Colonne("refacturation", "number", "Part refacturée, en euros"),
            Colonne("ajustement", "number", "Effet sur l’attribution, en euros"),
        ),
        lignes.communes,
        cle=("code_insee",),
    ),
)
