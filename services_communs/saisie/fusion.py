"""Deux saisies d'une même fiche, réunies rubrique par rubrique : rien de l'autre ne s'écrase."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.http import QueryDict

from gouvernance.conflits.fusion import INCONNU, Sort, fusionner
from gouvernance.francais import accord, insecables, nombre
from services_communs.saisie.contenu import (
    CHAMPS_CONCERNEES,
    CHAMPS_EFFECTIF,
    CHAMPS_MESURE,
    CHAMPS_PISTE,
    CHAMPS_REALISATION,
    TEXTES,
    ContenuFiche,
)
from services_communs.saisie.reprises import remplacer

LISTES = {"objectifs": "Objectifs", "pistes": "Actions", "realisations": "Réalisations"}
CHOIX, MIENNE, LEUR = "choix", "mienne", "leur"
VIDE = "vide"


@dataclass(frozen=True, slots=True)
class ChoixDeRubrique:
    """Une rubrique que deux personnes ont changée différemment."""

    nom: str
    titre: str
    mienne: str
    leur: str


@dataclass(frozen=True, slots=True)
class Fusion:
    a_choisir: tuple[ChoixDeRubrique, ...]
    reprises: tuple[tuple[str, str], ...]
    gardees: tuple[str, ...]

    @property
    def est_nette(self) -> bool:
        """Vrai si enregistrer n'ignore rien de ce que l'autre a écrit."""
        return not (self.a_choisir or self.reprises)


def version_de(contenu: ContenuFiche, indicateurs: Iterable) -> str:
    """L'empreinte de la fiche, puis celle de chaque rubrique."""
    empreintes = {cle: empreinte(v) for cle, v in rubriques(contenu, indicateurs).items()}
    parts = [f"{cle}:{valeur}" for cle, valeur in empreintes.items()]
    return " ".join([contenu.empreinte, *parts])


def est_depassee(version: str, contenu: ContenuFiche) -> bool:
    return version.partition(" ")[0] != contenu.empreinte


def rubriques(contenu: ContenuFiche, indicateurs: Iterable) -> dict[str, Any]:
    return {
        **{f"fiche-{nom}": contenu.textes[nom] for nom in TEXTES},
        **{nom: list(getattr(contenu, nom)) for nom in LISTES},
        **{f"mesures-{i.pk}": _mesure(contenu.mesures.get(i.pk) or {}) for i in indicateurs},
        "effectif": _effectif(contenu.effectif),
    }


def rubriques_saisies(saisie) -> dict[str, Any]:
    """Celles que la page postée montrait, une fois vérifiées, sous la même forme."""
    lues = {}
    if saisie.textes.is_bound:
        lues |= {f"fiche-{nom}": saisie.textes.cleaned_data[nom] for nom in TEXTES}
    lues["objectifs"] = [_choisir(f, ["texte"]) for f in saisie.objectifs.ordered_forms]
    lues["pistes"] = [
        _choisir(piste, CHAMPS_PISTE)
        | {
            "concernees": [
                _choisir(ligne, [*CHAMPS_CONCERNEES, "collectivites"])
                for ligne in piste.concernees.ordered_forms
            ]
        }
        for piste in saisie.pistes.ordered_forms
    ]
    lues["realisations"] = [
        _choisir(f, [*CHAMPS_REALISATION, "beneficiaires"])
        for f in saisie.realisations.ordered_forms
    ]
    for mesure in saisie.mesures:
        if mesure.is_bound:
            lues[f"mesures-{mesure.indicateur.pk}"] = _mesure(mesure.cleaned_data)
    if saisie.effectif.is_bound:
        lues["effectif"] = _effectif(saisie.effectif.cleaned_data)
    return lues


def _choisir(formulaire, champs: list[str]) -> dict[str, Any]:
    """Des collectivités cochées, l'ordre ne dit rien."""
    lus = {champ: formulaire.cleaned_data[champ] for champ in champs}
    return {nom: sorted(lu) if isinstance(lu, list) else lu for nom, lu in lus.items()}


