"""Ce qu'une grille déclare : ses lignes, ses colonnes, et l'objet que chaque cellule écrit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django import forms
from django.db.models import Model

from gouvernance.francais import cle_de_tri
from gouvernance.grilles.saisies import Saisie
from gouvernance.historique.motif import raison_d_un_motif
from gouvernance.models import Cloture, Collectivite, Utilisateur

Cle = tuple[str, str]  # code de la ligne, nom de l'objet dans la ligne
Reprise = Literal["", "valeur", "structure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """Colonne saisie ; `objet` dit lequel de la ligne, quand elle en a plusieurs."""

    code: str
    libelle: str
    saisie: Saisie
    objet: str = ""
    aide: str = ""
    est_accessoire: bool = False  # ne suffit pas à faire exister l'objet
    est_attendue: bool = False
    est_totalisee: bool = False
    reprise: Reprise = ""
    montre_la_precedente: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calcul:
    """Colonne que personne n'écrit : la valeur d'avant, ce qui a changé depuis, un total."""

    code: str
    libelle: str
    nature: Literal["precedente", "variation", "total"]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """`code` ne dépend que du sujet : il reste le même quand l'objet naît ou disparaît."""

    code: str
    libelle: str
    sujet: Any
    noms: tuple[str, ...] = ()
    groupe: str = ""
    precision: str = ""
    objets: dict[str, Model] = field(default_factory=dict)
    precedents: dict[str, Model] = field(default_factory=dict)
    fermee: str = ""
    compte: bool = True  # dans les totaux et dans ce qui reste à remplir

    @property
    def cles(self) -> set[str]:
        """Ce par quoi un tableau collé peut la désigner."""
        return {cle_de_tri(" ".join(nom.split())) for nom in (self.libelle, *self.noms) if nom}


@dataclass(frozen=True, slots=True)
class Droits:
    ajouter: bool
    changer: bool
    supprimer: bool

    @classmethod
    def de(cls, utilisateur: Utilisateur, modele: type[Model]) -> "Droits":
        application, nom = modele._meta.app_label, modele._meta.model_name
        verbes = ["add", "change", "delete"]
        return cls(*(utilisateur.has_perm(f"{application}.{verbe}_{nom}") for verbe in verbes))

    @property
    def permettent_d_ecrire(self) -> bool:
        return self.ajouter or self.changer


@dataclass(frozen=True, slots=True)
class Lien:
    adresse: str
    libelle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grille:
    """Une page de saisie en série, telle que la base est à cet instant."""

    modele: type[Model]
    titre: str
    chapeau: str
    retour: Lien
    sujet: str  # ce que dit l'en-tête de la première colonne
    colonnes: tuple[Colonne | Calcul, ...]
    lignes: tuple[Ligne, ...]
    nouveau: Callable[[Ligne, Colonne], Model]
    droits: Droits
    fermee: str = ""
    reglages: forms.Form | None = None
    liens: tuple[Lien, ...] = ()
    precedente: str = ""  # « 2019 » : d'où vient ce qui se reprend
    garde_les_vides: str = ""  # pourquoi vider une ligne ne la supprime pas
    verifier: Callable[[], None] = lambda: None

    @property
    def saisies(self) -> list[Colonne]:
        return [colonne for colonne in self.colonnes if isinstance(colonne, Colonne)]

    @property
    def pourquoi_fermee(self) -> str:
        """Raison de ne pas écrire ; rien si on le peut."""
        if self.fermee:
            return self.fermee
        if not self.droits.permettent_d_ecrire:
            nom = self.modele._meta.verbose_name_plural
            return f"Vous lisez cette grille : votre compte ne modifie pas les {nom}."
        return ""

    @property
    def reouverture(self) -> Model | None:
        """Clôture rouverte à qui ces lignes doivent de se modifier, ou rien."""
        if self.pourquoi_fermee or not self.lignes or not self.saisies:
            return None
        lignes = [self.nouveau(self.lignes[0], self.saisies[0])]
        # Au bout d'une relation, l'exercice est celui du sujet de la grille, déjà lu.
        if "__" not in getattr(self.modele.rattachement, "chemin", "__"):
            lignes += [objet for ligne in self.lignes for objet in ligne.objets.values()]
        return next((reouverture for ligne in lignes if (reouverture := ligne.reouverture)), None)

    @property
    def raison_du_motif(self) -> str:
        """Pourquoi y écrire demande un motif ; rien si aucune ligne n'en demande."""
        if self.pourquoi_fermee:
            return ""
        raisons = (
            self.raison_de(ligne, colonne)
            for ligne in self.lignes
            if not ligne.fermee
            for colonne in {colonne.objet: colonne for colonne in self.saisies}.values()
        )
        return next(filter(None, raisons), "")

    def raison_de(self, ligne: Ligne, colonne: Colonne) -> str:
        """Celle de l'objet en base ou, s'il est à créer, de ce qu'il deviendrait."""
        objet = ligne.objets.get(colonne.objet) or self.nouveau(ligne, colonne)
        return raison_d_un_motif(objet)

    def cellules(self) -> Iterator[tuple[str, Ligne, Colonne]]:
        """Chaque cellule où l'on écrit, avec son nom."""
        saisies = self.saisies
        for ligne in self.lignes:
            if not ligne.fermee:
                for colonne in saisies:
                    yield nom_de_cellule(ligne, colonne), ligne, colonne

    def texte(self, ligne: Ligne, colonne: Colonne) -> str:
        objet = ligne.objets.get(colonne.objet)
        return colonne.saisie.ecrire(objet) if objet else ""


def nom_de_cellule(ligne: Ligne, colonne: Colonne) -> str:
    return f"v.{ligne.code}.{colonne.code}"


def noms_connus(collectivite: Collectivite) -> tuple[str, ...]:
    """Codes et graphies d'une collectivité ; ses `graphies` sont lues d'avance."""
    graphies = (graphie.texte for graphie in collectivite.graphies.all())
    codes = (collectivite.code_insee, collectivite.siren, collectivite.siret)
    return (*filter(None, codes), *graphies)


def exercice_clos(annees: Iterable[int]) -> str:
    """Pourquoi on n'y écrit plus ; rien si ces exercices sont ouverts."""
    closes = Cloture.objects.filter(annee__in=list(annees), rouverte_le=None)
    if cloture := closes.order_by("annee", "pk").first():
        return f"L’exercice {cloture.annee} est clos : ses données se lisent et ne changent plus."
    return ""
