"""Des coûts et des clés aux participations proposées : ce que le calcul écrit et laisse."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from finances.calculs import ErreurDeCalcul
from finances.lecture import lire_services
from finances.models import CleRepartition, CoutService, EvaluationCLECT, Participation
from finances.moteur import Arrondi, LigneCalculee, Prorata, calculer
from gouvernance.francais import accord, enumerer, euros, insecables
from gouvernance.historique import ecriture
from gouvernance.models import Collectivite
from services_communs.models import ServiceCommun

Cle = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Proposition:
    """Bilan d'un calcul : lignes écrites, ajustements gardés, lignes retirées."""

    calculees: int
    ajustees: int
    retirees: int

    def __str__(self):
        bilan = [
            (self.calculees, "participation calculée", "participations calculées"),
            (self.ajustees, "ligne ajustée gardée", "lignes ajustées gardées"),
            (self.retirees, "ligne retirée", "lignes retirées"),
        ]
        dits = [f"{n} {accord(n, un, des)}" for n, un, des in bilan if n] or ["Rien à calculer"]
        return insecables(f"{enumerer(dits)}.")


def exercices_evalues(evaluation: EvaluationCLECT) -> list[int]:
    """Exercices dont l'évaluation porte un coût."""
    exercices = CoutService.objects.filter(evaluation=evaluation).values_list("exercice", flat=True)
    return sorted(set(exercices))


@transaction.atomic
def proposer(evaluation: EvaluationCLECT, exercices: Iterable[int]) -> Proposition:
    """Remplit les participations de l'évaluation : une par payeur, service et exercice.

    Un nouveau calcul remplace le précédent, sauf les lignes ajustées ou saisies par un agent.
    Lève `ValidationError`, qui dit tout ce qui manque, et n'écrit alors rien.
    """
    evaluation = EvaluationCLECT.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.etat != EvaluationCLECT.Etat.EN_TRAVAUX:
        raise ValidationError(
            f"{evaluation} est {evaluation.get_etat_display()} : "
            "seule une évaluation en travaux se calcule."
        )
    exercices = sorted(set(exercices))
    calculs = calculer_exercices(evaluation, exercices)
    return _Ecriture(evaluation, exercices).ecrire(calculs)


def calculer_exercices(
    evaluation: EvaluationCLECT, exercices: list[int]
) -> tuple[LigneCalculee, ...]:
    """Lignes de tous les exercices ; lève `ValidationError` avec ce qui manque à chacun."""
    manques, calculs = [], []
    if not exercices:
        manques.append(f"{evaluation} n’a aucun coût à partager.")
    for exercice in exercices:
        try:
            calculs += _calculer_exercice(evaluation, exercice)
        except ErreurDeCalcul as erreur:
            manques.append(str(erreur))
        except ValidationError as erreur:
            manques += erreur.messages
    if manques:
        raise ValidationError([insecables(manque) for manque in dict.fromkeys(manques)])
    return tuple(calculs)


def _calculer_exercice(evaluation: EvaluationCLECT, exercice: int) -> tuple[LigneCalculee, ...]:
    services = lire_services(exercice, evaluation)
    if not services:
        raise ErreurDeCalcul(f"Aucun coût n’est saisi pour l’exercice {exercice}.")
    cles = (
        CleRepartition.objects.pour_exercice(exercice)
        .filter(service__code__in=[service.code for service in services])
        .select_related("service")
        .prefetch_related("valeurs__collectivite")
    )
    fautes = []
    for cle in cles:
        try:
            cle.refuser_pourcentages(cle.valeurs.all())
        except ValidationError as erreur:
            fautes += erreur.messages
    if fautes:
        raise ValidationError(fautes)
    return calculer(services, exercice, Arrondi(evaluation.arrondi), Prorata(evaluation.prorata))


