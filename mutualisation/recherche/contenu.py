"""Page de la recherche, lue en un nombre constant de requêtes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils.http import urlencode

from gouvernance.francais import accord, insecables
from gouvernance.francais import nombre as ecrire
from gouvernance.mise_a_plat import mettre_a_plat
from gouvernance.models import Utilisateur
from gouvernance.recherche import Rang, Recherche
from mutualisation.aide.glossaire import Terme, glossaire
from mutualisation.recherche.extraits import Morceau, corriger, extraire, marquer, resumer
from mutualisation.recherche.presentations import Presentation, presenter_terme
from mutualisation.recherche.sources import SOURCES, Source

PAR_GROUPE = 5
TERMES_MONTRES = 2


@dataclass(frozen=True, slots=True)
class Resultat:
    titre: tuple[Morceau, ...]
    adresse: str
    precisions: tuple[tuple[Morceau, ...], ...]
    extrait: tuple[Morceau, ...]
    rang: int


@dataclass(frozen=True, slots=True)
class Groupe:
    """Les premiers résultats d'une nature ; `adresse`, quand elle existe, les montre tous."""

    titre: str
    nombre: int
    resultats: tuple[Resultat, ...]
    adresse: str = ""

    @property
    def rang(self) -> int:
        return self.resultats[0].rang

    @property
    def reste(self) -> int:
        return self.nombre - len(self.resultats)


@dataclass(frozen=True, slots=True)
class PageRecherche:
    """`groupes` va du plus sûr au moins sûr ; `suggestion` est une autre façon d'écrire."""

    recherche: Recherche
    groupes: tuple[Groupe, ...] = ()
    est_approchee: bool = False
    suggestion: str = ""

    @property
    def message(self) -> str:
        """Ce qui est trouvé, ou pourquoi rien ne l'est."""
        return insecables(self._phrase())

    def _phrase(self) -> str:
        saisie = self.recherche.saisie
        if not saisie:
            return ""
        if not self.recherche.mots:
            return f"« {saisie} » ne dit pas quoi chercher : écrivez un mot entier ou un nom."
        if not self.groupes:
            return f"Aucun résultat pour « {saisie} »."
        if self.est_approchee:
            return f"Rien ne contient « {saisie} ». Voici ce qui s’en approche."
        nombre = sum(groupe.nombre for groupe in self.groupes)
        return f"{ecrire(nombre)} {accord(nombre, 'résultat')} pour « {saisie} »"

    @property
    def adresse_de_la_suggestion(self) -> str:
        return f"?{urlencode({'q': self.suggestion})}"


def chercher(texte: str, utilisateur: Utilisateur) -> PageRecherche:
    """Ce qui contient tous les mots ; à défaut, ce qui leur ressemble."""
    recherche = Recherche.lire(texte)
    if not recherche.mots:
        return PageRecherche(recherche)
    trouves = [*trouver(recherche, utilisateur), *definir(recherche)]
    if trouves:
        return PageRecherche(recherche, tuple(sorted(trouves, key=lambda groupe: groupe.rang)))
    proches = approcher(recherche, utilisateur)
    suggestion = corriger(recherche, en_clair(proches[0])) if proches else ""
    return PageRecherche(recherche, proches, est_approchee=True, suggestion=suggestion)


def trouver(recherche: Recherche, utilisateur: Utilisateur) -> Iterator[Groupe]:
    """Une requête par source, et une pour les lignes liées à celles qu'on montre."""
    for source in SOURCES:
        if lignes := premieres(source.lire(utilisateur).chercher(recherche)):
            yield grouper(source, lignes, recherche)


def approcher(recherche: Recherche, utilisateur: Utilisateur) -> tuple[Groupe, ...]:
    """Le groupe le plus proche d'abord."""
    trouves = []
    for source in SOURCES:
        if not source.est_approchee:
            continue
        if lignes := premieres(source.lire(utilisateur).approcher(recherche)):
            trouves.append((lignes[0].proximite, grouper(source, lignes, recherche)))
    trouves.sort(key=lambda trouve: -trouve[0])
    return tuple(groupe for _, groupe in trouves)


def premieres(lignes: QuerySet) -> list:
    """Celles qu'on montre, annotées du `nombre` de toutes."""
    return list(lignes.annotate(nombre=Window(Count("pk")))[:PAR_GROUPE])


def grouper(source: Source, lignes: list, recherche: Recherche) -> Groupe:
    resultats = (composer(source.presenter(ligne), ligne.rang, recherche) for ligne in lignes)
    nombre = lignes[0].nombre
    adresse = ""
    if source.liste and nombre > len(lignes) and lignes[0].rang != Rang.APPROCHE:
        adresse = f"{reverse(source.liste)}?{urlencode({'texte': recherche.saisie})}"
    return Groupe(source.titre, nombre, tuple(resultats), adresse)


def composer(presentation: Presentation, rang: int, recherche: Recherche) -> Resultat:
    """Un titre qui dit tout se passe d'extrait."""
    approche = rang == Rang.APPROCHE
    titre = marquer(presentation.titre, recherche, approche=approche)
    suffit = rang <= Rang.TITRE and any(morceau.est_trouve for morceau in titre)
    textes = () if suffit else presentation.textes
    precisions = (marquer(p, recherche, approche=approche) for p in presentation.precisions)
    return Resultat(
        titre,
        presentation.adresse,
        tuple(precisions),
        extraire(textes, recherche, approche=approche) or resumer(presentation.resume),
        rang,
    )


def definir(recherche: Recherche) -> Iterator[Groupe]:
    """Les mots du glossaire que la recherche désigne."""
    rangs = [(rang_du_terme(terme, recherche), terme) for terme in glossaire.index]
    designes = [(rang, terme) for rang, terme in rangs if rang is not None]
    designes.sort(key=lambda designe: designe[0])
    resultats = tuple(composer(presenter_terme(terme), rang, recherche) for rang, terme in designes)
    if resultats:
        yield Groupe("Glossaire", len(resultats), resultats[:TERMES_MONTRES])


def rang_du_terme(terme: Terme, recherche: Recherche) -> Rang | None:
    noms = [mettre_a_plat(ecriture) for ecriture in terme.ecritures]
    if recherche.phrase in noms:
        return Rang.EXACT
    if any(nom.startswith(recherche.phrase.rstrip()) for nom in noms):
        return Rang.DEBUT
    return None


def en_clair(groupe: Groupe) -> str:
    """Titre du premier résultat."""
    return "".join(morceau.texte for morceau in groupe.resultats[0].titre)
