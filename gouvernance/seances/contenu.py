"""Lecture d'une séance pour sa page et ses documents, en requêtes constantes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from gouvernance.instances.adresses import adresse_des_membres
from gouvernance.models import (
    Collectivite,
    Deliberation,
    Document,
    EnvoiInformation,
    Instance,
    MembreInstance,
    PointOrdreDuJour,
    Presence,
    Seance,
    Utilisateur,
)
from gouvernance.regles import mandataires_absents, mandataires_en_trop
from gouvernance.seances.phrases import (
    Constat,
    alertes_de_presence,
    constater_convocation,
    constater_initiative,
    constater_quorum,
)
from gouvernance.seances.suivi import (
    ASSEMBLEES,
    DocumentAttendu,
    Suite,
    dire_retards,
    documents_attendus,
    est_suivie,
    suites_de,
)

DELIBERANTES = ASSEMBLEES | {Instance.Nature.BUREAU, Instance.Nature.CONSEIL_CCAS}
PRESENTS = {Presence.Etat.PRESENT, Presence.Etat.SUPPLEE}


@dataclass(frozen=True, slots=True)
class Compte:
    """Un nombre de l'assistance, et la liste des personnes qui le font, si elles sont notées."""

    libelle: str
    nombre: int
    adresse: str


@dataclass(frozen=True, slots=True)
class Assistance:
    """Qui était là : par personne quand c'est noté, sinon les nombres."""

    seance: Seance
    membres_sont_saisis: bool

    presences: tuple[Presence, ...]
    membres: int | None
    presents: int | None
    suppleants: int | None
    pouvoirs: int | None
    quorum: Constat
    alertes: tuple[str, ...]

    @property
    def comptes(self) -> list[Compte]:
        membres = ""
        if self.membres_sont_saisis:
            membres = adresse_des_membres(self.seance.instance, self.seance.jour)
        comptes = [
            ("membres en exercice", self.membres, membres),
            ("présents", self.presents, self.adresse_des_presences("comptes")),
            ("dont suppléants", self.suppleants, self.adresse_des_presences("supplee")),
            ("pouvoirs", self.pouvoirs, self.adresse_des_presences("represente")),
        ]
        return [Compte(*compte) for compte in comptes if compte[1] is not None]

    def adresse_des_presences(self, etat: str) -> str:
        if not self.presences:
            return ""
        criteres = {"seance": self.seance.pk, "voix": "oui", "etat": etat}
        return reverse("presence_liste", query=criteres)


@dataclass(frozen=True, slots=True)
class LigneCommune:
    commune: Collectivite
    envois: tuple[EnvoiInformation | None, ...]


@dataclass(frozen=True, slots=True)
class Information:
    """Documents dus aux conseillers municipaux, commune par commune."""

    documents: tuple[DocumentAttendu, ...]
    lignes: tuple[LigneCommune, ...]


@dataclass(frozen=True, slots=True)
class PageSeance:
    seance: Seance
    est_suivie: bool
    est_a_venir: bool
    convocation: Constat
    initiative: Constat
    points: tuple[PointOrdreDuJour, ...]
    assistance: Assistance
    suites: tuple[Suite, ...]
    information: Information
    deliberations: tuple[Deliberation, ...]
    documents: tuple[Document, ...]
    montre_le_proces_verbal: bool

    @property
    def delibere(self) -> bool:
        """Vrai pour une assemblée ; une conférence ou une commission ne décide pas."""
        return bool(self.deliberations) or self.seance.instance.nature in DELIBERANTES

    @property
    def retards(self) -> list[str]:
        """Ce qui aurait déjà dû être fait et n'est pas noté."""
        return dire_retards(self.suites, self.information.documents)


