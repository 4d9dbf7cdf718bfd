"""Ce qu'un domaine relève d'une année à l'autre : ses effectifs, ses indicateurs attendus."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from gouvernance.exports import Colonne, Genre
from gouvernance.francais import Nombre, accord, insecables, mesure, nombre
from gouvernance.graphiques import Graphique, Serie, vignettes
from mutualisation.vue_d_ensemble.grandeurs import INCONNUE, Case, enumerer_les_annees
from mutualisation.vue_d_ensemble.registre import EffectifLu, MesureLue

# Au-delà, des dessins ne se comparent plus d'un coup d'œil : le tableau les a tous.
VIGNETTES = 12


@dataclass(frozen=True, slots=True)
class LigneSuivie:
    """Une case par année et par colonne ; `code` est celui de la colonne téléchargée."""

    code: str
    titre: str
    precision: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Suivi:
    """`annees` : celles où quelque chose est relevé ; `colonnes` : ce que montre chacune."""

    annees: tuple[int, ...]
    colonnes: tuple[str, ...]
    lignes: tuple[LigneSuivie, ...]
    totaux: tuple[Case, ...]
    graphique: Graphique
    lacunes: str


def suivre_les_effectifs(effectifs: Iterable[EffectifLu], annees: Sequence[int]) -> Suivi:
    """Derniers agents et ETP relevés dans l'année par chaque domaine."""
    lus = [lu for lu in effectifs if annees[0] <= lu.jour.year <= annees[-1]]
    relevees = tuple(sorted({lu.jour.year for lu in lus}))
    lignes, series = [], []
    for (cle, code, titre), siens in groupby(lus, lambda lu: (lu.domaine, lu.code, lu.titre)):
        derniers = {lu.jour.year: lu for lu in siens}
        cases = tuple(
            case for annee in relevees for case in _effectif(derniers.get(annee), annee, cle)
        )
        lignes.append(LigneSuivie(f"effectif_{code}", titre, "", cases))
        etp = tuple(derniers[annee].etp if annee in derniers else None for annee in annees)
        series.append(Serie(titre, etp, "ETP", 1))
    return Suivi(
        annees=relevees,
        colonnes=("Agents", "ETP"),
        lignes=tuple(lignes),
        totaux=tuple(_totaliser(lignes, relevees)),
        graphique=vignettes(
            "effectifs-par-domaine",
            "Équivalents temps plein de chaque domaine",
            _dire_les_vignettes(series, series, "domaine"),
            annees,
            series,
        ),
        lacunes=_lacunes(annees, relevees, "Aucun effectif n’est relevé"),
    )


def _effectif(lu: EffectifLu | None, annee: int, domaine: int) -> tuple[Case, Case]:
    if lu is None:
        return INCONNUE, INCONNUE
    adresse = _adresse_des_effectifs(annee, domaine=domaine)
    return _case(lu.agents, adresse), _case(lu.etp, adresse, decimales=1)


def _adresse_des_effectifs(annee: int, **filtres: int) -> str:
    """Les derniers connus à la fin de l'année, et relevés cette année-là."""
    criteres = {"annee": annee, "perimetre": "service", "au": f"{annee}-12-31"}
    return reverse("effectif_liste", query={**filtres, **criteres})


def _case(valeur: Nombre | None, adresse: str, decimales: int = 0) -> Case:
    return INCONNUE if valeur is None else Case(valeur, nombre(valeur, decimales), adresse)


def _totaliser(lignes: Sequence[LigneSuivie], annees: Sequence[int]) -> Iterable[Case]:
    for rang, annee in enumerate(annees):
        adresse = _adresse_des_effectifs(annee)
        for decalage, decimales in [(0, 0), (1, 1)]:
            connues = [ligne.cases[2 * rang + decalage].valeur for ligne in lignes]
            connues = [valeur for valeur in connues if valeur is not None]
            yield _case(sum(connues) if connues else None, adresse, decimales)


