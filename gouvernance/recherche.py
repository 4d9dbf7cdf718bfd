"""Chercher des mots dans des lignes : tous doivent s'y trouver, les meilleures d'abord.

PostgreSQL y ajoute les familles de mots de son dictionnaire français (« mutualiser » trouve
« mutualisation ») ; le reste est le même dans les deux bases.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import add, and_
from typing import Self

from django.db import connections
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Length

from gouvernance.mise_a_plat import MiseAPlat, Reunion, TexteGarde, mettre_a_plat, mots_a_plat
from gouvernance.trigrammes import Ressemblance, ressemblant

LONGUEUR_MAXIMALE = 200
NOMBRE_DE_MOTS = 8
# En dessous, presque tout se ressemble.
LONGUEUR_CORRIGEE = 4
# Le dictionnaire français de PostgreSQL en ignore d'autres, qui peuvent être des noms.
MOTS_VIDES = frozenset(
    mots_a_plat(
        "a au aux avec ce ces cette dans de des du elle en et est il ils la le les leur leurs ne"
        " ni on ou par pas pour qu que qui sa sans se ses son sont sous sur un une vers"
    )
)
# Un SIREN ou un SIRET, par groupes comme on les imprime.
SIREN = re.compile(r"\d{3} \d{3} \d{3}( \d{5})?")
# « L5211-4-2 » pour « L. 5211-4-2 ».
ARTICLE = re.compile(r"\b([LRD])(?=\d{3})", re.IGNORECASE)


class Rang(IntEnum):
    """Ce qui a été trouvé, du meilleur au moins sûr."""

    EXACT = 0
    DEBUT = 1
    TITRE = 2
    TEXTE = 3
    APPROCHE = 4


@dataclass(frozen=True, slots=True)
class Recherche:
    """Ce qu'une personne cherche : `phrase` mise à plat, et les `mots` qui comptent."""

    saisie: str
    phrase: str
    mots: tuple[str, ...]

    @classmethod
    def lire(cls, texte: str) -> Self:
        """Les signes inutiles, les mots vides et ce qui dépasse une recherche sont ignorés."""
        saisie = " ".join("".join(c if c.isprintable() else " " for c in texte).split())
        saisie = saisie[:LONGUEUR_MAXIMALE].rstrip()
        if SIREN.fullmatch(saisie):
            saisie = saisie.replace(" ", "")
        phrase = mettre_a_plat(ARTICLE.sub(r"\1 ", saisie))
        utiles = dict.fromkeys(mot for mot in phrase.split() if compte(mot))
        return cls(saisie, phrase, tuple(utiles)[:NOMBRE_DE_MOTS])

    @property
    def debuts(self) -> tuple[str, ...]:
        """Ce par quoi commence chaque mot trouvé, au singulier comme au pluriel."""
        return tuple(radical(mot) for mot in self.mots)


@dataclass(frozen=True, slots=True)
class Champs:
    """Où chercher, dans une ligne et dans celles qui s'y rattachent.

    `noms` et `liees` sont des couples relation inverse, champ : un nom vaut le titre (une autre
    graphie), une ligne liée n'est que du texte. Aucun champ ne peut être nul. `colonne` est celle
    où PostgreSQL garde le texte mis à plat d'une table qui grandit.
    """

    titre: str
    autres: tuple[str | Value, ...] = ()
    codes: tuple[str, ...] = ()
    noms: tuple[tuple[str, str], ...] = ()
    liees: tuple[tuple[str, str], ...] = ()
    colonne: str = ""

    @property
    def titre_a_plat(self) -> MiseAPlat | TexteGarde:
        """Le titre ; suivi des codes, si c'est ce que la base garde."""
        return self.texte if self.colonne else MiseAPlat(self.titre)

    @property
    def texte(self) -> MiseAPlat | TexteGarde:
        champs = [self.titre, *self.autres, *self.codes]
        if self.colonne:
            return TexteGarde(*champs, colonne=self.colonne)
        return MiseAPlat(Reunion(*champs) if len(champs) > 1 else champs[0])


class CherchableQuerySet(QuerySet):
    """Lignes où l'on cherche des mots ; `champs` dit où."""

    champs: Champs

    def contenant(self, texte: str) -> Self:
        """Lignes où se trouvent tous les mots du texte ; sans mot qui compte, aucune."""
        return trouver(self, Recherche.lire(texte), self.champs)

    def chercher(self, recherche: Recherche) -> Self:
        """Lignes où tous les mots se trouvent, annotées de leur `rang`, la meilleure d'abord."""
        return chercher(self, recherche, self.champs)

    def approcher(self, recherche: Recherche) -> Self:
        """Lignes dont le titre ou un nom ressemble à chaque mot, la plus proche d'abord."""
        return approcher(self, recherche, self.champs)


