"""Qui voit et peut quoi : toutes les règles du site, dites ici et tenues pour vraies par les tests.

Ce qui les applique : `visibles_par` dans les QuerySets (ce que voit un lecteur), les permissions
des groupes livrés (ce qu'écrit un agent), `est_contributeur` (ses seuls domaines), et
`gouvernance/droits/` (qui administre, qui agit sur quel compte).
"""

from dataclasses import dataclass
from enum import StrEnum


class Lecture(StrEnum):
    RIEN = "rien"
    LES_SIENNES = "les siennes"
    SIENNE = "ce qui concerne sa commune"
    COMMUN = "ce qui est à la métropole ou à sa commune"
    PUBLIE = "ce qui est publié"
    VALIDE = "ce qui est validé"
    TOUT = "tout"


class Ecriture(StrEnum):
    RIEN = "rien"
    PARTIE = "en partie"
    TOUT = "tout"


@dataclass(frozen=True, slots=True)
class Role:
    """`groupe` : celui de Django qui en porte les permissions, s'il y en a un."""

    code: str
    nom: str
    condition: str
    groupe: str = ""


VISITEUR = Role("visiteur", "Visiteur", "Toute personne, sans compte.")
LECTEUR = Role(
    "lecteur",
    "Lecteur communal",
    "Maire, élu ou agent d’une commune : son compte porte une ou plusieurs collectivités.",
)
AGENT = Role("agent", "Agent sans groupe", "Compte d’agent de la métropole, sans autre droit.")
CONTRIBUTEUR = Role(
    "contributeur",
    "Contributeur",
    "Agent qui remplit la fiche d’un ou de plusieurs domaines, et d’eux seuls.",
    "contributeurs",
)
GESTIONNAIRE = Role(
    "gestionnaire",
    "Gestionnaire",
    "Agent de la direction qui tient les données et publie le rapport.",
    "gestionnaires",
)
ADMINISTRATEUR = Role(
    "administrateur",
    "Administrateur",
    "Gestionnaire qui ouvre les comptes et donne les droits.",
    "administrateurs",
)
ROLES = (VISITEUR, LECTEUR, AGENT, CONTRIBUTEUR, GESTIONNAIRE, ADMINISTRATEUR)
GROUPE_DES_LECTEURS = "communes"
SUPER_UTILISATEUR = "Super-utilisateur"


@dataclass(frozen=True, slots=True)
class Geste:
    """Un pouvoir qui n'est ni lire ni écrire, et le droit qui le donne."""

    droit: str
    phrase: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domaine:
    """Ce que chaque rôle fait d'une sorte de données.

    `modeles` s'écrivent par les droits des groupes ; `produits`, par le logiciel ou chacun pour
    soi. `jamais` : les droits que personne ne reçoit. `pages` : les adresses où la règle se
    vérifie. Qui écrit voit tout ; un contributeur voit ce que voit un agent.
    """

    titre: str
    contenu: str
    raison: str
    modeles: tuple[str, ...]
    pages: tuple[str, ...]
    visiteur: Lecture = Lecture.RIEN
    lecteur: Lecture = Lecture.RIEN
    agent: Lecture = Lecture.TOUT
    contributeur: Ecriture = Ecriture.RIEN
    gestionnaire: Ecriture = Ecriture.TOUT
    administrateur: Ecriture = Ecriture.TOUT
    gestes: tuple[Geste, ...] = ()
    chacun: str = ""
    produits: tuple[str, ...] = ()
    jamais: tuple[str, ...] = ()

    def lecture(self, role: Role) -> Lecture:
        if role in (VISITEUR, LECTEUR):
            return self.visiteur if role == VISITEUR else self.lecteur
        return Lecture.TOUT if self.ecriture(role) == Ecriture.TOUT else self.agent

    def ecriture(self, role: Role) -> Ecriture:
        return getattr(self, role.code) if role.groupe else Ecriture.RIEN
