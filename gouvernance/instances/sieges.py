"""Simulateur de sièges : la répartition d'un millésime, ses étapes, son écart à l'arrêté."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gouvernance.exports import Colonne, Feuille, Genre
from gouvernance.francais import INSECABLE, accord, insecables, nombre
from gouvernance.instances.adresses import adresse_des_sieges
from gouvernance.models import Collectivite, Mandature, Population
from gouvernance.regles import Repartition, repartir_sieges

ARTICLE = "CGCT, art. L. 5211-6-1"
COLONNES = (
    Colonne("commune", "Commune"),
    Colonne("population", "Population municipale", Genre.NOMBRE),
    Colonne("millesime", "Millésime"),
    Colonne("sieges", "Sièges calculés", Genre.NOMBRE),
    Colonne("en_vigueur", "Sièges en vigueur", Genre.NOMBRE),
    Colonne("ecart", "Écart", Genre.NOMBRE),
)


@dataclass(frozen=True, slots=True)
class LigneSieges:
    commune: str
    population: int
    sieges: int
    en_vigueur: int | None
    mention: str

    @property
    def ecart(self) -> int | None:
        return None if self.en_vigueur is None else self.sieges - self.en_vigueur

    @property
    def habitants_par_siege(self) -> int:
        return round(self.population / self.sieges)


@dataclass(frozen=True, slots=True)
class Etape:
    phrase: str
    article: str


@dataclass(frozen=True, slots=True)
class SimulationSieges:
    """Répartition de droit commun ; vide s'il manque une population."""

    millesime: int
    jour: date
    lignes: tuple[LigneSieges, ...]
    etapes: tuple[Etape, ...]
    manquantes: tuple[str, ...]
    mandature: str
    acte: str

    @property
    def total(self) -> int:
        return sum(ligne.sieges for ligne in self.lignes)

    @property
    def population(self) -> int:
        return sum(ligne.population for ligne in self.lignes)

    @property
    def adresse_de_la_population(self) -> str:
        criteres = {"millesime": self.millesime, "membre_le": self.jour.isoformat()}
        return reverse("population_liste", query=criteres)

    @property
    def adresse_des_sieges(self) -> str:
        return adresse_des_sieges(self.jour)

    @property
    def total_en_vigueur(self) -> int | None:
        """Rien si la répartition en vigueur n'est pas connue."""
        return sum(ligne.en_vigueur or 0 for ligne in self.lignes) if self.mandature else None

    @property
    def ecart(self) -> int | None:
        return None if self.total_en_vigueur is None else self.total - self.total_en_vigueur

    @property
    def changements(self) -> tuple[LigneSieges, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.ecart)

    @property
    def bilan(self) -> str:
        """« 85 sièges, un de moins qu'aujourd'hui. »"""
        if self.manquantes:
            return "Cette répartition ne peut pas être calculée."
        total = f"{self.total}{INSECABLE}{accord(self.total, 'siège')}"
        if self.ecart is None:
            return f"{total}."
        if not self.changements:
            return f"{total}, commune par commune ceux de la mandature {self.mandature}."
        if not self.ecart:
            return f"{total}, autant que la mandature {self.mandature}, répartis autrement."
        sens = "de plus" if self.ecart > 0 else "de moins"
        return f"{total}, {abs(self.ecart)} {sens} que la mandature {self.mandature}."

    def en_feuille(self) -> Feuille:
        """Ce que montre la table, total compris, pour un tableur."""
        lignes = [
            [
                ligne.commune,
                ligne.population,
                self.millesime,
                ligne.sieges,
                ligne.en_vigueur,
                ligne.ecart,
            ]
            for ligne in self.lignes
        ]
        total = [self.population, self.millesime, self.total, self.total_en_vigueur, self.ecart]
        return Feuille(
            "Sièges du conseil métropolitain",
            COLONNES,
            lignes,
            criteres=f"population de {self.millesime}",
            totaux=["Total", *total],
        )


def lire_millesimes() -> dict[int, int]:
    """Année d'entrée en vigueur de chaque millésime, du plus récent au plus ancien."""
    return dict(
        Population.objects.order_by("-millesime").values_list("millesime", "en_vigueur").distinct()
    )


