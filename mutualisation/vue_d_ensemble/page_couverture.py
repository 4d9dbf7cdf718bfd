"""La page de la couverture : la matrice, les liens qui la trient, son téléchargement."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.http import QueryDict

from gouvernance.exports import FORMATS, Colonne, Feuille, Genre
from gouvernance.francais import date_en_lettres, insecables
from mutualisation.vue_d_ensemble.couverture import (
    Colonnes,
    Lignes,
    Matrice,
    construire_matrice,
    phrase_de_la_matrice,
)
from mutualisation.vue_d_ensemble.moment import Moment
from mutualisation.vue_d_ensemble.partage import Partage, lire_partage

TRIS = {
    Lignes.NOM: "nom",
    Lignes.POPULATION: "population",
    Lignes.SERVICES: "nombre de services",
    Colonnes.DOMAINE: "domaine",
    Colonnes.ADHERENTS: "nombre d’adhérents",
}


@dataclass(frozen=True, slots=True)
class Lien:
    libelle: str
    adresse: str
    est_courant: bool = False


@dataclass(frozen=True, slots=True)
class Domaine:
    code: str
    titre: str
    est_choisi: bool


@dataclass(frozen=True, slots=True)
class PageCouverture:
    """`champs` : ce que le formulaire doit garder de l'adresse.

    `est_comprise` : rien de ce que l'adresse demandait n'a été remplacé.
    """

    moment: Moment
    matrice: Matrice
    phrase: str
    messages: tuple[str, ...]
    est_comprise: bool
    tris_des_lignes: tuple[Lien, ...]
    tris_des_colonnes: tuple[Lien, ...]
    domaines: tuple[Domaine, ...]
    champs: tuple[tuple[str, str], ...]
    exports: tuple[Lien, ...]


@dataclass(frozen=True, slots=True)
class _Demande:
    """Ce que l'adresse demande, compris ; `messages` dit ce qui ne l'a pas été."""

    lignes: Lignes
    colonnes: Colonnes
    domaine: str
    messages: tuple[str, ...]


def construire_page(parametres: QueryDict, moment: Moment) -> PageCouverture:
    partage = lire_partage(moment.jour, moment.jour)
    demande = _lire_demande(parametres, partage)
    matrice = construire_matrice(
        partage,
        moment.jour,
        lignes=demande.lignes,
        colonnes=demande.colonnes,
        domaine=demande.domaine,
    )
    titres = {service.domaine: service.titre_du_domaine for service in partage.services}
    return PageCouverture(
        moment=moment,
        matrice=matrice,
        phrase=f"{phrase_de_la_matrice(matrice)} au {date_en_lettres(moment.jour)}.",
        messages=tuple(filter(None, [moment.message, *demande.messages])),
        est_comprise=not demande.messages
        and not (moment.message and moment.jour <= moment.aujourd_hui),
        tris_des_lignes=tuple(_tris(parametres, "lignes", demande.lignes)),
        tris_des_colonnes=tuple(_tris(parametres, "colonnes", demande.colonnes)),
        domaines=tuple(
            Domaine(code, titre, code == demande.domaine) for code, titre in titres.items()
        ),
        champs=tuple((nom, parametres[nom]) for nom in ("lignes", "colonnes") if nom in parametres),
        exports=tuple(
            Lien(format.upper(), _adresse(parametres, "export", format)) for format in FORMATS
        ),
    )


def _lire_demande(parametres: QueryDict, partage: Partage) -> _Demande:
    messages = []

    def choisir(nom: str, choix: type[StrEnum], defaut: StrEnum) -> StrEnum:
        demande = parametres.get(nom, defaut)
        if demande in set(choix):
            return choix(demande)
        messages.append(
            f"« {demande[:20]} » n’est pas un ordre connu : voici celui par {TRIS[defaut]}."
        )
        return defaut

    domaine = parametres.get("domaine", "")
    if domaine not in {"", *(service.domaine for service in partage.services)}:
        messages.append(
            f"Aucun service ouvert ce jour-là n’est du domaine « {domaine[:20]} » : "
            "voici tous les domaines."
        )
        domaine = ""
    lignes = choisir("lignes", Lignes, Lignes.NOM)
    colonnes = choisir("colonnes", Colonnes, Colonnes.DOMAINE)
    return _Demande(lignes, colonnes, domaine, tuple(map(insecables, messages)))


def _tris(parametres: QueryDict, nom: str, courant: StrEnum) -> Iterator[Lien]:
    for tri in type(courant):
        yield Lien(TRIS[tri], _adresse(parametres, nom, tri), tri == courant)


def _adresse(parametres: QueryDict, nom: str, valeur: str) -> str:
    """Même page, ce paramètre changé."""
    changes = parametres.copy()
    changes[nom] = valeur
    return f"?{changes.urlencode()}"


def feuille_de_la_couverture(page: PageCouverture) -> Feuille:
    """Ce que montre l'écran, « commune depuis 2019 » en toutes lettres dans chaque case."""
    matrice = page.matrice
    domaine = next((d.titre for d in page.domaines if d.est_choisi), "")
    return Feuille(
        titre=f"Couverture au {date_en_lettres(matrice.jour)}",
        criteres=f"Domaine : {domaine}" if domaine else "",
        colonnes=(
            Colonne("code_insee", "Code INSEE"),
            Colonne("commune", "Commune"),
            Colonne("population", "Population totale", Genre.NOMBRE),
            *(Colonne(c.service.code, c.service.nom) for c in matrice.colonnes),
            Colonne("services", "Services", Genre.NOMBRE),
            Colonne("adhesions", "Adhésions", Genre.NOMBRE),
        ),
        lignes=(
            (
                ligne.commune.code_insee,
                ligne.commune.nom,
                ligne.commune.population,
                *(case.texte for case in ligne.cases),
                ligne.services,
                ligne.adhesions,
            )
            for ligne in matrice.lignes
        ),
        totaux=(
            "",
            "Adhésions",
            None,
            *(colonne.adhesions for colonne in matrice.colonnes),
            None,
            matrice.adhesions,
        ),
    )
