"""Importer un tableau : dire d'abord tout ce que cela ferait, puis le faire, ou rien."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import Model, QuerySet

from gouvernance.exercices import exercices_clos_lus_une_fois
from gouvernance.francais import accord, insecables, nombre
from gouvernance.historique.suivi import pour_motif
from gouvernance.imports.contexte import Contexte
from gouvernance.imports.ecriture import REFUS_CHERCHES, Ecriture
from gouvernance.imports.examen import Examen, Touchee
from gouvernance.imports.fautes import Faute
from gouvernance.imports.ressource import Ressource
from gouvernance.imports.resultats import (
    MONTREES,
    Analyse,
    Bilan,
    Candidat,
    Changement,
    LigneTouchee,
    Question,
)
from gouvernance.imports.tableau import Tableau

__all__ = [
    "Analyse",
    "ApercuPerime",
    "Bilan",
    "Candidat",
    "Changement",
    "ImportRefuse",
    "LigneTouchee",
    "Question",
    "analyser",
    "appliquer",
    "exporter",
]


class ImportRefuse(Exception):
    """Il reste une faute ou une question : rien n'est écrit, et l'analyse dit pourquoi."""

    def __init__(self, analyse: Analyse):
        fautes = analyse.nombre_fautes
        questions = len(analyse.questions)
        restes = [
            f"{nombre(n)} {accord(n, nom)}"
            for n, nom in [(fautes, "faute"), (questions, "question")]
            if n
        ]
        super().__init__(insecables(f"Rien n’est importé : il reste {' et '.join(restes)}."))
        self.analyse = analyse


class ApercuPerime(Exception):
    """La base a changé depuis l'aperçu : l'import ferait autre chose que ce qui a été montré."""

    def __init__(self, analyse: Analyse):
        super().__init__("Les données ont changé depuis l’aperçu : rien n’est importé.")
        self.analyse = analyse


def analyser(
    ressource: type[Ressource],
    tableau: Tableau,
    *,
    reponses: Mapping[str, str] | None = None,
    auteur: Model | None = None,
) -> Analyse:
    """Tout ce que l'import ferait, et tout ce qui l'empêche ; la base reste telle quelle.

    Les lignes justes sont écrites puis annulées : la base seule connaît toutes ses règles.
    """
    with transaction.atomic(), exercices_clos_lus_une_fois():
        examen = Examen(ressource, tableau, reponses or {}, auteur)
        examen.mener()
        analyse = dresser(examen)
        if examen.touchees:
            ecrire(examen)
            analyse = dresser(examen) if examen.releve.nombre else analyse
            transaction.set_rollback(True)
    return analyse


def appliquer(
    ressource: type[Ressource],
    tableau: Tableau,
    *,
    reponses: Mapping[str, str] | None = None,
    auteur: Model | None,
    motif: str,
    empreinte: str = "",
) -> Bilan:
    """Écrit toutes les lignes, ou aucune ; chacune est dans l'historique, avec ce motif.

    Lève `ImportRefuse` s'il reste une faute ou une question, `ApercuPerime` si l'empreinte
    donnée n'est plus celle de l'analyse.
    """
    with transaction.atomic(), exercices_clos_lus_une_fois(), pour_motif(motif, auteur):
        examen = Examen(ressource, tableau, reponses or {}, auteur)
        examen.mener()
        refuser(examen)
        analyse = dresser(examen)
        if empreinte and empreinte != analyse.empreinte:
            raise ApercuPerime(analyse)
        ecrire(examen)
        refuser(examen)
    return Bilan(analyse.nombre_creations, analyse.nombre_changements, analyse.inchangees)


def refuser(examen: Examen) -> None:
    if examen.releve.nombre or examen.releve.questions:
        raise ImportRefuse(dresser(examen))


def ecrire(examen: Examen) -> None:
    """Écrit les lignes justes ; ce que la base refuse rejoint les fautes."""
    ecriture = Ecriture(examen.ressource)
    ecriture.ecrire(examen.touchees)
    for refus in ecriture.refus:
        examen.releve.noter(refus.ligne, refus.colonne, refus.phrase)
    if ecriture.refusees >= REFUS_CHERCHES:
        phrase = (
            f"la base refuse plus de {REFUS_CHERCHES} lignes : les suivantes restent à vérifier."
        )
        examen.releve.noter(None, "", phrase[0].upper() + phrase[1:])


def dresser(examen: Examen) -> Analyse:
    neuves = [touchee for touchee in examen.touchees if touchee.est_neuve]
    changees = [touchee for touchee in examen.touchees if not touchee.est_neuve]
    return Analyse(
        ressource=examen.ressource.code,
        lignes=len(examen.tableau.lignes),
        creations=montrer(neuves, examen),
        nombre_creations=len(neuves),
        changements=montrer(changees, examen),
        nombre_changements=len(changees),
        inchangees=examen.inchangees,
        fautes=tuple(sorted(examen.releve.fautes, key=rang)),
        nombre_fautes=examen.releve.nombre,
        questions=tuple(examen.releve.questions.values()),
        remarques=tuple(examen.remarques),
        empreinte=examen.empreinte.hexdigest(),
    )


def rang(faute: Faute) -> int:
    return faute.ligne or 0


def montrer(touchees: Sequence[Touchee], examen: Examen) -> tuple[LigneTouchee, ...]:
    ressource = examen.ressource
    return tuple(
        LigneTouchee(
            touchee.ligne, ressource.nommer(touchee.objet), tuple(changements(touchee, examen))
        )
        for touchee in touchees[:MONTREES]
    )


def changements(touchee: Touchee, examen: Examen) -> Iterator[Changement]:
    for colonne in examen.ressource.fields.values():
        if colonne.attribute in touchee.avant:
            avant = touchee.avant[colonne.attribute]
            apres = getattr(touchee.objet, colonne.attribute)
            yield Changement(
                colonne.nom,
                "" if touchee.est_neuve else colonne.widget.dire(avant, lecture=examen.contexte),
                colonne.widget.dire(apres, lecture=examen.contexte),
            )


def exporter(
    ressource: type[Ressource], lignes: QuerySet | None = None
) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
    """En-têtes et lignes typées, telles qu'un import les relit sans rien changer."""
    exportee, contexte = ressource(), Contexte()
    entetes = tuple(colonne.nom for colonne in ressource.colonnes)
    objets = exportee.lire_relies(contexte, lignes)
    return entetes, (exportee.exporter_ligne(objet, contexte) for objet in objets)