def lire_page(seance: Seance, lecteur: Utilisateur, jour: date) -> PageSeance:
    """Page d'une séance, pour qui peut la lire : un élu n'y voit que l'envoi à sa commune."""
    presences = Presence.objects.select_related(
        "membre__mandat__elu__commune", "pouvoir_a__mandat__elu"
    ).order_by("membre__mandat__elu__nom", "membre__mandat__elu__prenom", "pk")
    points = PointOrdreDuJour.objects.select_related("rapporteur")
    prefetch_related_objects(
        [seance],
        Prefetch("presences", presences),
        Prefetch("points", points),
        Prefetch("deliberations", Deliberation.objects.order_by("numero", "objet")),
        "documents",
        "envois",
    )
    membres = list(Collectivite.objects.membres_le(seance.jour).order_by("nom_de_tri"))
    visibles = membres
    if not lecteur.is_staff:
        siennes = set(lecteur.collectivites.values_list("pk", flat=True))
        visibles = [commune for commune in membres if commune.pk in siennes]
    demandes = 0
    if seance.initiative == Seance.Initiative.MAIRES:
        demandes = seance.autres_demandes_de_l_annee() + 1
    return PageSeance(
        seance=seance,
        est_suivie=est_suivie(seance, jour),
        est_a_venir=seance.jour >= jour,
        convocation=constater_convocation(seance, jour),
        initiative=constater_initiative(seance, len(membres), demandes, jour),
        points=tuple(seance.points.all()),
        assistance=lire_assistance(seance),
        suites=tuple(suites_de(seance, jour)),
        information=lire_information(seance, visibles, jour),
        deliberations=tuple(seance.deliberations.all()),
        documents=tuple(seance.documents.all()),
        montre_le_proces_verbal=proces_verbal_lisible(seance, lecteur, jour),
    )


def proces_verbal_lisible(seance: Seance, lecteur: Utilisateur, jour: date) -> bool:
    """Une fois la séance tenue : un agent lit le projet, les autres attendent qu'il soit arrêté.

    Jamais pour une séance reprise d'un document, dont le site ne sait pas assez.
    """
    est_tenue = seance.jour <= jour and est_suivie(seance, jour)
    return est_tenue and (lecteur.is_staff or seance.proces_verbal_arrete_le is not None)


def lire_information(seance: Seance, communes: list[Collectivite], jour: date) -> Information:
    documents = tuple(documents_attendus(seance, communes, jour)) if communes else ()
    lignes = tuple(
        LigneCommune(commune, tuple(document.envois.get(commune.pk) for document in documents))
        for commune in communes
    )
    return Information(documents, lignes if documents else ())


def lire_assistance(seance: Seance) -> Assistance:
    presences = tuple(seance.presences.all())
    membres, presents = membres_en_exercice(seance), seance.presents
    suppleants, pouvoirs = seance.suppleants, seance.pouvoirs
    if presences:
        votantes = [p for p in presences if p.membre.qualite in MembreInstance.VOTANTES]
        presents = sum(p.etat in PRESENTS for p in votantes)
        suppleants = sum(p.etat == Presence.Etat.SUPPLEE for p in votantes)
        pouvoirs = sum(p.etat == Presence.Etat.REPRESENTE for p in votantes)
    return Assistance(
        seance=seance,
        membres_sont_saisis=seance.membres_en_exercice is None,
        presences=presences,
        membres=membres,
        presents=presents,
        suppleants=suppleants,
        pouvoirs=pouvoirs,
        quorum=constater_quorum(seance.instance, membres, presents),
        alertes=tuple(lire_alertes(seance, presences, presents, pouvoirs)),
    )


def membres_en_exercice(seance: Seance) -> int | None:
    """Le nombre noté, sinon celui des membres à voix, s'ils sont tous saisis ce jour-là."""
    if seance.membres_en_exercice is not None:
        return seance.membres_en_exercice
    membres = MembreInstance.objects.en_exercice_le(seance.jour)
    votants = membres.filter(instance=seance.instance_id, qualite__in=MembreInstance.VOTANTES)
    connus = votants.count()
    return connus if connus >= (seance.instance.effectif or 1) else None


def lire_alertes(
    seance: Seance, presences: tuple[Presence, ...], presents: int | None, pouvoirs: int | None
) -> list[str]:
    donnes = {p.membre_id: p.pouvoir_a_id for p in presences if p.pouvoir_a_id}
    noms = {p.pouvoir_a_id: str(p.pouvoir_a.mandat.elu) for p in presences if p.pouvoir_a_id}
    la = {p.membre_id for p in presences if p.etat in PRESENTS}
    alertes = alertes_de_presence(
        [noms[membre] for membre in mandataires_absents(donnes, la)],
        [noms[membre] for membre in mandataires_en_trop(donnes)],
        presents,
        pouvoirs,
    )
    if presences and seance.presents not in {None, presents}:
        alertes.append(
            f"{seance.presents} présents saisis, mais {presents} notés nom par nom : "
            "la page retient les noms."
        )
    return alertes
