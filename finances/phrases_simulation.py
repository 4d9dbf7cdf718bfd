"""Ce que la page d'un scénario dit en toutes lettres."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from finances import scenarios
from finances.models import EvaluationCLECT, Hypothese
from finances.scenarios import Manque, Preparation
from finances.simulation import Changement, LigneSimulee, Nature, Simulation
from gouvernance.francais import accord, date_en_lettres, enumerer, euros, insecables, nombre

AUTRES = "Autres payeurs"
NOMS_MONTRES = 3
MANQUES = {
    scenarios.COUT_MANQUANT: "son coût n’est pas connu ; supposez-en un.",
    scenarios.CLE_MANQUANTE: (
        "il n’a pas de clé de répartition ; cochez "
        "« À défaut de clé, partager selon la population »."
    ),
    scenarios.POPULATION_MANQUANTE: (
        "il n’a pas de clé, et aucun recensement ne donne la population de tous ses adhérents."
    ),
}


def manque_en_clair(manque: Manque, payeur: str) -> str:
    suite = MANQUES.get(manque.quoi, f"{payeur} n’a pas de valeur dans la clé ; supposez-en une.")
    return insecables(f"{manque.service} : {suite}")


def periode(exercices: Sequence[int]) -> str:
    """« En 2026 » ou « De 2026 à 2030 »."""
    premier, dernier = exercices[0], exercices[-1]
    return f"En {premier}" if premier == dernier else f"De {premier} à {dernier}"


def phrase(simulation: Simulation) -> str:
    """Ce que le scénario change, en une phrase."""
    if not simulation.lignes:
        return insecables("Ce scénario ne se calcule pas encore : il manque des coûts ou des clés.")
    hausses = [ligne for ligne in simulation.lignes if ligne.total.ecart > 0]
    baisses = [ligne for ligne in simulation.lignes if ligne.total.ecart < 0]
    debut = periode(simulation.exercices)
    if not hausses and not baisses:
        return f"{debut}, personne ne paierait ni plus ni moins qu’aujourd’hui."
    morceaux = [
        f"{payeurs(lignes)} {euros(abs(sum(ligne.total.ecart for ligne in lignes)))} {sens}"
        for lignes, sens in [(hausses, "de plus"), (baisses, "de moins")]
        if lignes
    ]
    suite = "."
    if simulation.total.ecart:
        avant, apres = simulation.total.aujourd_hui, simulation.total.scenario
        suite = f". Le total demandé passerait de {euros(avant)} à {euros(apres)}."
    return insecables(f"{debut}, {' ; '.join(morceaux)}{suite}")


def payeurs(lignes: Sequence[LigneSimulee]) -> str:
    """« Talant paierait », « Ahuy et Talant paieraient ensemble », « 12 payeurs paieraient… »."""
    verbe = accord(len(lignes), "paierait", "paieraient ensemble")
    if [ligne.payeur for ligne in lignes] == [AUTRES]:
        return "les autres payeurs paieraient ensemble"
    if len(lignes) <= NOMS_MONTRES:
        return f"{enumerer(ligne.payeur for ligne in lignes)} {verbe}"
    return f"{nombre(len(lignes))} payeurs {verbe}"


def coefficient(hausse: Fraction) -> str:
    """« +0,000 123 » en six décimales, comme les fiches de dotation."""
    return nombre(Decimal(hausse.numerator) / Decimal(hausse.denominator), 6, signe=True)


def remarques(
    preparation: Preparation, simulation: Simulation, hypotheses: Sequence[Hypothese]
) -> Iterable[str]:
    """Ce qui a été supposé, ce qui n'a pas d'effet, ce qui ne se partage pas."""
    noms = {hypothese.service.code: hypothese.service.nom for hypothese in hypotheses}
    supposes = [noms[code] for nature, code, _ in sorted(preparation.supposes) if nature == "cout"]
    if supposes:
        yield insecables(
            f"Coût supposé, faute d’un coût connu : {enumerer(supposes)}. Il vaut aussi pour "
            "aujourd’hui : l’écart ne mesure que ce qui change."
        )
    if preparation.cles_supposees:
        cles = enumerer(preparation.cles_supposees)
        yield insecables(f"Partagé selon la population, faute de clé : {cles}.")
    if simulation.lignes and any(entre_ou_sort(hypothese) for hypothese in hypotheses):
        yield insecables(
            "L’année d’une entrée ou d’une sortie, les mois d’absence ne sont demandés à personne :"
            " la métropole les supporte, hors du tableau."
        )
    incomplets = {manque.service for manque in preparation.manques}
    for changement in simulation.sans_effet:
        code, nature = changement.service, changement.nature
        suppose = (nature, code, changement.payeur) in preparation.supposes
        if not suppose and noms[code] not in incomplets:
            yield sans_effet(changement, noms[code])
    yield from simulation.impossibles


def entre_ou_sort(hypothese: Hypothese) -> bool:
    """Vrai si une commune entre ou sort en cours d'exercice."""
    jour = hypothese.date_effet
    presence = {Hypothese.Nature.ADHESION, Hypothese.Nature.RETRAIT}
    return hypothese.nature in presence and (jour.month, jour.day) != (1, 1)


def sans_effet(changement: Changement, service: str) -> str:
    raisons = {
        Nature.ADHESION: "elle y adhère déjà",
        Nature.RETRAIT: "elle n’y adhère pas ensuite",
        Nature.COUT: "c’est déjà son coût",
        Nature.VALEUR: "elle n’y adhère pas ensuite, ou c’est déjà sa valeur",
    }
    qui = f"{changement.payeur}, {service}" if changement.payeur else service
    libelle = Hypothese.Nature(changement.nature).label
    jour = date_en_lettres(changement.date_effet)
    raison = raisons[changement.nature]
    return insecables(f"{qui} : {libelle} au {jour}, sans effet sur ces exercices ({raison}).")


def methode(evaluation: EvaluationCLECT) -> str:
    comme = (
        f", comme l’évaluation de la CLECT du {date_en_lettres(evaluation.date)}"
        if evaluation.pk
        else ""
    )
    return (
        f"Prorata {evaluation.get_prorata_display()}, arrondi "
        f"{evaluation.get_arrondi_display()}{comme}."
    )
