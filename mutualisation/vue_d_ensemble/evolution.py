"""L'évolution du partage sur plusieurs années : dessins, tableaux, téléchargement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from gouvernance.exports import FORMATS, Colonne, Feuille
from gouvernance.francais import accord, date_en_lettres, insecables
from gouvernance.graphiques import Graphique, lignes
from mutualisation.vue_d_ensemble.grandeurs import (
    Case,
    Grandeur,
    dire_les_lacunes,
    lire_grandeurs,
    raconter,
)
from mutualisation.vue_d_ensemble.moment import fin_de
from mutualisation.vue_d_ensemble.periode import Periode, lire_periode
from mutualisation.vue_d_ensemble.registre import PartLue, lire_registre
from mutualisation.vue_d_ensemble.suivis import (
    Suivi,
    colonnes_a_telecharger,
    suivre_les_effectifs,
    suivre_les_indicateurs,
    valeurs_a_telecharger,
)


@dataclass(frozen=True, slots=True)
class LigneAnnuelle:
    """`precision` dit à quel jour s'arrête l'année en cours."""

    annee: int
    precision: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Telechargement:
    """Lien de la page vers elle-même."""

    libelle: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Evolution:
    periode: Periode
    phrase: str
    partage: tuple[Graphique, ...]
    cout: tuple[Graphique, ...]
    grandeurs: tuple[Grandeur, ...]
    lignes: tuple[LigneAnnuelle, ...]
    notes: tuple[str, ...]
    effectifs: Suivi
    indicateurs: Suivi
    exports: tuple[Telechargement, ...]


def lire_evolution(parametres: QueryDict, aujourd_hui: date) -> Evolution:
    registre = lire_registre()
    periode = lire_periode(
        parametres.get("de", ""),
        parametres.get("a", ""),
        registre.premiere_annee or aujourd_hui.year,
        aujourd_hui.year,
    )
    jours = [fin_de(annee, aujourd_hui) for annee in periode.annees]
    grandeurs = lire_grandeurs(registre, jours)
    cases = zip(*(grandeur.cases for grandeur in grandeurs), strict=True)
    par_code = {grandeur.code: grandeur for grandeur in grandeurs}
    return Evolution(
        periode=periode,
        phrase=_phrase(par_code, periode),
        partage=tuple(_dessiner_le_partage(par_code, periode)),
        cout=tuple(_dessiner_le_cout(par_code, periode)),
        grandeurs=grandeurs,
        lignes=tuple(
            LigneAnnuelle(jour.year, _arret(jour), cases_de_l_annee)
            for jour, cases_de_l_annee in zip(jours, cases, strict=True)
        ),
        notes=tuple(_noter(registre.parts, periode)),
        effectifs=suivre_les_effectifs(registre.effectifs, periode.annees),
        indicateurs=suivre_les_indicateurs(registre.mesures, periode.annees),
        exports=tuple(_exports(periode)),
    )


def _arret(jour: date) -> str:
    return (
        ""
        if (jour.month, jour.day) == (12, 31)
        else f"au {date_en_lettres(jour).removesuffix(f' {jour.year}')}"
    )


def _phrase(par_code: dict[str, Grandeur], periode: Periode) -> str:
    """Les deux premières choses à savoir : combien de services, et ce qu'ils coûtent."""
    services = raconter(par_code["services"].serie, periode.annees)
    cout = par_code["cout_par_habitant"].serie
    if not cout.connues:
        return f"{services}."
    rang = cout.connues[-1]
    return insecables(f"{services} ; {cout.ecrire(rang)} par habitant en {periode.annees[rang]}.")


def _dessiner_le_partage(par_code: dict[str, Grandeur], periode: Periode) -> Iterator[Graphique]:
    for identifiant, titre, codes in [
        ("communes-et-services", "Communes membres et services communs", ["communes", "services"]),
        ("adhesions", "Adhésions en cours", ["adhesions_communes", "adhesions_ccas"]),
        ("agents-transferes", "Agents transférés, cumulés", ["agents_transferes"]),
    ]:
        yield _dessiner(identifiant, titre, [par_code[code] for code in codes], periode)


def _dessiner_le_cout(par_code: dict[str, Grandeur], periode: Periode) -> Iterator[Graphique]:
    modes = ["participations_imputees", "participations_refacturees"]
    yield _dessiner(
        "participations", "Participations de l’exercice", [par_code[m] for m in modes], periode
    )
    yield _dessiner(
        "cout-par-habitant",
        "Coût par habitant",
        [par_code["cout_par_habitant"]],
        periode,
    )


def _dessiner(
    identifiant: str, titre: str, grandeurs: Sequence[Grandeur], periode: Periode
) -> Graphique:
    series = [grandeur.serie for grandeur in grandeurs]
    recits = [f"{raconter(serie, periode.annees)}." for serie in series]
    # Les séries d'un même dessin viennent des mêmes lignes : ce qui manque à l'une manque à toutes.
    lacunes = dire_les_lacunes(series[0], periode.annees) if series[0].connues else ""
    phrase = " ".join(partie for partie in [*recits, lacunes] if partie)
    return lignes(identifiant, titre, insecables(phrase), periode.annees, series)


def _noter(parts: Sequence[PartLue], periode: Periode) -> Iterator[str]:
    """Ce qu'une comparaison d'année en année ne doit pas ignorer."""
    for annee in periode.annees:
        partielles = sum(part.partielles for part in parts if part.s_applique_en(annee))
        if partielles:
            noms = accord(partielles, "participation ne couvre", "participations ne couvrent")
            yield f"En {annee}, {partielles} {noms} qu’une partie de l’année."


def _exports(periode: Periode) -> Iterator[Telechargement]:
    for format in FORMATS:
        adresse = f"?de={periode.premiere}&a={periode.derniere}&export={format}"
        yield Telechargement(format.upper(), adresse)


def feuille_de_l_evolution(evolution: Evolution) -> Feuille:
    """Tout ce que montre la page, une ligne par année ; une case vide n'est pas relevée."""
    suivis = [evolution.effectifs, evolution.indicateurs]
    return Feuille(
        titre="Évolution des services communs",
        colonnes=(
            Colonne("annee", "Année"),
            *(Colonne(g.code, g.entete, g.genre) for g in evolution.grandeurs),
            *(colonne for suivi in suivis for colonne in colonnes_a_telecharger(suivi)),
        ),
        lignes=(
            [
                ligne.annee,
                *(case.a_telecharger for case in ligne.cases),
                *(valeur for s in suivis for valeur in valeurs_a_telecharger(s, ligne.annee)),
            ]
            for ligne in evolution.lignes
        ),
        criteres=evolution.periode.en_clair,
    )