def _effectif(valeurs: dict) -> dict[str, Any]:
    """Sans agents ni ETP, la date n'est que celle que la page propose."""
    lu = {champ: valeurs.get(champ) for champ in CHAMPS_EFFECTIF}
    return {} if lu["agents"] is None and lu["etp"] is None else lu


def _mesure(valeurs: dict) -> dict[str, Any]:
    """Sans valeur, il n'y a pas de mesure, quoi que dise le reste."""
    if valeurs.get("valeur") is None:
        return {}
    return {champ: valeurs[champ] for champ in CHAMPS_MESURE}


def empreinte(valeur: Any) -> str:
    ecrit = json.dumps(valeur, default=_ecrire, sort_keys=True)
    return sha256(ecrit.encode()).hexdigest()[:16]


def _ecrire(valeur: Any) -> str:
    return f"{valeur.normalize():f}" if isinstance(valeur, Decimal) else str(valeur)


def reunir(saisie, donnees: QueryDict) -> Fusion:
    """Met dans la saisie postée, vérifiée, ce que l'autre seul a changé et ce qu'on a choisi.

    La version qu'elle porte ne change qu'une fois tout choisi.
    """
    page = saisie.page
    _, *parts = donnees.get("version", "").split()
    departs = dict(part.rsplit(":", 1) for part in parts if ":" in part)
    actuelles = rubriques(page.contenu, page.indicateurs)
    noms = {f"mesures-{i.pk}": str(i) for i in page.indicateurs} | LISTES
    a_choisir, reprises, gardees = [], [], []
    for cle, mienne in rubriques_saisies(saisie).items():
        leur = actuelles[cle]
        depart = departs.get(cle, INCONNU)
        sort = fusionner(depart, empreinte(mienne), empreinte(leur)).sort
        titre = noms.get(cle) or _titre(saisie, cle)
        # Le choix vaut pour la version qu'on a vue, non pour une suivante.
        nom = f"{CHOIX}:{cle}:{empreinte(leur)}"
        choix = donnees.get(nom)
        if sort == Sort.AUTRE or (sort == Sort.CONFLIT and choix == LEUR):
            remplacer(donnees, cle, leur)
        if sort == Sort.AUTRE:
            reprises.append((titre, en_clair(leur)))
        elif sort == Sort.MIEN:
            gardees.append(titre)
        elif sort == Sort.CONFLIT and choix not in {MIENNE, LEUR}:
            a_choisir.append(ChoixDeRubrique(nom, titre, en_clair(mienne), en_clair(leur)))
    if not a_choisir:
        donnees["version"] = version_de(page.contenu, page.indicateurs)
    return Fusion(tuple(a_choisir), tuple(reprises), tuple(gardees))


def _titre(saisie, cle: str) -> str:
    if cle == "effectif":
        return "Effectif"
    return saisie.textes.fields[cle.removeprefix("fiche-")].label


def en_clair(valeur: Any) -> str:
    """Une rubrique telle qu'on la lit : son texte, ou ses lignes."""
    if valeur in (None, "", [], {}):
        return VIDE
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case date():
            return f"{valeur:%d/%m/%Y}"
        case Decimal() | int():
            return nombre(valeur)
        case list():
            return "\n".join(f"{rang}. {_ligne(ligne)}" for rang, ligne in enumerate(valeur, 1))
        case dict():
            return _ligne(valeur)
    return str(valeur)


def _ligne(ligne: dict) -> str:
    """Ce qui est rempli ; les collectivités cochées se comptent."""
    parts = []
    for champ, valeur in ligne.items():
        if champ in {"collectivites", "beneficiaires"} and valeur:
            parts.append(f"{len(valeur)} {accord(len(valeur), 'collectivité')}")
        elif champ == "concernees":
            parts += [_ligne(concernee) for concernee in valeur]
        elif champ in {"annee", "agents"} and valeur is not None:
            parts.append(f"{valeur} agents" if champ == "agents" else f"{valeur}")
        elif champ == "toutes_les_communes":
            parts += ["toutes les communes"] if valeur else []
        elif champ not in {"precision"} and valeur not in (None, "", False, [], ()):
            parts.append(f"{en_clair(valeur)} ETP" if champ == "etp" else en_clair(valeur))
    return insecables(", ".join(parts)) or VIDE