class Correspond(Func):
    """Les mots sont, à leurs terminaisons près, dans le texte (PostgreSQL)."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **contexte):
        texte, mots = self.get_source_expressions()
        sql, parametres = compiler.compile(texte)
        return (
            f"to_tsvector('pg_catalog.french', {sql}) @@ plainto_tsquery('pg_catalog.french', %s)",
            [*parametres, mots.value],
        )


def compte(mot: str) -> bool:
    return (len(mot) > 1 or mot.isdigit()) and mot not in MOTS_VIDES


def radical(mot: str) -> str:
    """Début commun au singulier et au pluriel : « municipaux » et « municipal »."""
    if mot.isdigit():
        return f"{mot} " if len(mot) < 3 else mot
    if len(mot) >= 6 and mot.endswith("aux"):
        return mot[:-2]
    if len(mot) >= 6 and mot.endswith("al"):
        return mot[:-1]
    return mot[:-1] if len(mot) >= 4 and mot[-1] in "sx" else mot


def trouver(lignes: QuerySet, recherche: Recherche, champs: Champs) -> QuerySet:
    if not recherche.mots:
        return lignes.none()
    lignes = lignes.alias(texte_trouve=champs.texte)
    trouvees = reduce(and_, (_contient(lignes, champs, debut) for debut in recherche.debuts))
    if connections[lignes.db].vendor == "postgresql":
        trouvees |= Q(Correspond(champs.texte, Value(" ".join(recherche.mots))))
    return lignes.filter(trouvees)


def chercher(lignes: QuerySet, recherche: Recherche, champs: Champs) -> QuerySet:
    """À rang égal, l'ordre des lignes est gardé."""
    trouvees = trouver(lignes, recherche, champs).alias(titre_trouve=champs.titre_a_plat)
    if not recherche.mots:
        return trouvees
    return _classer(trouvees.annotate(rang=_rang(lignes, recherche, champs)), "rang")


def approcher(lignes: QuerySet, recherche: Recherche, champs: Champs) -> QuerySet:
    if not any(len(mot) >= LONGUEUR_CORRIGEE for mot in recherche.mots):
        return lignes.none()
    lignes = lignes.alias(titre_trouve=champs.titre_a_plat)
    criteres = Q()
    for mot in recherche.mots:
        ressemblance = _ressemble(mot, "titre_trouve")
        for relation, champ in champs.noms:
            nom = _liees(lignes, relation).alias(nom_a_plat=MiseAPlat(champ))
            ressemblance |= Q(Exists(nom.filter(_ressemble(mot, "nom_a_plat"))))
        criteres &= ressemblance
    proximite = _proximite(recherche, "titre_trouve")
    for relation, champ in champs.noms:
        noms = _liees(lignes, relation).order_by().alias(nom_a_plat=MiseAPlat(champ))
        noms = noms.annotate(proximite=_proximite(recherche, "nom_a_plat"))
        champ_lie = lignes.model._meta.get_field(relation).field.name
        meilleur = noms.values(champ_lie).annotate(meilleur=Max("proximite")).values("meilleur")
        proximite = Greatest(proximite, Coalesce(Subquery(meilleur), Value(0.0)))
    approchees = lignes.filter(criteres).annotate(rang=Value(int(Rang.APPROCHE)))
    return _classer(approchees.annotate(proximite=proximite), "-proximite", Length(champs.titre))


def _contient(lignes: QuerySet, champs: Champs, debut: str) -> Q:
    trouve = Q(texte_trouve__contains=f" {debut}")
    for relation, champ in [*champs.noms, *champs.liees]:
        critere = {f"{champ}__a_plat__contains": f" {debut}"}
        trouve |= Q(Exists(_liees(lignes, relation).filter(**critere)))
    return trouve


def _liees(lignes: QuerySet, relation: str) -> QuerySet:
    """Lignes liées, par cette relation inverse, à celle que lit la requête."""
    lien = lignes.model._meta.get_field(relation)
    return lien.related_model._base_manager.filter(**{lien.field.name: OuterRef("pk")})


def _rang(lignes: QuerySet, recherche: Recherche, champs: Champs) -> Case:
    debut = Q(titre_trouve__startswith=recherche.phrase.rstrip())
    # Le début d'abord : il évite presque toujours de mettre à plat le titre seul.
    exact = debut & Q(**{f"{champs.titre}__a_plat": recherche.phrase})
    for code in champs.codes:
        contenu = Q(texte_trouve__contains=recherche.phrase)
        exact |= contenu & Q(**{f"{code}__a_plat": recherche.phrase})
        debut |= contenu & Q(**{f"{code}__a_plat__contains": recherche.phrase})
    for relation, champ in champs.noms:
        critere = {f"{champ}__a_plat": recherche.phrase}
        exact |= Q(Exists(_liees(lignes, relation).filter(**critere)))
    dans_le_titre = (Q(titre_trouve__contains=f" {mot}") for mot in recherche.debuts)
    return Case(
        When(exact, then=int(Rang.EXACT)),
        When(debut, then=int(Rang.DEBUT)),
        When(reduce(and_, dans_le_titre), then=int(Rang.TITRE)),
        default=int(Rang.TEXTE),
    )


def _ressemble(mot: str, champ: str) -> Q:
    """Le début du mot, ou à une faute près.

    Une faute laisse intacte une moitié du mot : la chercher d'abord évite de comparer le reste.
    """
    trouve = Q(**{f"{champ}__contains": f" {radical(mot)}"})
    if len(mot) < LONGUEUR_CORRIGEE:
        return trouve
    moitie = len(mot) // 2
    plausible = Q(**{f"{champ}__contains": f" {mot[:moitie]}"})
    plausible |= Q(**{f"{champ}__contains": f"{mot[-moitie:]} "})
    return plausible & (trouve | Q(ressemblant(mot, champ)))


def _proximite(recherche: Recherche, champ: str):
    return reduce(add, (Ressemblance(Value(m), champ) for m in recherche.mots))


def _classer(lignes: QuerySet, *premiers: str | Length) -> QuerySet:
    ordre = lignes.query.order_by or lignes.model._meta.ordering
    return lignes.order_by(*premiers, *ordre, "pk")