def simuler(millesime: int, jour: date) -> SimulationSieges:
    """Répartition entre les communes membres ce jour-là, comparée à celle qui est en vigueur."""
    noms = dict(Collectivite.objects.membres_le(jour).values_list("pk", "nom"))
    populations = {
        noms[cle]: municipale
        for cle, municipale in Population.objects.filter(
            millesime=millesime, collectivite__in=noms
        ).values_list("collectivite", "municipale")
    }
    mandature = Mandature.objects.en_cours_le(jour).first()
    en_vigueur = list(mandature.sieges.select_related("commune")) if mandature else []
    manquantes = tuple(nom for nom in noms.values() if not populations.get(nom))
    repartition = None if manquantes or not noms else repartir_sieges(populations)
    return SimulationSieges(
        millesime=millesime,
        jour=jour,
        lignes=lire_lignes(populations, repartition, {s.commune.nom: s.nombre for s in en_vigueur})
        if repartition
        else (),
        etapes=tuple(dire_etapes(repartition, populations)) if repartition else (),
        manquantes=manquantes,
        mandature=mandature.nom if en_vigueur else "",
        acte=en_vigueur[0].acte if en_vigueur else "",
    )


def lire_lignes(
    populations: dict[str, int], repartition: Repartition, en_vigueur: dict[str, int]
) -> tuple[LigneSieges, ...]:
    """De la commune la plus peuplée à la moins peuplée."""
    return tuple(
        LigneSieges(
            commune=commune,
            population=population,
            sieges=repartition.sieges[commune],
            en_vigueur=en_vigueur.get(commune, 0) if en_vigueur else None,
            mention=mentionner(commune, repartition),
        )
        for commune, population in sorted(populations.items(), key=lambda p: (-p[1], p[0]))
    )


def mentionner(commune: str, repartition: Repartition) -> str:
    if commune in repartition.de_droit:
        return "de droit"
    return "plafonnée" if commune == repartition.plafonnee else ""


def dire_etapes(repartition: Repartition, populations: dict[str, int]) -> Iterator[Etape]:
    """Le calcul dit en phrases, dans l'ordre de la loi."""
    tableau, de_droit = repartition.tableau, len(repartition.de_droit)
    yield Etape(
        insecables(
            f"{nombre(sum(populations.values()))} habitants : le tableau donne {tableau} sièges, "
            "répartis entre les communes à la plus forte moyenne."
        ),
        f"{ARTICLE}, III et IV, 1°",
    )
    if de_droit:
        yield Etape(
            insecables(
                f"{de_droit} {accord(de_droit, 'commune')} n’en {accord(de_droit, 'a', 'ont')} "
                f"aucun : chacune en reçoit un de droit, en plus. Total : {tableau + de_droit}."
            ),
            f"{ARTICLE}, IV, 2°",
        )
    yield dire_supplement(repartition)
    if repartition.plafonnee:
        yield dire_plafond(repartition)


def dire_supplement(repartition: Repartition) -> Etape:
    de_droit, tableau = len(repartition.de_droit), repartition.tableau
    if supplement := repartition.supplementaires:
        phrase = (
            f"Les sièges de droit, {de_droit}, dépassent 30 % des {tableau} du tableau : "
            f"{supplement} s’ajoutent, un dixième du total."
        )
    else:
        phrase = (
            f"Les sièges de droit, {de_droit}, ne dépassent pas 30 % des {tableau} du tableau : "
            "rien ne s’ajoute."
        )
    return Etape(insecables(phrase).replace(" %", f"{INSECABLE}%"), f"{ARTICLE}, V")


def dire_plafond(repartition: Repartition) -> Etape:
    commune, redistribues = repartition.plafonnee, repartition.redistribues
    garde = repartition.sieges[commune]
    rendus = accord(redistribues, "le siège rendu va", f"les {redistribues} sièges rendus vont")
    phrase = (
        f"{commune} en aurait {garde + redistribues} sur {repartition.total}, plus de la moitié : "
        f"elle en garde {garde}, et {rendus} aux autres à la plus forte moyenne."
    )
    return Etape(insecables(phrase), f"{ARTICLE}, IV, 3°")
