"""Petits effectifs : ce que le public lit d'un nombre d'agents trop petit pour rester anonyme."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from gouvernance.francais import INSECABLE, cle_de_tri, nombre

if TYPE_CHECKING:
    # Les modèles vérifient leurs textes avec ces règles, et le contenu se lit dans les modèles.
    from mutualisation.communes import AgentsTransferes
    from mutualisation.controles.chiffres import Ecart
    from services_communs.chapitres import (
        EffectifObserve,
        EffectifsAnnuels,
        TableauTransferts,
        TransfertDate,
    )

    LigneDAgents = AgentsTransferes | EffectifObserve | TransfertDate

NON_PUBLIE = "non publié"
UNITES_D_AGENTS = {"agent", "agents", "ETP"}


@dataclass(frozen=True, slots=True)
class Fourchette:
    """Nombre d'agents tel qu'il se publie : exact quand ses deux bornes se rejoignent."""

    minimum: int
    maximum: int

    @property
    def est_exacte(self) -> bool:
        return self.minimum == self.maximum

    def __str__(self):
        if self.est_exacte:
            return nombre(self.minimum)
        return f"{nombre(self.minimum)} à {nombre(self.maximum)}".replace(" ", INSECABLE)


@dataclass(frozen=True, slots=True)
class LignePubliee:
    domaine: str
    cellules: tuple[Fourchette, ...]
    total: Fourchette


@dataclass(frozen=True, slots=True)
class TransfertsPublies:
    """Tableau des transferts ; ses colonnes sont rangées d'après ce qu'elles laissent lire."""

    origines: tuple[str, ...]
    lignes: tuple[LignePubliee, ...]
    totaux: tuple[Fourchette, ...]
    total: Fourchette


def est_petit(agents: int | Decimal, minimum: int) -> bool:
    """Vrai si ce nombre doit être masqué ; « 1 à 1 » ne masquerait rien, donc 2 ne change rien."""
    return minimum > 2 and 0 < agents < minimum


def publier(agents: int, minimum: int) -> Fourchette:
    """Un nombre d'agents non nul et inférieur au minimum n'est donné que par ses bornes.

    Unités : agents. Zéro dit qu'il n'y a personne, et se publie.
    Source : CRPA, art. L. 312-1-2 (documents publiés sans donnée personnelle) ; cinq est un usage.
    """
    est_masque = est_petit(agents, minimum)
    return Fourchette(1, minimum - 1) if est_masque else Fourchette(agents, agents)


def publier_somme(termes: Iterable[int], minimum: int) -> Fourchette:
    """Un total n'en dit pas plus que ses termes publiés : ses bornes sont la somme des leurs.

    Il reste exact quand tous ses termes le sont. Sinon, le nombre masqué s'en déduirait : « 11 »
    moins « 10 » dirait que « 1 à 4 » cache 1. Ici, 10 et « 1 à 4 » font « 11 à 14 ». Les termes
    sont les nombres les plus fins que le rapport publie, jamais des sommes déjà faites ; tout ce
    qui paraît s'obtient alors de ces seuls nombres publiés, et aucune soustraction n'apprend rien.

    Unités : agents.
    """
    publies = [publier(agents, minimum) for agents in termes]
    return Fourchette(sum(p.minimum for p in publies), sum(p.maximum for p in publies))


def publier_agents(lignes: "Iterable[LigneDAgents]", minimum: int) -> Fourchette:
    """Total des agents de ces lignes ; un nombre inconnu n'y compte pas."""
    return publier_somme((ligne.agents or 0 for ligne in lignes), minimum)


def est_masque(effectif: "EffectifObserve", minimum: int) -> bool:
    """Vrai si les équivalents temps plein trahiraient un petit nombre d'agents.

    Ils se taisent avec le nombre d'agents ; s'il manque, dès qu'ils sont eux-mêmes trop petits.
    """
    agents = effectif.etp if effectif.agents is None else effectif.agents
    return agents is not None and est_petit(agents, minimum)


def etp_publie(effectif: "EffectifObserve", minimum: int) -> Decimal | None:
    return None if est_masque(effectif, minimum) else effectif.etp


def total_etp_publie(effectifs: "EffectifsAnnuels", minimum: int) -> str:
    """« 252,5 » ; « au moins 248,5 » quand les équivalents temps plein d'un domaine se taisent."""
    total = sum((etp_publie(ligne, minimum) or Decimal(0) for ligne in effectifs.lignes), Decimal())
    if any(ligne.etp is not None and est_masque(ligne, minimum) for ligne in effectifs.lignes):
        return f"au moins {nombre(total, 1)}"
    return nombre(total, 1)


def par_importance(transferts: "Iterable[TransfertDate]", minimum: int) -> "list[TransfertDate]":
    """Du plus grand nombre publié au moindre ; l'ordre ne dit rien d'un nombre masqué."""
    return sorted(transferts, key=lambda transfert: -publier(transfert.agents, minimum).minimum)


def publier_transferts(tableau: "TableauTransferts", minimum: int) -> TransfertsPublies:
    """Tableau par domaine et par origine, tiré des transferts un par un."""
    croises, par_domaine, par_origine = defaultdict(list), defaultdict(list), defaultdict(list)
    for transfert in tableau.details:
        domaine, origine = transfert.domaine, transfert.origine.nom
        croises[domaine, origine].append(transfert.agents)
        par_domaine[domaine].append(transfert.agents)
        par_origine[origine].append(transfert.agents)
    totaux = {nom: publier_somme(agents, minimum) for nom, agents in par_origine.items()}
    rangs = {nom: (-t.minimum, -t.maximum, cle_de_tri(nom)) for nom, t in totaux.items()}
    origines = tuple(sorted(totaux, key=rangs.get))
    return TransfertsPublies(
        origines=origines,
        lignes=tuple(
            LignePubliee(
                domaine,
                tuple(publier_somme(croises[domaine, nom], minimum) for nom in origines),
                publier_somme(agents, minimum),
            )
            for domaine, agents in par_domaine.items()
        ),
        totaux=tuple(totaux[nom] for nom in origines),
        total=publier_agents(tableau.details, minimum),
    )


def ecarts_publiables(ecarts: "Iterable[Ecart]", minimum: int) -> "tuple[Ecart, ...]":
    """Sans ceux qui portent sur des agents, dont le chiffre ou l'explication dirait trop."""
    return tuple(e for e in ecarts if minimum <= 2 or e.unite not in UNITES_D_AGENTS)
