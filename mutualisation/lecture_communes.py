"""Fiches des communes lues en base, en un nombre constant de requêtes : page et rapport."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import chain, groupby

from django.db.models import QuerySet

from finances.explication import ExplicationMontant, expliquer_toutes
from finances.models import Participation
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite
from gouvernance.querysets import CollectiviteQuerySet
from mutualisation.communes import (
    AgentsTransferes,
    AideRecue,
    CooperationDeLaCommune,
    FicheCommune,
    MontantVote,
    ServiceOffert,
    ServiceRejoint,
)
from services_communs.models import (
    Adhesion,
    Cooperation,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)


def lire_fiches_communes(communes: CollectiviteQuerySet, annee: int) -> tuple[FicheCommune, ...]:
    """Fiches à la fin de l'exercice, avec les coopérations de toute l'année.

    Celles qui sont ouvertes à toutes les communes n'y sont pas : le rapport les dit une fois.
    """
    jour = date(annee, 12, 31)
    liste = list(communes.avec_population_et_sieges_le(jour))
    propres = Cooperation.objects.pour_exercice(annee).filter(toutes_les_communes=False)
    lecture = _Lecture(liste, jour, propres)
    return tuple(lecture.fiche(commune) for commune in liste)


def lire_fiche(commune: Collectivite, jour: date) -> FicheCommune:
    """Fiche ce jour-là d'une commune lue par `avec_population_et_sieges_le`."""
    cooperations = Cooperation.objects.en_cours_le(jour).pour_commune(commune)
    return _Lecture([commune], jour, cooperations).fiche(commune)


