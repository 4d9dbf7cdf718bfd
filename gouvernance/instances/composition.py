"""Qui siège dans une instance à une date : par les sièges, et par les personnes saisies."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite, Elu, Instance, Mandat, Mandature, MembreInstance
from gouvernance.regles import a_un_suppleant, invites_en_commission

Nature = Instance.Nature
DES_MAIRES = {Nature.CONFERENCE, Nature.COMMISSION_VOIRIE, Nature.COMITE_PILOTAGE}
# Ce que compte, commune par commune, la composition d'une instance de chaque nature.
UNITES = {
    Nature.CONSEIL: "sièges",
    Nature.CLECT: "membres au moins",
    Nature.COMMISSION: "admis",
    **dict.fromkeys(DES_MAIRES, "maire"),
}


@dataclass(frozen=True, slots=True)
class Personne:
    cle: int
    nom: str
    qualite: MembreInstance.Qualite
    fonction: str
    commune: str
    depuis: str
    sexe: str

    @property
    def a_une_voix(self) -> bool:
        return self.qualite in MembreInstance.VOTANTES


@dataclass(frozen=True, slots=True)
class PlacesCommune:
    """Places d'une commune dans l'instance, et celles qui sont pourvues."""

    commune: Collectivite
    places: int
    a_un_suppleant: bool
    membres: int
    suppleants: int

    @property
    def vacantes(self) -> int:
        return self.places - self.membres


@dataclass(frozen=True, slots=True)
class Composition:
    nature: Nature
    effectif: int | None
    communes: tuple[PlacesCommune, ...]
    personnes: tuple[Personne, ...]
    mandature: str

    @property
    def unite(self) -> str:
        return UNITES.get(self.nature, "")

    @property
    def se_totalise(self) -> bool:
        """Faux des conseillers municipaux admis : ils le sont pour toutes les commissions."""
        return self.nature != Nature.COMMISSION

    @property
    def legende(self) -> str:
        if not self.se_totalise:
            return (
                "Conseillers municipaux que peut envoyer une commune d’un ou deux sièges, "
                "toutes commissions ensemble"
            )
        return f"Mandature {self.mandature}" if self.mandature else "Communes membres"

    @property
    def suppleants_prevus(self) -> int:
        return sum(ligne.a_un_suppleant for ligne in self.communes)

    @property
    def a_des_suppleants(self) -> bool:
        return self.suppleants_prevus > 0

    @property
    def places(self) -> int:
        return sum(ligne.places for ligne in self.communes)

    @property
    def membres_des_communes(self) -> int:
        return sum(ligne.membres for ligne in self.communes)

    @property
    def membres(self) -> int:
        """Personnes qui ont une voix."""
        return sum(personne.a_une_voix for personne in self.personnes)

    @property
    def femmes(self) -> int:
        return self._de_sexe(Elu.Sexe.FEMME)

    @property
    def hommes(self) -> int:
        return self._de_sexe(Elu.Sexe.HOMME)

    def _de_sexe(self, sexe: str) -> int:
        return sum(p.a_une_voix and p.sexe == sexe for p in self.personnes)


def lire_composition(instance: Instance, jour: date) -> Composition:
    """Composition ce jour-là, en quatre requêtes au plus."""
    mandature = Mandature.objects.en_cours_le(jour).first()
    personnes = lire_personnes(instance, jour)
    communes = lire_communes(instance, jour, mandature, personnes)
    effectif = instance.effectif
    if instance.nature == Nature.CONSEIL and communes:
        effectif = sum(ligne.places for ligne in communes)
    return Composition(
        nature=Nature(instance.nature),
        effectif=effectif,
        communes=communes,
        personnes=personnes,
        mandature=mandature.nom if mandature else "",
    )


def lire_personnes(instance: Instance, jour: date) -> tuple[Personne, ...]:
    """Les membres, dans l'ordre des qualités puis des noms."""
    places = MembreInstance.objects.en_exercice_le(jour).filter(instance=instance)
    places = places.select_related("mandat__elu__commune")
    rangs = {qualite: rang for rang, qualite in enumerate(MembreInstance.Qualite)}
    return tuple(
        Personne(
            cle=place.mandat.elu_id,
            nom=str(place.mandat.elu),
            qualite=MembreInstance.Qualite(place.qualite),
            fonction=dire_fonction(place.mandat),
            commune=str(place.mandat.elu.commune or ""),
            depuis=date_en_lettres(place.date_debut),
            sexe=place.mandat.elu.sexe,
        )
        for place in sorted(
            places,
            key=lambda p: (
                rangs[p.qualite],
                p.mandat.rang or 0,
                p.mandat.elu.nom,
                p.mandat.elu.prenom,
                p.pk,
            ),
        )
    )


