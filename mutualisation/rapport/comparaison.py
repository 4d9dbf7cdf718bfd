"""Deux rapports comparés, éditions ou années : ce qui change, chapitre par chapitre."""

from collections import defaultdict
from dataclasses import dataclass

from gouvernance.chapitre_gouvernance import ChapitreGouvernance
from gouvernance.francais import (
    ABSENT,
    Nombre,
    accord,
    cle_de_tri,
    date_en_lettres,
    enumerer,
    euros,
    insecables,
    mesure,
    nombre,
)
from mutualisation.models import TexteChapitre
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.petits_effectifs import est_masque, publier, publier_transferts
from mutualisation.rapport.variations import (
    TableauDesVariations,
    entrees_et_sorties,
    varier,
    varier_ecrits,
)
from services_communs.chapitre_realisations import Valeur


@dataclass(frozen=True, slots=True)
class ChapitreCompare:
    ancre: str
    titre: str
    phrases: tuple[str, ...]
    tableaux: tuple[TableauDesVariations, ...]


def comparer(avant: ContenuRapport, apres: ContenuRapport) -> tuple[ChapitreCompare, ...]:
    """Chapitres qui diffèrent, du premier rapport au second, pour un lecteur du public.

    Un petit effectif s'y écrit comme dans le plus prudent des deux rapports.
    """
    minimum = max(avant.effectif_minimal, apres.effectif_minimal)
    chapitres = [
        ("etapes", "Les grandes étapes", _etapes(avant, apres), []),
        ("cadre-juridique", "Le cadre juridique", _textes_de_droit(avant, apres), []),
        (
            "realisations",
            "Les réalisations",
            _realisations(avant, apres),
            [*_nombre_de_realisations(avant, apres), *_mesures(avant, apres)],
        ),
        ("adhesions", "Qui adhère à quoi", _adhesions(avant, apres), []),
        ("ressources-humaines", "Les ressources humaines", [], _agents(avant, apres, minimum)),
        ("financement", "Le financement", [], _financement(avant, apres)),
        ("gouvernance", "La gouvernance", _gouvernance(avant, apres), _sieges(avant, apres)),
        ("cooperations", "Les autres mutualisations", _cooperations(avant, apres), []),
        ("textes", "Les textes", _recits(avant, apres), []),
    ]
    compares = (
        ChapitreCompare(
            ancre,
            titre,
            tuple(insecables(phrase) for phrase in phrases),
            tuple(tableau for tableau in tableaux if tableau.lignes),
        )
        for ancre, titre, phrases, tableaux in chapitres
    )
    return tuple(c for c in compares if c.phrases or c.tableaux)


def phrases_des_corrections(avant: ContenuRapport, apres: ContenuRapport) -> tuple[str, ...]:
    """Les mêmes différences en phrases, pour la note de méthode d'une correction."""
    phrases = []
    for chapitre in comparer(avant, apres):
        phrases += [f"{chapitre.titre} : {phrase}" for phrase in chapitre.phrases]
        phrases += [
            f"{chapitre.titre}, {tableau.titre[0].lower()}{tableau.titre[1:]}. {ligne.phrase}"
            for tableau in chapitre.tableaux
            for ligne in tableau.lignes
        ]
    return tuple(insecables(phrase) for phrase in phrases)


def _etapes(avant: ContenuRapport, apres: ContenuRapport) -> list[str]:
    titres = [[f"{e.titre} ({e.quand})" for e in r.etapes] for r in (avant, apres)]
    return entrees_et_sorties(*titres, "Étapes ajoutées", "Étapes retirées")


def _textes_de_droit(avant: ContenuRapport, apres: ContenuRapport) -> list[str]:
    references = [
        [texte.reference for categorie in r.cadre_juridique for texte in categorie.textes]
        for r in (avant, apres)
    ]
    return entrees_et_sorties(*references, "Textes ajoutés", "Textes retirés")


