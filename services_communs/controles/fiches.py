"""Fiches des domaines : celles qui manquent, et les communes que leurs pistes d'actions citent."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.francais import enumerer
from gouvernance.models import Collectivite, Schema
from gouvernance.periodes import fin_d_annee
from services_communs.models import (
    Adhesion,
    CommunesConcernees,
    Domaine,
    Fiche,
    PisteAction,
    ServiceCommun,
)


def fiches_manquantes() -> Iterator[Constat]:
    """Une année qui a des fiches en a une par domaine dont un service est ouvert."""
    fiches = defaultdict(set)
    for annee, domaine in Fiche.objects.values_list("annee", "domaine"):
        fiches[annee].add(domaine)
    services = list(ServiceCommun.objects.order_by("pk"))
    domaines = list(Domaine.objects.order_by("ordre", "pk"))
    for annee, siennes in sorted(fiches.items()):
        ouverts = {s.domaine_id for s in services if s.est_en_cours_le(fin_d_annee(annee))}
        for domaine in domaines:
            if domaine.pk in ouverts - siennes:
                yield Constat(
                    cle=f"{domaine.code}:{annee}",
                    phrase=f"{domaine} n’a pas de fiche pour {annee}, que d’autres domaines ont.",
                    annee=annee,
                    lignes=(ligne_de(domaine),),
                )


def annees_concernees() -> Iterator[Constat]:
    """Les années d'une piste se suivent, dans l'ordre, pendant un schéma."""
    schemas = list(Schema.objects.order_by("pk"))
    for piste in _pistes():
        annees = [ligne.annee for ligne in piste.concernees.all() if ligne.annee]
        hors = [
            annee
            for annee in annees
            if schemas and not any(s.annee_debut <= annee <= s.annee_fin for s in schemas)
        ]
        if hors or any(apres != avant + 1 for avant, apres in pairwise(annees)):
            yield Constat(
                cle=f"{piste.fiche.domaine.code}:{piste.fiche.annee}:{piste.ordre}",
                phrase=f"{piste.fiche.domaine}, {piste.fiche.annee}, action {piste.ordre} : les "
                "années des communes concernées ne se suivent pas"
                + (", ou sortent du schéma." if hors else "."),
                annonce=enumerer(map(str, annees)),
                calcule=enumerer(str(schema) for schema in schemas),
                annee=piste.fiche.annee,
                lignes=(ligne_de(piste.fiche),),
            )


def concernees_sans_adhesion() -> Iterator[Constat]:
    """Une collectivité qu'une piste cite, et qui n'adhère pas aux services ouverts du domaine."""
    adherents = defaultdict(list)
    domaines = dict(ServiceCommun.objects.values_list("pk", "domaine"))
    for adhesion in Adhesion.objects.order_by("pk"):
        adherents[domaines[adhesion.service_id]].append(adhesion)
    for piste in _pistes():
        for ligne in piste.concernees.all():
            if absentes := _absentes(ligne, adherents[piste.fiche.domaine_id]):
                yield Constat(
                    cle=f"{piste.fiche.domaine.code}:{piste.fiche.annee}:{piste.ordre}:"
                    f"{ligne.annee}",
                    phrase=f"{piste.fiche.domaine}, {piste.fiche.annee}, action {piste.ordre} : "
                    f"{enumerer(map(str, absentes))}, parmi les collectivités concernées en "
                    f"{ligne.annee}, n’adhère à aucun service du domaine.",
                    annee=piste.fiche.annee,
                    lignes=(ligne_de(piste.fiche),),
                )


def _absentes(ligne: CommunesConcernees, adhesions: list[Adhesion]) -> list[Collectivite]:
    if ligne.annee is None:
        return []
    jour = fin_d_annee(ligne.annee)
    presentes = {a.collectivite_id for a in adhesions if a.est_en_cours_le(jour)}
    if not presentes:
        return []
    return [c for c in ligne.collectivites.all() if c.pk not in presentes]


def _pistes():
    pistes = PisteAction.objects.select_related("fiche__domaine").prefetch_related(
        "concernees__collectivites"
    )
    return pistes.order_by("fiche__annee", "fiche__domaine__ordre", "ordre", "pk")


CONTROLES = (
    Controle(
        "fiches-manquantes",
        "Domaine sans fiche",
        "Le rapport rend compte de chaque domaine dont un service est ouvert.",
        "CGCT, art. L. 5211-39-1",
        Gravite.A_EXPLIQUER,
        Theme.ACTIVITE,
        fiches_manquantes,
    ),
    Controle(
        "annees-concernees",
        "Années d’une action qui ne se suivent pas",
        "Une action se programme année après année, pendant le schéma qui la prévoit.",
        "CGCT, art. L. 5211-39-1",
        Gravite.A_SAVOIR,
        Theme.ACTIVITE,
        annees_concernees,
    ),
    Controle(
        "concernees-et-adhesions",
        "Collectivité concernée par une action, mais pas adhérente",
        "Ce que le schéma prévoyait et ce qui s’est fait diffèrent : les membres ne sont pas les "
        "mêmes d’un passage à l’autre.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        concernees_sans_adhesion,
    ),
)
