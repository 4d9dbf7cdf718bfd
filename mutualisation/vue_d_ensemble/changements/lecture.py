"""Ce qui a changé entre deux jours : un avant, ce qui entre, ce qui sort, un après."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.urls import reverse

from gouvernance.models import Deliberation
from mutualisation.vue_d_ensemble.changements.habitants import Habitants, lire_habitants
from mutualisation.vue_d_ensemble.changements.mouvements import MOUVEMENTS
from mutualisation.vue_d_ensemble.changements.periode import UN_JOUR, Periode
from mutualisation.vue_d_ensemble.partage import AdhesionLue, Partage, lire_partage, vaut_le
from services_communs.models import Convention, TransfertAgents


@dataclass(frozen=True, slots=True)
class Nombre:
    """Un nombre et l'adresse des lignes qui le font ; sans adresse, rien à ouvrir."""

    valeur: int
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class Solde:
    """`apres` est toujours `avant`, plus ce qui entre, moins ce qui sort."""

    libelle: str
    avant: Nombre
    entrees: Nombre
    sorties: Nombre
    apres: Nombre

    @property
    def a_change(self) -> bool:
        return bool(self.entrees.valeur or self.sorties.valeur)


@dataclass(frozen=True, slots=True)
class Changements:
    """`autres` : ce qui a eu lieu pendant la période et ne laisse pas de solde."""

    periode: Periode
    communes: Solde
    services: Solde
    adhesions: Solde
    agents: Solde
    par_service: tuple[Solde, ...]
    par_commune: tuple[Solde, ...]
    autres: tuple[tuple[str, Nombre], ...]
    conventions: tuple[Convention, ...]
    habitants: Habitants
    entrees: tuple[str, ...]
    sorties: tuple[str, ...]

    @property
    def soldes(self) -> tuple[Solde, ...]:
        return (self.communes, self.services, self.adhesions, self.agents)

    @property
    def est_vide(self) -> bool:
        rien = not any(solde.a_change for solde in self.soldes)
        autres = any(nombre.valeur for _, nombre in self.autres)
        return rien and not (autres or self.conventions or self.habitants.a_change)


def lire_changements(periode: Periode) -> Changements:
    """Tout ce qui a changé de `du` à `au`, bornes comprises."""
    partage = lire_partage(periode.veille, periode.au)
    lire = _Lecteur(periode)
    conventions = Convention.objects.filter(date_signature__range=(periode.du, periode.au))
    return Changements(
        periode=periode,
        communes=lire.solde(
            "Communes membres",
            partage.communes,
            "commune_liste",
            ("communes-entrees", "communes-sorties"),
        ),
        services=lire.solde(
            "Services communs",
            partage.services,
            "service_liste",
            ("services-crees", "services-fermes"),
        ),
        adhesions=lire.adhesions("Adhésions", partage.adhesions),
        agents=lire.agents(),
        par_service=tuple(_par_service(lire, partage)),
        par_commune=tuple(_par_commune(lire, partage)),
        autres=tuple(lire.autres()),
        conventions=tuple(conventions),
        habitants=lire_habitants(periode),
        entrees=tuple(c.nom for c in partage.communes if entre(c, periode)),
        sorties=tuple(c.nom for c in partage.communes if sort(c, periode)),
    )


def entre(ligne, periode: Periode) -> bool:
    """Vrai si la ligne commence pendant la période."""
    return ligne.date_debut is not None and periode.du <= ligne.date_debut <= periode.au


def sort(ligne, periode: Periode) -> bool:
    """Vrai si le premier jour où la ligne ne vaut plus est dans la période."""
    return ligne.date_fin is not None and periode.du <= ligne.date_fin + UN_JOUR <= periode.au