def _realisations(avant: ContenuRapport, apres: ContenuRapport) -> list[str]:
    """Entre deux éditions seulement : d'une année à l'autre, les réalisations changent toutes."""
    anciennes = {fiche.code: fiche for fiche in avant.fiches if avant.annee == apres.annee}
    phrases = []
    for fiche in apres.fiches:
        if ancienne := anciennes.get(fiche.code):
            faites = [[a.titre for a in f.accomplissements] for f in (ancienne, fiche)]
            differences = entrees_et_sorties(*faites, "réalisations ajoutées", "retirées")
            phrases += [f"{fiche.titre}, {phrase}" for phrase in differences]
    return phrases


def _nombre_de_realisations(
    avant: ContenuRapport, apres: ContenuRapport
) -> list[TableauDesVariations]:
    if avant.annee == apres.annee:
        return []
    nombres = [{f.titre: len(f.accomplissements) for f in r.fiches} for r in (avant, apres)]
    return [varier("Réalisations de l’année", "Domaine", *nombres, nombre)]


def _mesures(avant: ContenuRapport, apres: ContenuRapport) -> list[TableauDesVariations]:
    lues = [
        {
            f"{fiche.titre}, {ligne.libelle}": _mesure(ligne.valeur)
            for fiche in r.fiches
            for ligne in fiche.indicateurs
            if ligne.valeur
        }
        for r in (avant, apres)
    ]
    return [varier_ecrits("Indicateurs d’activité", "Indicateur", *lues)]


def _mesure(valeur: Valeur) -> str:
    return mesure(valeur.nombre, valeur.maximum, valeur.qualificatif)


def _adhesions(avant: ContenuRapport, apres: ContenuRapport) -> list[str]:
    services = [{s.code: s for s in r.matrice.services} for r in (avant, apres)]
    noms = [[s.nom for s in rapport.values()] for rapport in services]
    phrases = entrees_et_sorties(*noms, "Services créés", "Services qui n’existent plus")
    adherents = [_adherents(r) for r in (avant, apres)]
    for code, service in services[1].items():
        passes, presents = (noms_lus[code] for noms_lus in adherents)
        for verbe, noms_changes in [
            (("adhère", "adhèrent"), presents - passes),
            (("n’adhère plus", "n’adhèrent plus"), passes - presents),
        ]:
            if noms_changes:
                verbe_accorde = accord(len(noms_changes), *verbe)
                qui = enumerer(sorted(noms_changes, key=cle_de_tri))
                phrases.append(f"{qui} {verbe_accorde} au service « {service.nom} ».")
    return phrases


def _adherents(rapport: ContenuRapport) -> defaultdict[str, set[str]]:
    """Communes et CCAS de chaque service, par son code."""
    adherents = defaultdict(set)
    for adhesion in rapport.matrice.details:
        adherents[adhesion.service].add(adhesion.adherent.nom)
    return adherents


def _agents(
    avant: ContenuRapport, apres: ContenuRapport, minimum: int
) -> list[TableauDesVariations]:
    tableaux = []
    for titre, champ in [("Agents en poste", "agents"), ("Équivalents temps plein", "etp")]:
        valeurs = [
            {
                ligne.domaine: _effectif(getattr(ligne, champ), ligne, champ, minimum)
                for ligne in r.effectifs.lignes
            }
            for r in (avant, apres)
        ]
        tableaux.append(varier_ecrits(titre, "Domaine", *valeurs))
    transferts = [publier_transferts(r.transferts, minimum) for r in (avant, apres)]
    par_origine = [
        {nom: str(total) for nom, total in zip(t.origines, t.totaux, strict=True)}
        for t in transferts
    ]
    tableaux.append(varier_ecrits("Agents transférés", "Collectivité d’origine", *par_origine))
    return tableaux


def _effectif(valeur: Nombre | None, ligne, champ: str, minimum: int) -> str:
    if valeur is None or (champ == "etp" and est_masque(ligne, minimum)):
        return ABSENT
    return str(publier(valeur, minimum)) if champ == "agents" else nombre(valeur)


