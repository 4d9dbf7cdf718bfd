"""Les pages de la gouvernance, par groupe : ce que montre la navigation sous le titre."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rubrique:
    libelle: str
    liste: str
    autres: tuple[str, ...] = ()

    @property
    def pages(self) -> set[str]:
        return {self.liste, *self.autres}


@dataclass(frozen=True, slots=True)
class Groupe:
    libelle: str
    rubriques: tuple[Rubrique, ...]

    @property
    def premiere(self) -> str:
        return self.rubriques[0].liste

    @property
    def pages(self) -> set[str]:
        return set().union(*(rubrique.pages for rubrique in self.rubriques))


GROUPES = (
    Groupe(
        "Instances",
        (
            Rubrique("Instances", "instance_liste", ("instance_detail",)),
            Rubrique("Membres", "membre_liste"),
            Rubrique("Mandats", "mandat_liste", ("elu_detail",)),
            Rubrique("Sièges", "siege_liste", ("siege_simuler",)),
        ),
    ),
    Groupe(
        "Séances",
        (
            Rubrique(
                "Séances", "seance_liste", ("seance_detail", "seance_envois", "document_ajouter")
            ),
            Rubrique("Ordres du jour", "point_liste"),
            Rubrique("Présences", "presence_liste"),
            Rubrique("Documents", "document_liste"),
        ),
    ),
    Groupe(
        "Décisions",
        (
            Rubrique(
                "Délibérations",
                "deliberation_liste",
                ("deliberation_detail", "deliberation_scdl"),
            ),
            Rubrique(
                "Consultations",
                "consultation_liste",
                (
                    "consultation_detail",
                    "consultation_ouvrir",
                    "consultation_reponse",
                    "consultation_conclure",
                    "consultation_document",
                ),
            ),
            Rubrique("Réponses", "reponse_liste"),
        ),
    ),
    Groupe("Échéances", (Rubrique("Échéances", "echeance_liste"),)),
    Groupe(
        "Repères",
        (
            Rubrique("Schémas", "schema_liste", ("schema_detail",)),
            Rubrique("Pactes", "pacte_liste", ("pacte_detail",)),
            Rubrique("Textes", "texte_liste", ("texte_detail",)),
            Rubrique("Histoire", "etape_liste", ("etape_detail",)),
        ),
    ),
    Groupe(
        "Territoire",
        (
            Rubrique("Collectivités", "collectivite_liste"),
            Rubrique("Populations", "population_liste"),
        ),
    ),
)


def groupe_de(page: str) -> Groupe | None:
    """Groupe où se trouve la page de ce nom."""
    return next((groupe for groupe in GROUPES if page in groupe.pages), None)