def suivre_les_indicateurs(mesures: Iterable[MesureLue], annees: Sequence[int]) -> Suivi:
    """Indicateurs attendus chaque année, ou relevés plusieurs fois ; les premiers sont dessinés."""
    lues = [lue for lue in mesures if annees[0] <= lue.annee <= annees[-1]]
    relevees = tuple(sorted({lue.annee for lue in lues}))
    lignes, series = [], []
    for indicateur, siennes in groupby(lues, lambda lue: lue.indicateur):
        par_annee = {lue.annee: lue for lue in siennes}
        modele = next(iter(par_annee.values()))
        cases = tuple(_mesure(par_annee.get(annee)) for annee in relevees)
        precision = " · ".join(partie for partie in [modele.domaine, modele.unite] if partie)
        lignes.append(LigneSuivie(f"indicateur_{indicateur}", modele.libelle, precision, cases))
        valeurs = tuple(_valeur_dessinee(par_annee.get(annee)) for annee in annees)
        textes = tuple(_mesure(par_annee.get(annee)).texte for annee in annees)
        series.append(Serie(modele.libelle, valeurs, textes=textes))
    dessinees = [serie for serie in series if len(serie.connues) > 1][:VIGNETTES]
    return Suivi(
        annees=relevees,
        colonnes=(),
        lignes=tuple(lignes),
        totaux=(),
        graphique=vignettes(
            "indicateurs-cles",
            "Indicateurs suivis",
            _dire_les_vignettes(series, dessinees, "indicateur"),
            annees,
            dessinees,
        ),
        lacunes=_lacunes(annees, relevees, "Aucun indicateur suivi n’est relevé"),
    )


def _mesure(lue: MesureLue | None) -> Case:
    if lue is None:
        return INCONNUE
    texte = mesure(lue.valeur, lue.valeur_maximale, lue.qualificatif)
    adresse = reverse("mesure_liste", query={"indicateur": lue.indicateur, "annee": lue.annee})
    return Case(lue.valeur, texte, adresse, texte == nombre(lue.valeur))


def _valeur_dessinee(lue: MesureLue | None) -> Nombre | None:
    """Une fourchette n'a pas de point où la dessiner."""
    return None if lue is None or lue.valeur_maximale is not None else lue.valeur


def _dire_les_vignettes(series: Sequence[Serie], dessinees: Sequence[Serie], nom: str) -> str:
    suivies = sum(len(serie.connues) > 1 for serie in series)
    if not suivies:
        return f"Aucun {nom} n’est relevé deux années : il n’y a encore rien à comparer."
    verbe = accord(suivies, "est relevé", "sont relevés")
    choix = f" ; les {len(dessinees)} premiers sont dessinés" if len(dessinees) < suivies else ""
    return insecables(
        f"{suivies} {accord(suivies, nom)} sur {len(series)} {verbe} deux années au moins{choix}. "
        "Chaque dessin a son échelle, et part de zéro."
    )


def _lacunes(annees: Sequence[int], relevees: Sequence[int], debut: str) -> str:
    manquantes = [annee for annee in annees if annee not in set(relevees)]
    return f"{debut} {enumerer_les_annees(manquantes)}." if manquantes else ""


def colonnes_a_telecharger(suivi: Suivi) -> tuple[Colonne, ...]:
    """Une colonne par ligne suivie et par nombre qu'elle relève, sous un code stable."""
    return tuple(
        Colonne(f"{ligne.code}{suffixe}", f"{ligne.titre}{entete}", Genre.NOMBRE)
        for ligne in suivi.lignes
        for suffixe, entete in [(f"_{c.lower()}", f", {c}") for c in suivi.colonnes] or [("", "")]
    )


def valeurs_a_telecharger(suivi: Suivi, annee: int) -> list[Nombre | str | None]:
    """Les cases d'une année, dans l'ordre des colonnes ; rien pour ce qui n'est pas relevé."""
    largeur = len(suivi.colonnes) or 1
    if annee not in suivi.annees:
        return [None] * largeur * len(suivi.lignes)
    rang = suivi.annees.index(annee) * largeur
    cases = [case for ligne in suivi.lignes for case in ligne.cases[rang : rang + largeur]]
    return [case.a_telecharger for case in cases]