def _financement(avant: ContenuRapport, apres: ContenuRapport) -> list[TableauDesVariations]:
    """Entre deux éditions, chaque exercice ; entre deux années, l'exercice de chacune."""
    meme_annee = avant.annee == apres.annee
    couts, parts, factures = [], [], []
    for rapport in (avant, apres):
        exercices = [
            (rang, exercice, f", {exercice.libelle}" if meme_annee else "")
            for rang, exercice in enumerate(rapport.financement.exercices)
            if meme_annee or exercice.annee == rapport.annee
        ]
        couts.append({f"Coût voté{suite}": e.total_vote for _, e, suite in exercices})
        parts.append(
            {
                f"{ligne.libelle}{suite}": ligne.participation(rang)
                for rang, _, suite in exercices
                for ligne in rapport.financement.lignes
            }
        )
        factures.append(
            {
                f"{facture.nom}, {facture.objet}": facture.montant
                for facture in rapport.financement.factures
                if rapport.annee in facture.annees
            }
        )
    return [
        varier("Coût des services communs", "Total", *couts, euros),
        varier("Participations", "Payeur", *parts, euros),
        varier("Montants refacturés", "Payeur", *factures, euros),
    ]


def _gouvernance(avant: ContenuRapport, apres: ContenuRapport) -> list[str]:
    phrases = []
    for lire, entree, sortie in [
        (_objectifs, "Objectifs du pacte ajoutés", "Objectifs du pacte retirés"),
        (_regles, "Règles d’instances ajoutées", "Règles d’instances retirées"),
        (_seances, "Séances ajoutées", "Séances retirées"),
        (_consultations, "Consultations nouvelles", "Consultations qui n’y sont plus"),
        (_actes, "Actes ajoutés", "Actes retirés"),
    ]:
        elements = [lire(rapport.gouvernance) for rapport in (avant, apres)]
        phrases += entrees_et_sorties(*elements, entree, sortie)
    return phrases


def _objectifs(chapitre: ChapitreGouvernance) -> list[str]:
    return list(chapitre.pacte.objectifs) if chapitre.pacte else []


def _regles(chapitre: ChapitreGouvernance) -> list[str]:
    return [
        f"{enumerer(ligne.noms)} : {regle}"
        for ligne in chapitre.instances
        for regle in ligne.regles
    ]


def _seances(chapitre: ChapitreGouvernance) -> list[str]:
    return [f"{s.instance}, {date_en_lettres(s.jour)}" for s in chapitre.seances]


def _consultations(chapitre: ChapitreGouvernance) -> list[str]:
    return [f"{c.objet}, {c.issue or c.avancement}" for c in chapitre.consultations]


def _actes(chapitre: ChapitreGouvernance) -> list[str]:
    return [f"{acte.objet}, {acte.quand}" for acte in chapitre.actes]


def _sieges(avant: ContenuRapport, apres: ContenuRapport) -> list[TableauDesVariations]:
    sieges = [{s.commune: s.nombre for s in r.gouvernance.sieges} for r in (avant, apres)]
    return [varier("Sièges au conseil métropolitain", "Commune", *sieges, nombre)]


def _cooperations(avant: ContenuRapport, apres: ContenuRapport) -> list[str]:
    objets = [[c.objet for c in r.cooperations] for r in (avant, apres)]
    return entrees_et_sorties(*objets, "Coopérations nouvelles", "Coopérations terminées")


def _recits(avant: ContenuRapport, apres: ContenuRapport) -> list[str]:
    """Chapitres dont le récit a changé ; d'une année à l'autre, il change toujours."""
    if avant.annee != apres.annee:
        return []
    titres = dict(TexteChapitre.Chapitre.choices)
    changes = [
        f"« {titre} »" for code, titre in titres.items() if avant.texte(code) != apres.texte(code)
    ]
    return [f"Récits modifiés : {enumerer(changes)}."] if changes else []
