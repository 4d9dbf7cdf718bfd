"""Page d'une instance à une date, en un nombre constant de requêtes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gouvernance.francais import INSECABLE, accord, insecables, nombre
from gouvernance.instances.adresses import adresse_des_membres, adresse_des_sieges
from gouvernance.instances.alertes import Alerte, Faits, denombrer, relever_alertes
from gouvernance.instances.composition import (
    DES_MAIRES,
    Composition,
    Nature,
    lire_composition,
)
from gouvernance.instances.places import dire_existence
from gouvernance.models import Instance, Mandat, Seance
from gouvernance.regles import deux_tiers, quorum

SEANCES_RECENTES = 5
# Les assemblées délibérantes, dont la loi fixe le quorum (CGCT, art. L. 2121-17 et L. 5211-1).
DELIBERANTES = {Nature.CONSEIL, Nature.CONSEIL_MUNICIPAL}


@dataclass(frozen=True, slots=True)
class Chiffre:
    valeur: str
    libelle: str
    precision: str = ""
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class PageInstance:
    instance: Instance
    jour: date
    composition: Composition
    alertes: tuple[Alerte, ...]
    regles: tuple[str, ...]
    a_venir: tuple[Seance, ...]
    passees: tuple[Seance, ...]
    nombre_seances: int

    @property
    def absence(self) -> str:
        """Ce qu'il faut dire d'une instance qui n'existe pas ce jour-là."""
        if self.instance.est_en_cours_le(self.jour):
            return ""
        existence = dire_existence(self.instance)
        return insecables(f"Cette instance n’existe pas à cette date : {existence}.")

    @property
    def resume(self) -> str:
        """« 86 places entre 23 communes ; 80 membres. » Une journée n'a que des conviés."""
        composition = self.composition
        if composition.nature == Nature.JOURNEE:
            return ""
        places = self._places()
        if not composition.personnes:
            return f"{places}{INSECABLE}; aucune personne n’est encore saisie."
        membres = denombrer(composition.membres, "membre")
        if invites := len(composition.personnes) - composition.membres:
            membres += f" et {denombrer(invites, 'personne')} sans voix"
        return f"{places}{INSECABLE}; {membres}."

    def _places(self) -> str:
        """« 86 places, entre 23 communes », « Un maire par commune », « Un effectif libre »."""
        composition = self.composition
        communes = denombrer(len(composition.communes), "commune")
        if composition.nature in DES_MAIRES:
            return f"Les maires de {communes}"
        if composition.nature == Nature.CLECT:
            return f"Un membre au moins pour chacune des {communes}"
        if composition.effectif is None:
            return "Aucun effectif n’est fixé"
        places = denombrer(composition.effectif, "place")
        if composition.nature == Nature.CONSEIL and composition.communes:
            return f"{places} entre {communes}"
        return places

    @property
    def parite(self) -> str:
        """« 40 % de femmes parmi 80 membres ; 3 sans indication »."""
        composition = self.composition
        membres = composition.membres
        connus = composition.femmes + composition.hommes
        if not connus:
            return f"aucune indication pour {denombrer(membres, 'membre')}"
        part = nombre(Decimal(100 * composition.femmes) / connus, 0)
        phrase = f"{part}{INSECABLE}% de femmes parmi {denombrer(connus, 'membre')}"
        if inconnus := membres - connus:
            phrase += f"{INSECABLE}; {inconnus} sans indication"
        return phrase

    @property
    def chiffres(self) -> tuple[Chiffre, ...]:
        return tuple(self._chiffres())

    def _chiffres(self):
        composition, delai = self.composition, self.instance.delai_convocation
        if composition.effectif is not None:
            yield Chiffre(
                str(composition.effectif),
                accord(composition.effectif, "place"),
                f"{composition.membres} {accord(composition.membres, 'pourvue')}"
                if composition.personnes
                else "",
                self.adresse_des_places,
            )
        if composition.nature in DELIBERANTES and composition.effectif:
            yield Chiffre(
                str(quorum(composition.effectif)),
                "présents font le quorum",
                "quand tous les sièges sont pourvus ; sans les pouvoirs",
            )
            yield Chiffre(
                str(deux_tiers(composition.effectif)),
                "voix font les deux tiers des membres",
                "contre l’avis d’une commune seule concernée",
            )
        if delai is not None:
            yield Chiffre(
                f"{delai}{INSECABLE}{accord(delai, 'jour')}",
                f"{accord(delai, 'franc')} de convocation",
                "entre l’envoi et la réunion",
            )
        if composition.membres:
            yield Chiffre(
                str(composition.membres),
                accord(composition.membres, "membre"),
                self.parite,
                adresse_des_membres(self.instance, self.jour),
            )

    @property
    def adresse_des_places(self) -> str:
        """Les sièges, quand ce sont eux que compte l'instance."""
        compte_les_sieges = self.composition.nature == Nature.CONSEIL and self.composition.communes
        return adresse_des_sieges(self.jour) if compte_les_sieges else ""


def construire_page(instance: Instance, jour: date) -> PageInstance:
    composition = lire_composition(instance, jour)
    seances = instance.seances.select_related("instance")
    return PageInstance(
        instance=instance,
        jour=jour,
        composition=composition,
        alertes=relever_alertes(composition, lire_faits(instance, jour)),
        regles=tuple(instance.regles.splitlines()),
        a_venir=tuple(seances.filter(jour__gte=jour).order_by("jour")),
        passees=tuple(seances.filter(jour__lt=jour)[:SEANCES_RECENTES]),
        nombre_seances=seances.count(),
    )


def lire_faits(instance: Instance, jour: date) -> Faits:
    vice_presidents = Mandat.objects.en_exercice_le(jour).filter(
        fonction=Mandat.Fonction.VICE_PRESIDENT
    )
    return Faits(
        vice_presidents=vice_presidents.count(),
        annee=jour.year,
        journees=instance.seances.filter(jour__year=jour.year).count(),
    )