class _Lecture:
    """Tout ce qu'il faut pour les fiches, lu une fois et rangé par commune.

    Les collectivités sont déjà connues : aucune requête ne les joint, et chacune dit son ordre.
    """

    def __init__(self, communes: list[Collectivite], jour: date, cooperations: QuerySet):
        self.jour, self.annee = jour, jour.year
        self.an_dernier = date(self.annee - 1, 12, 31)
        # Ce qui est au CCAS se range sous sa commune.
        self.communes = {commune.pk: commune for commune in communes}
        self.natures = dict.fromkeys(self.communes, Collectivite.Nature.COMMUNE.label)
        for commune in communes:
            if commune.cle_du_ccas:
                self.communes[commune.cle_du_ccas] = commune
                self.natures[commune.cle_du_ccas] = Collectivite.Nature.CCAS.label
        services = ServiceCommun.objects.en_cours_le(self.jour)
        self.services = list(services.values_list("pk", "code", "nom", "est_gratuit", named=True))
        self.adhesions = self._adhesions_par_commune()
        self.participations = self._participations_par_commune()
        self.explications = expliquer_toutes([*chain(*self.participations.values())])
        self.transferts = self._transferts_par_commune()
        self.aides = self._aides_par_commune()
        self.cooperations = self._cooperations_par_commune(cooperations)

    def _adhesions_par_commune(self) -> dict[int, list[Adhesion]]:
        rangees = defaultdict(list)
        adhesions = Adhesion.objects.qui_chevauchent(min(self.an_dernier, self.jour), self.jour)
        siennes = adhesions.filter(collectivite__in=self.communes)
        for adhesion in siennes.order_by("date_debut", "pk"):
            rangees[self.communes[adhesion.collectivite_id].pk].append(adhesion)
        return rangees

    def _participations_par_commune(self) -> dict[int, list[Participation]]:
        """De l'exercice, du précédent, et des suivants : ils disent l'année pleine d'un partiel."""
        rangees = defaultdict(list)
        participations = Participation.objects.applicables().qui_chevauchent(self.annee - 1, None)
        siennes = participations.filter(payeur__in=self.communes)
        relations = siennes.select_related("evaluation", "deliberation")
        for participation in relations.order_by("exercice_debut", "pk"):
            participation.payeur = self.communes[participation.payeur_id]
            rangees[participation.payeur_id].append(participation)
        return rangees

    def _transferts_par_commune(self) -> dict[int, list[AgentsTransferes]]:
        rangees = defaultdict(list)
        transferts = TransfertAgents.objects.filter(
            origine__in=self.communes, date_effet__lte=self.jour
        ).order_by("domaine__ordre", "origine__nom_de_tri", "date_effet", "pk")
        for origine, titre, effet, precision, agents in transferts.values_list(
            "origine", "domaine__titre", "date_effet", "precision", "agents"
        ):
            rangees[self.communes[origine].pk].append(
                AgentsTransferes(
                    domaine=titre,
                    origine=self.natures[origine],
                    quand=date_en_lettres(effet, precision),
                    agents=agents,
                )
            )
        return rangees

    def _aides_par_commune(self) -> dict[int, list[AideRecue]]:
        rangees = defaultdict(list)
        saisines = Saisine.objects.filter(annee=self.annee, commune__in=self.communes)
        lignes = saisines.order_by("domaine__ordre", "pk")
        for commune, titre, objet in lignes.values_list("commune", "domaine__titre", "objet"):
            rangees[self.communes[commune].pk].append(AideRecue(titre, objet))
        return rangees

    def _cooperations_par_commune(
        self, cooperations: QuerySet
    ) -> dict[int, list[CooperationDeLaCommune]]:
        """Chacune sous ses communes, ou sous toutes celles qui sont lues."""
        rangees = defaultdict(list)
        toutes = {commune.pk for commune in self.communes.values()}
        colonnes = ["pk", "objet", "forme", "toutes_les_communes", "autres_parties"]
        lignes = cooperations.order_by("ordre", "pk", "parties__pk").values_list(
            *colonnes, "parties__collectivite", "parties__collectivite__nom"
        )
        for (_, objet, forme, est_a_toutes, tiers), parties in groupby(lignes, lambda p: p[:5]):
            noms = {cle: nom for *_, cle, nom in parties if cle}
            communes = {cle: self.communes[cle].pk for cle in noms if cle in self.communes}
            for commune in toutes if est_a_toutes else set(communes.values()):
                avec = [nom for cle, nom in noms.items() if communes.get(cle) != commune]
                avec += ["toutes les communes"] * est_a_toutes + [tiers] * bool(tiers)
                rangees[commune].append(
                    CooperationDeLaCommune(objet, Cooperation.Forme(forme).label, tuple(avec))
                )
        return rangees

    def fiche(self, commune: Collectivite) -> FicheCommune:
        services = self._services(commune)
        rejoints = {service.code for service in services}
        debut = commune.date_debut
        return FicheCommune(
            code_insee=commune.code_insee,
            nom=commune.nom,
            de=commune.de,
            annee=self.annee,
            a_ccas=commune.cle_du_ccas is not None,
            population=commune.population,
            millesime=commune.millesime,
            sieges=commune.nombre_sieges,
            total_sieges=commune.total_sieges or 0,
            membre_depuis=date_en_lettres(debut, commune.precision_debut) if debut else "",
            services=services,
            services_offerts=tuple(
                ServiceOffert(service.code, service.nom, service.est_gratuit)
                for service in self.services
                if service.code not in rejoints
            ),
            services_precedents=len(self._adhesions(commune, self.an_dernier)),
            montants=self._montants(commune, self.annee),
            montants_precedents=self._montants(commune, self.annee - 1),
            transferts=tuple(self.transferts[commune.pk]),
            aides=tuple(self.aides[commune.pk]),
            cooperations=tuple(self.cooperations[commune.pk]),
        )

    def _montants(self, commune: Collectivite, annee: int) -> tuple[MontantVote, ...]:
        return tuple(
            _montant(p, self.explications[p.pk])
            for p in self.participations[commune.pk]
            if p.s_applique_en(annee)
        )

    def _adhesions(self, commune: Collectivite, jour: date) -> dict[int, list[Adhesion]]:
        """Adhésions de la commune et de son CCAS en vigueur ce jour-là, par service."""
        adhesions = defaultdict(list)
        for adhesion in self.adhesions[commune.pk]:
            if adhesion.est_en_cours_le(jour):
                adhesions[adhesion.service_id].append(adhesion)
        return adhesions

    def _services(self, commune: Collectivite) -> tuple[ServiceRejoint, ...]:
        adhesions = self._adhesions(commune, self.jour)
        return tuple(
            ServiceRejoint(
                code=service.code,
                nom=service.nom,
                qui=self._qui(adhesions[service.pk]),
                depuis=adhesions[service.pk][0].depuis,
                est_gratuit=service.est_gratuit,
            )
            for service in self.services
            if service.pk in adhesions
        )

    def _qui(self, adhesions: Iterable[Adhesion]) -> str:
        """« commune », « CCAS » ou « commune et CCAS »."""
        natures = {self.natures[adhesion.collectivite_id] for adhesion in adhesions}
        return " et ".join(sorted(natures, reverse=True))


def _montant(participation: Participation, explication: ExplicationMontant) -> MontantVote:
    return MontantVote(
        objet=participation.objet,
        exercices=participation.exercices,
        montant=participation.montant,
        deja_valorise=participation.deja_valorise,
        ajustement=participation.ajustement,
        est_refacture=participation.mode == Participation.Mode.REFACTURATION,
        mois=participation.mois,
        adresse=participation.get_absolute_url(),
        explication=explication,
    )
