"""Ce qui empêche de publier un rapport, et ce que sa publication fait expliquer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.urls import reverse

from gouvernance.constats import Gravite
from gouvernance.francais import euros, insecables, nombre
from mutualisation.controles.lecture import lire_constats
from mutualisation.controles.registre import CONTROLES
from mutualisation.models import ChiffreAnnonce, Rapport, TexteChapitre
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.points import Point
from mutualisation.rapport.rendu import ADRESSE_DE_POLICE, FEUILLES
from mutualisation.rapport.variables import fautes
from services_communs.models import Domaine, Fiche

BLOQUANTS = tuple(controle for controle in CONTROLES if controle.gravite == Gravite.BLOQUANT)


@dataclass(frozen=True, slots=True)
class Constat:
    """Ce qui ne va pas, et la page où y remédier ; vide si elle n'est pas dans l'application."""

    phrase: str
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class PointAExpliquer:
    point: Point
    adresse: str


@dataclass(frozen=True, slots=True)
class Controles:
    """Ce qui bloque ; les écarts à expliquer là où ils sont saisis ; les points, ici même."""

    bloquants: tuple[Constat, ...]
    ecarts: tuple[Constat, ...]
    points: tuple[PointAExpliquer, ...]

    @property
    def inexpliques(self) -> tuple[PointAExpliquer, ...]:
        return tuple(
            a_expliquer for a_expliquer in self.points if not a_expliquer.point.explication
        )

    @property
    def refus(self) -> tuple[str, ...]:
        """Phrases de tout ce qui empêche de publier ; vide si tout est prêt."""
        constats = [constat.phrase for constat in (*self.bloquants, *self.ecarts)]
        points = [f"À expliquer : {a_expliquer.point.phrase}" for a_expliquer in self.inexpliques]
        return tuple(map(insecables, constats + points))


def controler(contenu: ContenuRapport) -> Controles:
    return Controles(
        bloquants=(
            *_donnees_absentes(contenu),
            *_fiches_non_validees(contenu),
            *_recits_fautifs(contenu),
            *_donnees_impossibles(contenu.annee),
            *_fichiers_absents(),
        ),
        ecarts=(*_chiffres_inexpliques(contenu), *_montants_inexpliques(contenu)),
        points=tuple(
            PointAExpliquer(point, _adresse_du_point(point, contenu.annee))
            for point in contenu.methode.points
        ),
    )


def _donnees_absentes(contenu: ContenuRapport) -> Iterator[Constat]:
    if not contenu.metropole:
        yield Constat("Aucune métropole n’est enregistrée.", _liste("gouvernance", "collectivite"))
    if not contenu.communes:
        yield Constat(
            f"Aucune commune n’est membre au 31 décembre {contenu.annee}.",
            _liste("gouvernance", "commune"),
        )
    if not contenu.matrice.services:
        yield Constat(
            f"Aucun service commun n’est en vigueur au 31 décembre {contenu.annee}.",
            _liste("services_communs", "servicecommun"),
        )
    elif not contenu.matrice.adhesions:
        yield Constat(
            f"Aucune adhésion n’est en vigueur au 31 décembre {contenu.annee}.",
            _liste("services_communs", "adhesion"),
        )


def _fiches_non_validees(contenu: ContenuRapport) -> Iterator[Constat]:
    attendues = [fiche for fiche in contenu.fiches if not fiche.est_validee]
    if not attendues:
        return
    ouvertes = Fiche.objects.filter(annee=contenu.annee).select_related("domaine")
    par_code = {fiche.domaine.code: fiche for fiche in ouvertes}
    domaines = dict(Domaine.objects.values_list("code", "pk"))
    for attendue in attendues:
        fiche = par_code.get(attendue.code)
        if fiche:
            yield Constat(
                f"{attendue.titre} : la fiche {contenu.annee} est {fiche.get_etat_display()}.",
                reverse("fiche_suivre", args=[contenu.annee, attendue.code]),
            )
        else:
            ajout = reverse("admin:services_communs_fiche_add")
            yield Constat(
                f"{attendue.titre} : aucune fiche pour {contenu.annee}.",
                f"{ajout}?domaine={domaines[attendue.code]}&annee={contenu.annee}",
            )


def _recits_fautifs(contenu: ContenuRapport) -> Iterator[Constat]:
    chapitres = dict(TexteChapitre.Chapitre.choices)
    phrases = [
        f"Récit « {chapitres[code]} », {faute[0].lower()}{faute[1:]}"
        for code, texte in contenu.textes
        for faute in fautes(texte, contenu)
    ]
    if phrases:
        rapport = Rapport.objects.only("pk").get(annee=contenu.annee)
        adresse = reverse("admin:mutualisation_rapport_change", args=[rapport.pk])
        yield from (Constat(phrase, adresse) for phrase in phrases)


def _donnees_impossibles(annee: int) -> Iterator[Constat]:
    """Constats bloquants de l'exercice, ou d'avant : ce rapport en montre encore les données."""
    for lu in lire_constats(BLOQUANTS):
        if lu.bloque and (lu.constat.annee or annee) <= annee:
            yield Constat(
                f"{lu.controle.titre} : {lu.constat.phrase}",
                f"{reverse('controles')}?gravite=bloquant#{lu.controle.code}",
            )


def _fichiers_absents() -> Iterator[Constat]:
    """Une police absente laisserait Pango en choisir une autre, sans rien dire."""
    for feuille in FEUILLES:
        chemin = finders.find(feuille)
        polices = ADRESSE_DE_POLICE.findall(Path(chemin).read_text("utf-8")) if chemin else []
        for nom in [feuille, *polices]:
            if not finders.find(nom):
                yield Constat(
                    f"Le fichier {nom} manque à cette installation : "
                    "prévenez la personne qui administre l’application."
                )


def _chiffres_inexpliques(contenu: ContenuRapport) -> Iterator[Constat]:
    ecarts = [ecart for ecart in contenu.methode.ecarts if not ecart.explication]
    if not ecarts:
        return
    lignes = ChiffreAnnonce.objects.values_list("pk", "document", "emplacement", "libelle")
    numeros = {tuple(cle): pk for pk, *cle in lignes}
    for ecart in ecarts:
        yield Constat(
            f"{ecart.libelle}, {ecart.annee} : {nombre(ecart.annonce)} selon « {ecart.document} » "
            f"({ecart.emplacement}), {nombre(ecart.recalcule)} selon les données. "
            "Expliquez cet écart.",
            reverse(
                "admin:mutualisation_chiffreannonce_change",
                args=[numeros[ecart.document, ecart.emplacement, ecart.libelle]],
            ),
        )


def _montants_inexpliques(contenu: ContenuRapport) -> Iterator[Constat]:
    financement = contenu.financement
    for exercice in financement.exercices:
        if exercice.ecart and not exercice.explication:
            yield Constat(
                f"Total voté, {exercice.libelle} : {euros(exercice.ecart, signe=True)} de "
                "différence avec la somme des parts. Expliquez cet écart.",
                _liste("finances", "evaluationclect"),
            )
    for montant in financement.ecarts_au_prorata:
        if not montant.explication:
            yield Constat(
                f"{montant.payeur}, {montant.exercice} : {euros(montant.ecart, signe=True)} de "
                f"différence avec {montant.mois} douzièmes de l’année pleine. "
                "Expliquez cet écart.",
                montant.adresse,
            )


def _adresse_du_point(point: Point, annee: int) -> str:
    if point.cle.startswith("indicateur:"):
        return f"{_liste('services_communs', 'indicateur')}?sans_valeur={annee}"
    return f"{_liste('services_communs', 'effectif')}?date__year={annee}"


def _liste(application: str, modele: str) -> str:
    return reverse(f"admin:{application}_{modele}_changelist")