class _Ecriture:
    """Les lignes calculées, confrontées à celles qui existent déjà."""

    def __init__(self, evaluation: EvaluationCLECT, exercices: list[int]):
        self.evaluation = evaluation
        evalues = exercices_evalues(evaluation)
        self.dernier = max([*exercices, *evalues])
        self.payeurs = {payeur.nom: payeur for payeur in Collectivite.objects.all()}
        self.services = {service.code: service for service in ServiceCommun.objects.all()}
        lignes = evaluation.participations.imputees().filter(service__isnull=False)
        self.presentes: dict[Cle, Participation] = {
            cle_de(ligne): ligne
            for ligne in lignes.avec_relations()
            if ligne.exercice_debut in exercices or ligne.exercice_debut not in evalues
        }

    def ecrire(self, calculs: Iterable[LigneCalculee]) -> Proposition:
        nouvelles = [self._participation(calcul) for calcul in calculs if calcul.prorata]
        restantes = {**self.presentes}
        couples = [(nouvelle, restantes.pop(cle_de(nouvelle), None)) for nouvelle in nouvelles]
        perimees = [ligne for ligne in restantes.values() if not est_ajustee(ligne)]
        gardees = [a for _, a in couples if a and est_ajustee(a)]
        Participation.objects.filter(pk__in=[ligne.pk for ligne in perimees]).delete()
        self._fermer_l_ancien_dernier_exercice()
        self._refuser_conflits(couples)
        ecriture.creer(nouvelle for nouvelle, ancienne in couples if not ancienne)
        ecriture.modifier(
            [reprendre(ancienne, nouvelle) for nouvelle, ancienne in couples if ancienne],
            ["montant", "montant_calcule", "mois", "exercice_fin", "objet"],
        )
        ajustees = len(gardees) + len(restantes) - len(perimees)
        return Proposition(len(nouvelles) - len(gardees), ajustees, len(perimees))

    def _participation(self, calcul: LigneCalculee) -> Participation:
        """Le dernier exercice évalué, s'il est plein, vaut aussi pour les suivants."""
        en_mois = self.evaluation.prorata == EvaluationCLECT.Prorata.MOIS
        pleine = calcul.prorata == 1
        service = self.services[calcul.service]
        return Participation(
            evaluation=self.evaluation,
            payeur=self.payeurs[calcul.payeur],
            service=service,
            objet=service.nom,
            exercice_debut=calcul.exercice,
            exercice_fin=None if pleine and calcul.exercice == self.dernier else calcul.exercice,
            montant=calcul.montant,
            montant_calcule=calcul.montant,
            mois=int(calcul.prorata * 12) if en_mois and not pleine else None,
        )

    def _fermer_l_ancien_dernier_exercice(self) -> None:
        ouvertes = self.evaluation.participations.filter(
            montant_calcule__isnull=False, exercice_fin=None, exercice_debut__lt=self.dernier
        )
        ecriture.changer(ouvertes, exercice_fin=F("exercice_debut"))

    def _refuser_conflits(self, couples: list[tuple[Participation, Participation | None]]) -> None:
        """Nomme les lignes que leur payeur, leur exercice ou une autre ligne interdit."""
        autres = defaultdict(list)
        presentes = [ligne.pk for ligne in self.presentes.values()]
        for autre in Participation.objects.imputees().exclude(pk__in=presentes).avec_relations():
            autres[autre.payeur_id].append(autre)
        fautes = [
            f"{nouvelle.payeur}, {nouvelle.objet}, {nouvelle.exercice_debut} : {raison}"
            for nouvelle, ancienne in couples
            for raison in raisons(nouvelle, ancienne, autres[nouvelle.payeur_id])
        ]
        if fautes:
            raise ValidationError([insecables(faute) for faute in fautes])


def cle_de(ligne: Participation) -> Cle:
    return ligne.payeur_id, ligne.service_id, ligne.exercice_debut


