"""Noms de collectivités mal écrits dans les textes saisis."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.apps import apps
from django.contrib import admin
from django.db import models

from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme, ligne_de
from gouvernance.francais import cle_de_tri
from gouvernance.historique.suivi import est_un_historique
from gouvernance.models import Collectivite, Graphie

APPLICATIONS = ["gouvernance", "services_communs", "finances", "mutualisation"]
# « Féney » et « Chenôte » ressemblent aux quatre cinquièmes à Fénay et Chenôve.
RESSEMBLANCE = 0.75
# Des noms, ce que disent les documents tel qu'ils l'écrivent, et ce que la machine garde.
HORS_SUJET = {
    "graphie",
    "collectivite",
    "chiffreannonce",
    "dateannoncee",
    "relationannoncee",
    "utilisateur",
    "donneechargee",
    "production",
    "edition",
    "fichieredition",
    "constatexplique",
}


def est_une_faute(ecrit: str, nom: str) -> bool:
    """Faux pour un raccourci, « Corcelles », ou une périphrase, « ville de Dijon »."""
    return SequenceMatcher(None, cle_de_tri(ecrit), cle_de_tri(nom)).ratio() >= RESSEMBLANCE


def champs_de_texte(modele: type[models.Model]) -> list[str]:
    """Champs où une personne écrit des phrases ou des noms ; ni codes, ni adresses."""
    ecartes = (models.SlugField, models.URLField, models.EmailField, models.FileField)
    return [
        champ.name
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.CharField | models.TextField)
        and not isinstance(champ, ecartes)
        and not champ.choices
    ]


def modeles_a_lire() -> Iterator[tuple[type[models.Model], list[str]]]:
    for application in APPLICATIONS:
        for modele in apps.get_app_config(application).get_models():
            if (
                modele._meta.proxy
                or est_un_historique(modele)
                or modele._meta.model_name in HORS_SUJET
            ):
                continue
            if champs := champs_de_texte(modele):
                yield modele, champs


def page_de_saisie(modele: type[models.Model]) -> tuple[type[models.Model], str] | None:
    """Modèle dont la page d'administration montre cette ligne, et le champ qui y mène."""
    if admin.site.is_registered(modele):
        return modele, "pk"
    for champ in modele._meta.concrete_fields:
        if champ.many_to_one and admin.site.is_registered(champ.related_model):
            return champ.related_model, champ.attname
    return None


@dataclass(frozen=True, slots=True)
class TexteLibre:
    """Ce qu'une ligne porte d'écrit, et la page où le corriger."""

    modele: type[models.Model]
    numero: int
    texte: str
    saisie: tuple[type[models.Model], int] | None

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """Composée pour les seuls textes où l'on trouve à redire."""
        if self.saisie is None:
            return ()
        page, cle = self.saisie
        return (ligne_de(page(pk=cle), self.nom),)

    @property
    def nom(self) -> str:
        return str(self.modele._meta.verbose_name)

    def cle(self, ecrit: str) -> str:
        return f"{self.modele._meta.label_lower}:{self.numero}:{ecrit}"


def textes_libres() -> Iterator[TexteLibre]:
    """Tout ce que des personnes ont écrit ; une requête par modèle."""
    for modele, champs in modeles_a_lire():
        saisie = page_de_saisie(modele)
        lien = [saisie[1]] if saisie and saisie[1] != "pk" else []
        for ligne in modele.objects.order_by("pk").values("pk", *champs, *lien):
            if texte := "\n".join(filter(None, map(ligne.get, champs))):
                page = (saisie[0], ligne[saisie[1]]) if saisie else None
                yield TexteLibre(modele, ligne["pk"], texte, page)


def noms_mal_ecrits() -> Iterator[Constat]:
    """Les graphies fautives sont celles que le référentiel connaît."""
    graphies = {
        graphie.texte: graphie.collectivite
        for graphie in Graphie.objects.select_related("collectivite")
        if est_une_faute(graphie.texte, graphie.collectivite.nom)
    }
    if not graphies:
        return
    longues = sorted(map(re.escape, graphies), key=len, reverse=True)
    motif = re.compile(rf"(?<!\w)(?:{'|'.join(longues)})(?!\w)")
    for libre in textes_libres():
        for ecrit in dict.fromkeys(motif.findall(libre.texte)):
            yield Constat(
                cle=libre.cle(ecrit),
                phrase=f"« {ecrit} » dans un texte ({libre.nom}) : le nom officiel est "
                f"« {graphies[ecrit]} ».",
                annonce=ecrit,
                calcule=str(graphies[ecrit]),
                lignes=libre.lignes,
            )


def noms_officiels() -> Iterator[Constat]:
    """Une collectivité porte son nom officiel, non l'une des graphies qu'on lui connaît."""
    graphies = {
        graphie.texte: graphie for graphie in Graphie.objects.select_related("collectivite")
    }
    for collectivite in Collectivite.objects.select_related("commune").order_by("pk"):
        attendu = f"CCAS {collectivite.commune.de}" if collectivite.commune else ""
        if collectivite.nom in graphies or (attendu and collectivite.nom != attendu):
            yield Constat(
                cle=f"{collectivite.pk}:{collectivite.nom}",
                phrase=f"« {collectivite.nom} » n’est pas un nom officiel.",
                annonce=collectivite.nom,
                calcule=attendu or "graphie relevée dans un document",
                lignes=(ligne_de(collectivite),),
            )


CONTROLES = (
    Controle(
        "noms",
        "Nom de collectivité mal écrit",
        "Une même commune ne s’écrit pas de quatre façons : le nom officiel est celui du code "
        "officiel géographique.",
        "code officiel géographique",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        noms_mal_ecrits,
    ),
    Controle(
        "noms-officiels",
        "Collectivité qui ne porte pas son nom officiel",
        "Le nom est celui du code officiel géographique ; un CCAS porte celui de sa commune.",
        "code officiel géographique",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        noms_officiels,
    ),
)
