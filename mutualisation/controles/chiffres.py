"""Chiffres annoncés par les documents, confrontés à ce que donnent les données."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finances.calculs import ZERO
from finances.models import Participation
from gouvernance.models import Collectivite, Mandature
from mutualisation.models import ChiffreAnnonce
from services_communs.models import Adhesion, Effectif, Mesure, ServiceCommun, TransfertAgents

TOLERANCE_ENVIRON = Decimal("0.10")

Grandeur = ChiffreAnnonce.Grandeur


@dataclass(frozen=True, slots=True)
class Ecart:
    """Chiffre annoncé qui diffère du chiffre recalculé ; constaté, jamais corrigé."""

    document: str
    emplacement: str
    libelle: str
    annee: int
    unite: str
    qualificatif: str
    annonce: Decimal
    recalcule: Decimal
    explication: str

    @property
    def difference(self) -> Decimal:
        return self.recalcule - self.annonce


def confronter(chiffres: Iterable[ChiffreAnnonce]) -> tuple[Ecart, ...]:
    """Écarts entre les chiffres annoncés et les données, dans l'ordre des documents."""
    return tuple(
        Ecart(
            document=chiffre.document,
            emplacement=chiffre.emplacement,
            libelle=chiffre.libelle,
            annee=chiffre.annee,
            unite=chiffre.unite,
            qualificatif=chiffre.qualificatif,
            annonce=chiffre.valeur,
            recalcule=recalcule,
            explication=chiffre.explication,
        )
        for chiffre, recalcule in discordances(chiffres)
    )


def discordances(chiffres: Iterable[ChiffreAnnonce]) -> Iterator[tuple[ChiffreAnnonce, Decimal]]:
    """Chiffres que les données démentent, et ce qu'elles donnent."""
    confrontation = Confrontation()
    for chiffre in chiffres:
        recalcule = confrontation.recalculer(chiffre)
        if recalcule is not None and not concorde(chiffre.valeur, recalcule, chiffre.qualificatif):
            yield chiffre, recalcule


def concorde(annonce: Decimal, recalcule: Decimal, qualificatif: str) -> bool:
    """Vrai si la valeur recalculée est compatible avec ce qui est écrit.

    « plus de 200 » admet 260 ; « environ 260 » admet 10 % de part et d'autre.

    Unités : celles des deux valeurs, la même.
    Erreurs : aucune.
    Source : convention du projet.
    """
    match qualificatif:
        case ">":
            return recalcule > annonce
        case "<":
            return recalcule < annonce
        case "≈":
            return abs(recalcule - annonce) <= TOLERANCE_ENVIRON * abs(annonce)
    return recalcule == annonce


class Confrontation:
    """Lignes confrontées, lues une fois : le nombre de requêtes ne dépend pas des chiffres."""

    def __init__(self):
        self.services = list(ServiceCommun.objects.all())
        self.adhesions = list(Adhesion.objects.avec_relations())
        self.transferts = list(TransfertAgents.objects.all())
        self.effectifs = list(Effectif.objects.filter(perimetre="").order_by("date"))
        self.participations = list(Participation.objects.applicables().avec_relations())
        self.communes = list(Collectivite.objects.communes())
        self.mandatures = list(Mandature.objects.prefetch_related("sieges"))
        self.mesures = {(m.indicateur_id, m.annee): m.valeur for m in Mesure.objects.all()}

    def recalculer(self, chiffre: ChiffreAnnonce) -> Decimal | None:
        """Valeur que donnent les données ; `None` si rien ne permet de la recalculer."""
        calcul = self._calculs().get(chiffre.grandeur)
        valeur = calcul(chiffre) if calcul else None
        return None if valeur is None else Decimal(valeur)

    def _calculs(self) -> dict[str, Callable[[ChiffreAnnonce], Decimal | int | None]]:
        commune, ccas = Collectivite.Nature.COMMUNE, Collectivite.Nature.CCAS
        imputation, facture = Participation.Mode.IMPUTATION_AC, Participation.Mode.REFACTURATION
        return {
            Grandeur.SERVICES: self._services,
            Grandeur.ADHERENTS: lambda c: self._adherents(c, {commune, ccas}),
            Grandeur.COMMUNES_ADHERENTES: lambda c: self._adherents(c, {commune}),
            Grandeur.CCAS_ADHERENTS: lambda c: self._adherents(c, {ccas}),
            Grandeur.AGENTS_TRANSFERES: self._transferts,
            Grandeur.EFFECTIF_AGENTS: lambda c: self._effectif(c, "agents"),
            Grandeur.EFFECTIF_ETP: lambda c: self._effectif(c, "etp"),
            Grandeur.PARTICIPATION: lambda c: self._participations(c, imputation, "montant"),
            Grandeur.REFACTURATION: lambda c: self._participations(c, facture, "montant"),
            Grandeur.AJUSTEMENT: lambda c: self._participations(c, imputation, "ajustement"),
            Grandeur.COMMUNES_MEMBRES: self._communes_membres,
            Grandeur.SIEGES: self._sieges,
            Grandeur.INDICATEUR: lambda c: self.mesures.get((c.indicateur_id, c.annee)),
        }

    def _services(self, chiffre: ChiffreAnnonce) -> int:
        jour = date(chiffre.annee, 12, 31)
        return sum(
            service.est_en_cours_le(jour)
            for service in self.services
            if chiffre.domaine_id in {None, service.domaine_id}
        )

    def _adherents(self, chiffre: ChiffreAnnonce, natures: set[str]) -> int:
        jour = date(chiffre.annee, 12, 31)
        return len(
            {
                adhesion.collectivite_id
                for adhesion in self.adhesions
                if adhesion.est_en_cours_le(jour)
                and adhesion.collectivite.nature in natures
                and chiffre.service_id in {None, adhesion.service_id}
                and chiffre.domaine_id in {None, adhesion.service.domaine_id}
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
            if effectif.date.year == chiffre.annee
            and chiffre.domaine_id in {None, effectif.domaine_id}
        }
        connus = [valeur for valeur in derniers.values() if valeur is not None]
        return sum(connus) if connus else None

    def _participations(self, chiffre: ChiffreAnnonce, mode: str, champ: str) -> Decimal:
        annee = chiffre.annee
        return sum(
            (
                getattr(participation, champ)
                for participation in self.participations
                if participation.mode == mode
                and participation.s_applique_en(annee)
                and chiffre.collectivite_id in {None, participation.payeur_id}
            ),
            ZERO,
        )

    def _communes_membres(self, chiffre: ChiffreAnnonce) -> int:
        jour = date(chiffre.annee, 12, 31)
        return sum(commune.est_en_cours_le(jour) for commune in self.communes)

    def _sieges(self, chiffre: ChiffreAnnonce) -> int:
        jour = date(chiffre.annee, 12, 31)
        return sum(
            sieges.nombre
            for mandature in self.mandatures
            if mandature.est_en_cours_le(jour)
            for sieges in mandature.sieges.all()
            if chiffre.collectivite_id in {None, sieges.commune_id}
        )