def est_ajustee(ligne: Participation) -> bool:
    """Vrai si un agent a saisi la ligne ou changé son montant."""
    return ligne.montant_calcule is None or ligne.montant != ligne.montant_calcule


def reprendre(ancienne: Participation, nouvelle: Participation) -> Participation:
    """La ligne présente, remise au calcul ; ajustée, elle garde le montant de l'agent."""
    if est_ajustee(ancienne):
        if ancienne.motif_ecart or ancienne.montant == nouvelle.montant:
            ancienne.montant_calcule = nouvelle.montant
        return ancienne
    for champ in ["montant", "montant_calcule", "mois", "exercice_fin", "objet"]:
        setattr(ancienne, champ, getattr(nouvelle, champ))
    return ancienne


def raisons(
    nouvelle: Participation, ancienne: Participation | None, autres: Iterable[Participation]
) -> Iterator[str]:
    """Pourquoi la ligne ne peut pas être proposée."""
    natures = {Collectivite.Nature.COMMUNE, Collectivite.Nature.METROPOLE}
    if nouvelle.payeur.nature not in natures:
        yield "seules la métropole et les communes paient."
    if nouvelle.exercice_debut < nouvelle.evaluation.date.year:
        yield "l’exercice précède la séance."
    if ancienne and not est_ajustee(ancienne) and ancienne.deja_valorise > nouvelle.montant:
        yield f"{euros(ancienne.deja_valorise, 2)} déjà valorisés, plus que le calcul."
    for autre in autres:
        if se_contredisent(nouvelle, autre):
            yield f"déjà évaluée ({autre.evaluation}, {autre.objet}, {autre.exercices})."


def se_contredisent(nouvelle: Participation, autre: Participation) -> bool:
    """Vrai si la base ou le vote précédent interdit les deux lignes à la fois.

    Une ligne votée et encore ouverte n'empêche rien : l'entrée en vigueur la clôt.
    """
    if autre.exercice_debut == nouvelle.exercice_debut and autre.objet == nouvelle.objet:
        return True
    if autre.service_id != nouvelle.service_id or not nouvelle.chevauche(autre):
        return False
    if autre.evaluation_id == nouvelle.evaluation_id:
        return True
    sera_close = autre.exercice_fin is None and autre.exercice_debut < nouvelle.exercice_debut
    return autre.evaluation.est_figee and not sera_close


PASSAGES = {
    EvaluationCLECT.Etat.EN_TRAVAUX: {
        "calculer": "Calculer les participations",
        "proposer_a_la_clect": "Proposer à la CLECT",
    },
    EvaluationCLECT.Etat.PROPOSEE: {
        "adopter": "Adopter",
        "reprendre_les_travaux": "Reprendre les travaux",
    },
    EvaluationCLECT.Etat.ADOPTEE: {"approuver": "Approuver par les communes"},
    EvaluationCLECT.Etat.APPROUVEE: {"mettre_en_vigueur": "Mettre en vigueur"},
    EvaluationCLECT.Etat.EN_VIGUEUR: {},
}


def passages(evaluation: EvaluationCLECT) -> dict[str, str]:
    """Verbes ouverts à l'évaluation dans son état, avec leur libellé."""
    return PASSAGES[evaluation.etat]


def avancer(evaluation: EvaluationCLECT, verbe: str) -> str:
    """Fait le passage et le raconte ; lève `ValidationError` s'il est refusé."""
    match verbe:
        case "calculer":
            return str(proposer(evaluation, exercices_evalues(evaluation)))
        case "adopter":
            evaluation.adopter(evaluation.resultat)
        case "mettre_en_vigueur":
            closes = evaluation.mettre_en_vigueur()
            suite = accord(closes, "participation précédente close", "participations closes")
            return insecables(f"Évaluation en vigueur, {closes} {suite}.")
        case _:
            getattr(evaluation, verbe)()
    return insecables(f"Évaluation {evaluation.get_etat_display()}.")