def dire_fonction(mandat: Mandat) -> str:
    """« 1er vice-président de la métropole, voirie »."""
    fonction = mandat.get_fonction_display()
    if mandat.fonction == Mandat.Fonction.AUTRE and mandat.delegation:
        return mandat.delegation
    if mandat.rang:
        fonction = f"{mandat.rang}{'er' if mandat.rang == 1 else 'e'} {fonction}"
    return f"{fonction}, {mandat.delegation}" if mandat.delegation else fonction


def lire_communes(
    instance: Instance, jour: date, mandature: Mandature | None, personnes: tuple[Personne, ...]
) -> tuple[PlacesCommune, ...]:
    """Places de chaque commune membre ; aucune ligne si l'instance ne les compte pas."""
    if instance.nature not in UNITES or not instance.est_en_cours_le(jour):
        return ()
    sieges = dict(mandature.sieges.values_list("commune_id", "nombre")) if mandature else {}
    if instance.nature in {Nature.CONSEIL, Nature.COMMISSION} and not sieges:
        return ()
    membres = representer(instance, jour, personnes)
    suppleants = Counter(
        p.commune for p in personnes if p.qualite == MembreInstance.Qualite.SUPPLEANT
    )
    lignes = (
        PlacesCommune(
            commune=commune,
            places=places_de(instance, sieges.get(commune.pk, 0)),
            a_un_suppleant=instance.nature == Nature.CONSEIL
            and sieges.get(commune.pk) is not None
            and a_un_suppleant(sieges[commune.pk]),
            membres=membres[commune.nom],
            suppleants=suppleants[commune.nom],
        )
        for commune in Collectivite.objects.membres_le(jour)
    )
    return tuple(ligne for ligne in lignes if ligne.places)


def places_de(instance: Instance, sieges: int) -> int:
    match instance.nature:
        case Nature.CONSEIL:
            return sieges
        case Nature.COMMISSION:
            return invites_en_commission(sieges) if sieges else 0
    return 1


def representer(instance: Instance, jour: date, personnes: tuple[Personne, ...]) -> Counter[str]:
    """Membres que compte chaque commune.

    Son maire seul là où siègent les maires ; dans une commission, ceux qui n'ont pas de siège
    métropolitain.
    """
    comptes = [personne for personne in personnes if personne.a_une_voix]
    en_exercice = Mandat.objects.en_exercice_le(jour)
    if instance.nature in DES_MAIRES:
        maires = elus_de(en_exercice.filter(fonction=Mandat.Fonction.MAIRE))
        comptes = [personne for personne in comptes if personne.cle in maires]
    elif instance.nature == Nature.COMMISSION:
        titres = [*Mandat.METROPOLITAINES, Mandat.Fonction.SUPPLEANT]
        metropolitains = elus_de(en_exercice.filter(fonction__in=titres))
        comptes = [personne for personne in comptes if personne.cle not in metropolitains]
    return Counter(personne.commune for personne in comptes)


def elus_de(mandats: QuerySet[Mandat]) -> set[int]:
    return set(mandats.values_list("elu", flat=True))
