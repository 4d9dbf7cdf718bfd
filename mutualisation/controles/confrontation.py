"""Ce que les données donnent d'un chiffre annoncé, grandeur par grandeur."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from finances.calculs import ZERO
from finances.models import Participation
from gouvernance.models import Collectivite, Etape, Instance, Mandature, Population
from gouvernance.periodes import fin_d_annee
from mutualisation.models import ChiffreAnnonce
from services_communs.models import (
    Adhesion,
    Cooperation,
    Effectif,
    Mesure,
    PartieCooperation,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)

Grandeur = ChiffreAnnonce.Grandeur
Calcul = Callable[[ChiffreAnnonce], Decimal | int | None]


class Confrontation:
    """Lignes confrontées, lues une fois : le nombre de requêtes ne dépend pas des chiffres."""

    def __init__(self):
        self.services = list(ServiceCommun.objects.all())
        self.domaines = {service.pk: service.domaine_id for service in self.services}
        self.natures = dict(Collectivite.objects.values_list("pk", "nature"))
        self.adhesions = defaultdict(list)
        for adhesion in Adhesion.objects.all():
            self.adhesions[adhesion.service_id].append(adhesion)
        self.transferts = list(TransfertAgents.objects.all())
        self.effectifs = list(Effectif.objects.order_by("date", "pk"))
        self.participations = list(Participation.objects.applicables().select_related("payeur"))
        self.communes = list(Collectivite.objects.communes())
        self.mandatures = list(Mandature.objects.prefetch_related("sieges"))
        self.mesures = {(m.indicateur_id, m.annee): m for m in Mesure.objects.all()}
        self.saisines = list(Saisine.objects.all())
        self.instances = list(Instance.objects.all())
        self.etapes = list(Etape.objects.exclude(nombre_communes=None).order_by("date", "pk"))
        self.populations = list(
            Population.objects.filter(collectivite__nature=Collectivite.Nature.COMMUNE)
        )
        self.cooperations = {c.pk: c for c in Cooperation.objects.all()}
        self.parties = list(PartieCooperation.objects.all())
        self.calculs = {**self._des_services(), **self._des_institutions(), **self._des_montants()}

    def recalculer(self, chiffre: ChiffreAnnonce) -> Decimal | None:
        """Valeur que donnent les données ; `None` si elles n'en disent rien."""
        calcul = self.calculs.get(chiffre.grandeur)
        valeur = calcul(chiffre) if calcul else None
        return None if valeur is None else Decimal(valeur)

    def qualificatif(self, chiffre: ChiffreAnnonce) -> str:
        """Celui de la donnée : « plus de 850 » relevé tel quel se retrouve tel quel."""
        if chiffre.grandeur not in {Grandeur.INDICATEUR, Grandeur.INDICATEUR_MAXIMUM}:
            return ""
        mesure = self.mesures.get((chiffre.indicateur_id, chiffre.annee))
        return mesure.qualificatif if mesure else ""

    def _des_services(self) -> dict[str, Calcul]:
        commune, ccas = Collectivite.Nature.COMMUNE, Collectivite.Nature.CCAS
        return {
            Grandeur.SERVICES: self._services,
            Grandeur.SERVICES_DE_TOUTES: self._services_de_toutes,
            Grandeur.ADHERENTS: lambda c: self._adherents(c, {commune, ccas}),
            Grandeur.COMMUNES_ADHERENTES: lambda c: self._adherents(c, {commune}),
            Grandeur.CCAS_ADHERENTS: lambda c: self._adherents(c, {ccas}),
            Grandeur.AGENTS_TRANSFERES: self._transferts,
            Grandeur.EFFECTIF_AGENTS: lambda c: self._effectif(c, "agents"),
            Grandeur.EFFECTIF_ETP: lambda c: self._effectif(c, "etp"),
            Grandeur.PERIMETRE_ETP: self._perimetre,
            Grandeur.INDICATEUR: lambda c: self._mesure(c, "valeur"),
            Grandeur.INDICATEUR_MAXIMUM: lambda c: self._mesure(c, "valeur_maximale"),
            Grandeur.SAISINES: self._saisines,
            Grandeur.COOPERATIONS: self._cooperations,
        }

    def _des_institutions(self) -> dict[str, Calcul]:
        return {
            Grandeur.COMMUNES_MEMBRES: lambda c: len(self._membres(c)),
            Grandeur.COMMUNES_ETAPE: self._etape,
            Grandeur.POPULATION: lambda c: self._population(c, "municipale"),
            Grandeur.POPULATION_TOTALE: lambda c: self._population(c, "totale"),
            Grandeur.SIEGES: self._sieges,
            Grandeur.MEMBRES_INSTANCE: lambda c: self._instance(c, "effectif"),
            Grandeur.DELAI_CONVOCATION: lambda c: self._instance(c, "delai_convocation"),
            Grandeur.COMMISSIONS: self._commissions,
        }

    def _des_montants(self) -> dict[str, Calcul]:
        imputation, facture = Participation.Mode.IMPUTATION_AC, Participation.Mode.REFACTURATION
        return {
            Grandeur.PARTICIPATION: lambda c: self._participations(c, imputation, "montant"),
            Grandeur.REFACTURATION: lambda c: self._participations(c, facture, "montant"),
            Grandeur.AJUSTEMENT: lambda c: self._participations(c, imputation, "ajustement"),
        }

    def _services(self, chiffre: ChiffreAnnonce) -> int:
        jour = fin_d_annee(chiffre.annee)
        return sum(
            service.est_en_cours_le(jour)
            for service in self.services
            if chiffre.domaine_id in {None, service.domaine_id}
        )

    def _services_de_toutes(self, chiffre: ChiffreAnnonce) -> int:
        jour = fin_d_annee(chiffre.annee)
        membres = {commune.pk for commune in self._membres(chiffre)}
        return sum(
            membres <= {a.collectivite_id for a in adhesions if a.est_en_cours_le(jour)}
            for adhesions in self.adhesions.values()
        )

    def _adherents(self, chiffre: ChiffreAnnonce, natures: set[str]) -> int:
        jour = fin_d_annee(chiffre.annee)
        services = [chiffre.service_id] if chiffre.service_id else list(self.adhesions)
        return len(
            {
                adhesion.collectivite_id
                for service in services
                for adhesion in self.adhesions.get(service, ())
                if adhesion.est_en_cours_le(jour)
                and self.natures[adhesion.collectivite_id] in natures
                and chiffre.collectivite_id in {None, adhesion.collectivite_id}
                and chiffre.domaine_id in {None, self.domaines[service]}
            }
        )

    def _transferts(self, chiffre: ChiffreAnnonce) -> int:
        return sum(
            transfert.agents
            for transfert in self.transferts
            if transfert.date_effet.year <= chiffre.annee
            and chiffre.domaine_id in {None, transfert.domaine_id}
            and chiffre.collectivite_id in {None, transfert.origine_id}
        )

    def _effectif(self, chiffre: ChiffreAnnonce, champ: str) -> Decimal | int | None:
        """Dernier effectif de l'année d'un domaine, ou somme de tous les domaines."""
        derniers = {
            effectif.domaine_id: getattr(effectif, champ)
            for effectif in self.effectifs
            if not effectif.perimetre
            and effectif.date.year == chiffre.annee
            and chiffre.domaine_id in {None, effectif.domaine_id}
        }
        connus = [valeur for valeur in derniers.values() if valeur is not None]
        return sum(connus) if connus else None

    def _perimetre(self, chiffre: ChiffreAnnonce) -> Decimal | None:
        """ETP du périmètre particulier que nomme le libellé du chiffre."""
        connus = [
            effectif.etp
            for effectif in self.effectifs
            if effectif.perimetre == chiffre.libelle
            and effectif.date.year == chiffre.annee
            and chiffre.domaine_id == effectif.domaine_id
        ]
        return connus[-1] if connus else None

    def _mesure(self, chiffre: ChiffreAnnonce, champ: str) -> Decimal | None:
        mesure = self.mesures.get((chiffre.indicateur_id, chiffre.annee))
        return getattr(mesure, champ) if mesure else None

    def _saisines(self, chiffre: ChiffreAnnonce) -> int:
        return sum(
            saisine.annee == chiffre.annee
            and chiffre.domaine_id in {None, saisine.domaine_id}
            and chiffre.collectivite_id in {None, saisine.commune_id}
            for saisine in self.saisines
        )

    def _cooperations(self, chiffre: ChiffreAnnonce) -> int:
        jour = fin_d_annee(chiffre.annee)
        en_cours = {pk for pk, c in self.cooperations.items() if c.est_en_cours_le(jour)}
        siennes = {
            partie.cooperation_id
            for partie in self.parties
            if chiffre.collectivite_id == partie.collectivite_id
        }
        return len(en_cours & siennes if chiffre.collectivite_id else en_cours)

    def _membres(self, chiffre: ChiffreAnnonce) -> list[Collectivite]:
        jour = fin_d_annee(chiffre.annee)
        return [commune for commune in self.communes if commune.est_en_cours_le(jour)]

    def _etape(self, chiffre: ChiffreAnnonce) -> int | None:
        datees = [e.nombre_communes for e in self.etapes if e.date.year == chiffre.annee]
        return datees[-1] if datees else None

    def _population(self, chiffre: ChiffreAnnonce, champ: str) -> int | None:
        connues = [
            valeur
            for population in self.populations
            if population.en_vigueur == chiffre.annee
            and chiffre.collectivite_id in {None, population.collectivite_id}
            and (valeur := getattr(population, champ)) is not None
        ]
        return sum(connues) if connues else None

    def _sieges(self, chiffre: ChiffreAnnonce) -> int:
        jour = fin_d_annee(chiffre.annee)
        return sum(
            sieges.nombre
            for mandature in self.mandatures
            if mandature.est_en_cours_le(jour)
            for sieges in mandature.sieges.all()
            if chiffre.collectivite_id in {None, sieges.commune_id}
        )

    def _instance(self, chiffre: ChiffreAnnonce, champ: str) -> int | None:
        """Celle par le nom de laquelle commence le libellé du chiffre."""
        nommees = [i for i in self.instances if chiffre.libelle.startswith(i.nom)]
        return getattr(nommees[0], champ) if nommees else None

    def _commissions(self, chiffre: ChiffreAnnonce) -> int:
        jour = fin_d_annee(chiffre.annee)
        return sum(
            instance.nature == Instance.Nature.COMMISSION and instance.est_en_cours_le(jour)
            for instance in self.instances
        )

    def _participations(self, chiffre: ChiffreAnnonce, mode: str, champ: str) -> Decimal:
        return sum(
            (
                getattr(participation, champ)
                for participation in self.participations
                if participation.mode == mode
                and participation.s_applique_en(chiffre.annee)
                and chiffre.collectivite_id in {None, participation.payeur_id}
            ),
            ZERO,
        )
