"""D'une fiche à celle de l'année suivante : ce qui est repris, ce qui est à écrire."""

from collections.abc import Collection

from gouvernance.historique import ecriture
from services_communs.models import (
    CommunesConcernees,
    Fiche,
    Objectif,
    PisteAction,
)

# Stables d'une année à l'autre, la personne les relit ; les faits marquants sont à écrire.
TEXTES = ["points_de_vigilance", "a_etudier", "prerequis"]

Couples = Collection[tuple[Fiche, Fiche]]


def a_reprendre(annee: int) -> Couples:
    """Fiches encore vierges de l'année, chacune précédée de celle d'avant si elle est écrite."""
    precedentes = {
        fiche.domaine_id: fiche
        for fiche in Fiche.objects.filter(annee=annee - 1)
        .exclude(pk__in=Fiche.objects.sans_contenu().values("pk"))
        .prefetch_related("objectifs", "pistes__concernees__collectivites")
    }
    vierges = Fiche.objects.filter(annee=annee, etat=Fiche.Etat.A_REMPLIR).sans_contenu()
    return [
        (precedentes[fiche.domaine_id], fiche)
        for fiche in vierges
        if fiche.domaine_id in precedentes
    ]


def reprendre(couples: Couples) -> None:
    """Copie textes, objectifs et actions ; une réalisation appartient à son année."""
    for precedente, fiche in couples:
        for champ in TEXTES:
            setattr(fiche, champ, getattr(precedente, champ))
    ecriture.modifier([fiche for _, fiche in couples], TEXTES)
    ecriture.creer(
        Objectif(fiche=fiche, ordre=objectif.ordre, texte=objectif.texte)
        for precedente, fiche in couples
        for objectif in precedente.objectifs.all()
    )
    _reprendre_les_actions(couples)


def _reprendre_les_actions(couples: Couples) -> None:
    anciennes = [(piste, fiche) for avant, fiche in couples for piste in avant.pistes.all()]
    pistes = ecriture.creer(
        PisteAction(fiche=fiche, ordre=a.ordre, texte=a.texte, formalisme=a.formalisme)
        for a, fiche in anciennes
    )
    originales = [
        (concernees, piste)
        for (ancienne, _), piste in zip(anciennes, pistes, strict=True)
        for concernees in ancienne.concernees.all()
    ]
    copies = (
        CommunesConcernees(
            piste=piste,
            ordre=originale.ordre,
            annee=originale.annee,
            toutes_les_communes=originale.toutes_les_communes,
            condition=originale.condition,
        )
        for originale, piste in originales
    )
    citees = [[c.pk for c in originale.collectivites.all()] for originale, _ in originales]
    ecriture.creer(copies, liens={"collectivites": citees})