@dataclass(frozen=True, slots=True)
class _Lecteur:
    """Compte les lignes d'une période et donne l'adresse où chacune se lit."""

    periode: Periode

    def solde(
        self,
        libelle: str,
        lignes: Iterable,
        liste: str,
        mouvements: tuple[str, str],
        **filtres: int,
    ) -> Solde:
        lignes = list(lignes)
        entrees, sorties = mouvements
        return Solde(
            libelle=libelle,
            avant=self._etat(lignes, liste, self.periode.veille, filtres),
            entrees=self._mouvement(lignes, entre, entrees, filtres),
            sorties=self._mouvement(lignes, sort, sorties, filtres),
            apres=self._etat(lignes, liste, self.periode.au, filtres),
        )

    def adhesions(self, libelle: str, lignes: Iterable[AdhesionLue], **filtres: int) -> Solde:
        mouvements = ("adhesions-nouvelles", "adhesions-terminees")
        return self.solde(libelle, lignes, "adhesion_liste", mouvements, **filtres)

    def agents(self) -> Solde:
        """Un transfert ne se défait pas : rien n'en sort."""
        agents = Counter()
        transferts = TransfertAgents.objects.filter(date_effet__lte=self.periode.au).order_by()
        for effet, nombre in transferts.values_list("date_effet").annotate(Sum("agents")):
            agents[effet > self.periode.veille] += nombre
        avant, entrees = agents[False], agents[True]
        return Solde(
            libelle="Agents transférés",
            avant=self._ouvrir(avant, "transfert_liste", {"au": self.periode.veille.isoformat()}),
            entrees=Nombre(entrees, self.adresse("transferts") if entrees else ""),
            sorties=Nombre(0),
            apres=self._ouvrir(
                avant + entrees, "transfert_liste", {"au": self.periode.au.isoformat()}
            ),
        )

    def autres(self) -> Iterator[tuple[str, Nombre]]:
        for sorte in ("participations", "cooperations-nouvelles", "cooperations-terminees"):
            mouvement = MOUVEMENTS[sorte]
            combien = mouvement.lire(self.periode.du, self.periode.au).order_by().count()
            yield mouvement.titre, Nombre(combien, self.adresse(sorte) if combien else "")
        deliberations = Deliberation.objects.filter(date__range=(self.periode.du, self.periode.au))
        combien = deliberations.count()
        yield "Délibérations", self._ouvrir(combien, "deliberation_liste", self.periode.adresse)

    def adresse(self, sorte: str, **filtres: int) -> str:
        return reverse("changement_liste", args=[sorte], query={**self.periode.adresse, **filtres})

    def _etat(self, lignes: list, liste: str, jour: date, filtres: dict[str, int]) -> Nombre:
        combien = sum(vaut_le(ligne, jour) for ligne in lignes)
        return self._ouvrir(combien, liste, {**filtres, "au": jour.isoformat()})

    def _mouvement(
        self,
        lignes: list,
        concerne: Callable[..., bool],
        sorte: str,
        filtres: dict[str, int],
    ) -> Nombre:
        combien = sum(concerne(ligne, self.periode) for ligne in lignes)
        return Nombre(combien, self.adresse(sorte, **filtres) if combien else "")

    def _ouvrir(self, combien: int, liste: str, parametres: dict[str, int | str]) -> Nombre:
        return Nombre(combien, reverse(liste, query=parametres) if combien else "")


def _par_service(lire: _Lecteur, partage: Partage) -> Iterator[Solde]:
    """Services dont les adhérents ont changé, dans l'ordre des domaines."""
    par_service = defaultdict(list)
    for adhesion in partage.adhesions:
        par_service[adhesion.service].append(adhesion)
    for service in partage.services:
        solde = lire.adhesions(service.nom, par_service[service.cle], service=service.cle)
        if solde.a_change:
            yield solde


def _par_commune(lire: _Lecteur, partage: Partage) -> Iterator[Solde]:
    """Communes, CCAS compris, dont les adhésions ont changé, dans l'ordre des noms."""
    par_commune = defaultdict(list)
    for adhesion in partage.adhesions:
        par_commune[adhesion.commune].append(adhesion)
    for commune in partage.communes:
        solde = lire.adhesions(commune.nom, par_commune[commune.cle], commune=commune.cle)
        if solde.a_change:
            yield solde
