"""Fiche d'une commune en deux pages, tirée du rapport ; toutes en un document ou une archive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from django.template.loader import render_to_string
from django.utils.text import slugify

from gouvernance.francais import accord, euros, insecables, nombre
from gouvernance.graphiques import Graphique
from mutualisation.communes import FicheCommune
from mutualisation.rapport import decoupe, pdf
from mutualisation.rapport.contenu import ChiffreCle, ContenuRapport
from mutualisation.rapport.donnees_ouvertes import zipper
from mutualisation.rapport.editions import ARCHIVE_DES_FICHES, FICHES
from mutualisation.rapport.petits_effectifs import publier_agents
from mutualisation.rapport.rendu import feuille_de_style
from mutualisation.tableau_de_bord import phrases
from mutualisation.tableau_de_bord.comparaison import comparer

FEUILLES = ["css/polices.css", "css/fiche.css"]


@dataclass(frozen=True, slots=True)
class FicheImprimee:
    """Ce que dit la page de la commune, mis en mots pour le papier."""

    fiche: FicheCommune
    surtitre: str
    phrase: str
    chiffres: tuple[ChiffreCle, ...]
    comparaison: Graphique | None


class CommuneAbsente(LookupError):
    """Aucune fiche de ce rapport ne porte ce code."""


def composer_fiches(
    contenu: ContenuRapport, signe_de_vie: Callable[[], None] | None = None
) -> dict[str, bytes]:
    """Toutes les fiches en un PDF, et une archive d'un PDF par commune ; rien sans commune.

    Un seul rendu, que l'on découpe. Lève `pdf.ErreurDeRendu`.
    """
    communes = contenu.communes
    if not communes:
        return {}
    document = pdf.rendre_pdf(rendre_fiches(contenu, communes), signe_de_vie=signe_de_vie)
    extraits = decoupe.decouper(document, [titre_de_la_fiche(commune) for commune in communes])
    fiches = {}
    for commune, extrait in zip(communes, extraits, strict=True):
        fiches[nom_de_la_fiche(commune)] = extrait
        if signe_de_vie:
            signe_de_vie()
    return {FICHES: document, ARCHIVE_DES_FICHES: zipper(fiches)}


def extraire_fiche(archive: bytes, code_insee: str) -> tuple[str, bytes]:
    """Nom et PDF de la fiche de cette commune. Lève `CommuneAbsente`."""
    with ZipFile(BytesIO(archive)) as fiches:
        for nom in fiches.namelist():
            if nom.endswith(f"-{code_insee}.pdf"):
                return nom, fiches.read(nom)
    raise CommuneAbsente(code_insee)


def chercher_commune(contenu: ContenuRapport, code_insee: str) -> FicheCommune:
    """Lève `CommuneAbsente`."""
    for commune in contenu.communes:
        if commune.code_insee == code_insee:
            return commune
    raise CommuneAbsente(code_insee)


def nom_de_la_fiche(fiche: FicheCommune) -> str:
    """`fiche-2020-dijon-21231.pdf`."""
    return f"fiche-{fiche.annee}-{slugify(fiche.nom)}-{fiche.code_insee}.pdf"


def titre_de_la_fiche(fiche: FicheCommune) -> str:
    return f"{fiche.nom}, fiche de la commune, {fiche.annee}"


def rendre_fiches(contenu: ContenuRapport, communes: Sequence[FicheCommune]) -> str:
    """Document à imprimer : ces communes, l'une après l'autre."""
    contexte = {
        "rapport": contenu,
        "titre": titre_de_la_fiche(communes[0]) if len(communes) == 1 else titre_commun(contenu),
        "fiches": [composer_fiche(contenu, commune) for commune in communes],
        "styles": feuille_de_style(FEUILLES),
    }
    return render_to_string("rapport/fiche_commune.html", contexte)


def titre_commun(contenu: ContenuRapport) -> str:
    return f"Fiches des communes, {contenu.annee}"


def composer_fiche(contenu: ContenuRapport, fiche: FicheCommune) -> FicheImprimee:
    contributions = [
        (c.nom, c.population, c.contribution) for c in contenu.communes if c.population
    ]
    return FicheImprimee(
        fiche=fiche,
        surtitre=phrases.surtitre(fiche),
        phrase=insecables(phrases.phrase(fiche)),
        chiffres=chiffres_cles(fiche, contenu.effectif_minimal),
        comparaison=comparer(fiche, contributions, f"par-habitant-{fiche.code_insee}"),
    )


def chiffres_cles(fiche: FicheCommune, minimum: int) -> tuple[ChiffreCle, ...]:
    """Les quatre chiffres de la page de la commune ; un petit nombre d'agents y est masqué."""
    services = len(fiche.services)
    agents = publier_agents(fiche.transferts, minimum)
    return (
        ChiffreCle(
            nombre(services),
            accord(services, "service commun", "services communs"),
            phrases.evolution_des_services(fiche),
        ),
        ChiffreCle(
            euros(fiche.contribution),
            "participation",
            phrases.evolution_de_la_participation(fiche),
        ),
        ChiffreCle(
            euros(fiche.ajustement),
            "sur l’attribution de compensation",
            phrases.effet_sur_l_attribution(fiche),
        ),
        ChiffreCle(
            str(agents),
            accord(agents.maximum, "agent transféré", "agents transférés"),
            phrases.origine_des_transferts(fiche),
        ),
    )
