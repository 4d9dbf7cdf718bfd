"""Ce qui entoure une table : colonnes, filtres enregistrés, remarques, raison d'une liste vide."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.text import capfirst
from django_tables2 import Table

from gouvernance.francais import INSECABLE, accord, enumerer, insecables, nombre
from gouvernance.listes.criteres import FiltreActif
from gouvernance.listes.preferences import FiltreEnregistre, Preferences, criteres_de

RIEN_D_ENREGISTRE = "Rien n’est encore enregistré dans cette liste."
SANS_COLLECTIVITE = (
    "Rien ne vous est visible : votre compte n’est rattaché à aucune collectivité. "
    "Demandez-le à la métropole."
)


@dataclass(frozen=True, slots=True)
class ColonneProposee:
    nom: str
    libelle: str
    est_montree: bool


@dataclass(frozen=True, slots=True)
class Outils:
    """Tout ce que la page montre autour de la table, déjà décidé."""

    colonnes: tuple[ColonneProposee, ...]
    filtres: tuple[FiltreEnregistre, ...]
    est_enregistrable: bool
    remarques: tuple[str, ...]
    annonce: str
    raison: str

    @property
    def fixe(self) -> ColonneProposee:
        """La première colonne nomme la ligne : elle reste."""
        return self.colonnes[0]

    @property
    def retirables(self) -> tuple[ColonneProposee, ...]:
        return self.colonnes[1:]

    @property
    def masquees(self) -> int:
        return sum(not colonne.est_montree for colonne in self.colonnes)


def lire_outils(
    request: HttpRequest,
    tableau: Table,
    actifs: Sequence[FiltreActif],
    preferences: Preferences,
    remarques: Sequence[str],
) -> Outils:
    total = tableau.paginator.count
    return Outils(
        colonnes=proposer_colonnes(tableau),
        filtres=preferences.filtres,
        est_enregistrable=bool(criteres_de(request.GET)),
        remarques=tuple(insecables(remarque) for remarque in remarques),
        annonce=annoncer(tableau, total),
        raison="" if total else expliquer_le_vide(request, tableau, bool(actifs)),
    )


def proposer_colonnes(tableau: Table) -> tuple[ColonneProposee, ...]:
    """Toutes celles que la table déclare, masquées ou non, dans leur ordre."""
    declarees = set(tableau._meta.exclude or ())
    return tuple(
        ColonneProposee(nom, capfirst(str(colonne.header)), nom not in tableau.exclude)
        for nom, colonne in tableau.columns.columns.items()
        if nom not in declarees and colonne.visible
    )


def annoncer(tableau: Table, total: int) -> str:
    """Ce que dit un lecteur d'écran quand le contenu est remplacé."""
    annonce = f"{nombre(total)}{INSECABLE}{accord(total, 'résultat')}"
    if tableau.paginator.num_pages > 1:
        annonce += f", page {tableau.page.number} sur {tableau.paginator.num_pages}"
    return annonce


def expliquer_le_vide(request: HttpRequest, tableau: Table, est_filtree: bool) -> str:
    """Des critères trop étroits, rien d'enregistré, ou rien que la personne puisse lire."""
    if est_filtree:
        return tableau.empty_text or "Aucune ligne ne correspond à ces critères."
    rien = getattr(tableau, "rien_d_enregistre", RIEN_D_ENREGISTRE)
    if request.user.is_staff:
        return rien
    noms = list(request.user.collectivites.values_list("nom", flat=True))
    if not noms:
        return SANS_COLLECTIVITE
    return insecables(f"{rien} Vous voyez ici ce qui concerne {enumerer(noms)}.")
