"""Les pages des imports, telles que les lit un agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from gouvernance.exports import en_cellule
from gouvernance.imports.ressource import Ressource
from gouvernance.imports.resultats import Analyse
from gouvernance.models import Utilisateur
from mutualisation.imports.registre import chercher_ressource, ressources_permises
from mutualisation.models import Import

LIGNES_PAR_PAGE = 25
RECENTS = 5
# L'historique n'en cherche pas davantage.
MOTIF_CHERCHE = 100


@dataclass(frozen=True, slots=True)
class RessourceOfferte:
    code: str
    titre: str
    chapeau: str


@dataclass(frozen=True, slots=True)
class ColonneAttendue:
    nom: str
    obligatoire: bool
    aide: str
    exemple: str


@dataclass(frozen=True, slots=True)
class ImportRecent:
    adresse: str
    ressource: str
    nom: str
    etat: str
    teinte: str
    envoye_le: datetime
    envoye_par: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Une longue liste par pages ; `parametre` est celui de l'adresse."""

    parametre: str
    page: Page
    total: int

    @property
    def laissees(self) -> int:
        """Lignes comptées mais non montrées."""
        return self.total - self.page.paginator.count


@dataclass(frozen=True, slots=True)
class PageImport:
    recu: Import
    titre: str
    code: str
    etat: str
    teinte: str
    envoye_par: str
    confirme_par: str
    apercu: Analyse | None
    creees: Pages
    changees: Pages
    fautes: Pages
    adresse_des_lignes: str
    adresse_de_l_historique: str


TEINTES = {
    Import.Etat.EN_ANALYSE: "alerte",
    Import.Etat.A_CONFIRMER: "accent",
    Import.Etat.CONFIRME: "alerte",
    Import.Etat.APPLIQUE: "succes",
    Import.Etat.ABANDONNE: "neutre",
}


def offrir(utilisateur: Utilisateur) -> tuple[RessourceOfferte, ...]:
    return tuple(
        RessourceOfferte(r.code, r.titre, r.chapeau) for r in ressources_permises(utilisateur)
    )


def decrire_les_colonnes(ressource: type[Ressource]) -> tuple[ColonneAttendue, ...]:
    return tuple(
        ColonneAttendue(c.nom, c.obligatoire, c.aide, en_cellule(c.exemple))
        for c in ressource.colonnes
    )


def lire_les_recents(codes: Sequence[str]) -> tuple[ImportRecent, ...]:
    recents = Import.objects.filter(ressource__in=codes).sans_contenu()
    return tuple(
        ImportRecent(
            adresse=recu.get_absolute_url(),
            ressource=chercher_ressource(recu.ressource).titre,
            nom=recu.nom,
            etat=recu.get_etat_display(),
            teinte=TEINTES[recu.etat],
            envoye_le=recu.envoye_le,
            envoye_par=str(recu.envoye_par or ""),
        )
        for recu in recents.select_related("envoye_par")[:RECENTS]
    )


def construire_page(recu: Import, demandees: Mapping[str, str]) -> PageImport:
    """`demandees` : numéro de page voulu, par paramètre de l'adresse."""
    ressource = chercher_ressource(recu.ressource)
    apercu = Analyse.depuis_json(recu.apercu) if recu.apercu else None

    etat, teinte = dire_l_etat(recu, apercu)

    def paginer(parametre: str, nom: str) -> Pages:
        lignes = getattr(apercu, nom, ())
        page = Paginator(lignes, LIGNES_PAR_PAGE).get_page(demandees.get(parametre))
        return Pages(parametre, page, getattr(apercu, f"nombre_{nom}", 0))

    return PageImport(
        recu=recu,
        titre=ressource.titre,
        code=ressource.code,
        etat=etat,
        teinte=teinte,
        envoye_par=str(recu.envoye_par or ""),
        confirme_par=str(recu.confirme_par or ""),
        apercu=apercu,
        creees=paginer("creees", "creations"),
        changees=paginer("changees", "changements"),
        fautes=paginer("fautes", "fautes"),
        adresse_des_lignes=trouver_les_lignes(ressource),
        adresse_de_l_historique=trouver_l_historique(recu),
    )


def dire_l_etat(recu: Import, apercu: Analyse | None) -> tuple[str, str]:
    """Ce que l'import attend, et sa teinte ; la page d'un travail en cours est ailleurs."""
    if recu.etat in {Import.Etat.EN_ANALYSE, Import.Etat.CONFIRME}:
        return "interrompu", "erreur"
    if recu.etat == Import.Etat.A_CONFIRMER and apercu:
        if apercu.nombre_fautes:
            return "à corriger", "erreur"
        if apercu.questions:
            return "à préciser", "alerte"
    return recu.get_etat_display(), TEINTES[recu.etat]


def trouver_les_lignes(ressource: type[Ressource]) -> str:
    meta = ressource._meta.model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    except NoReverseMatch:
        return ""


def trouver_l_historique(recu: Import) -> str:
    """Ce que l'import a écrit, parmi toutes les modifications : son motif, le jour même."""
    if recu.applique_le is None:
        return ""
    jour = timezone.localdate(recu.applique_le).isoformat()
    criteres = {"motif": recu.motif_d_historique[:MOTIF_CHERCHE], "du": jour, "au": jour}
    if recu.confirme_par_id:
        criteres["personne"] = recu.confirme_par_id
    return reverse("historique", query=criteres)
