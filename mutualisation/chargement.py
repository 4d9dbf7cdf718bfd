"""Chargement des données livrées, sans perdre ce que les agents ont modifié.

`loaddata` écraserait leurs corrections, remettrait à leur défaut les champs absents d'une
ligne et interrogerait la base pour chaque clé naturelle.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from gouvernance.exercices import (
    exercices_clos,
    exercices_clos_lus_une_fois,
    phrase_de_refus,
)
from gouvernance.exercices.declencheurs import est_un_refus_de_cloture
from gouvernance.historique import ecriture
from gouvernance.historique.suivi import pour_motif
from mutualisation.lignes_livrees import (
    Cle,
    ErreurDeChargement,
    Ligne,
    champs_de_cle,
    champs_livrables,
    ecrire_cle,
    lire_ligne,
)
from mutualisation.models import DonneeChargee

JEUX = ("reference", "exercice_2020", "demonstration")
# Un compte qui existe garde son mot de passe, que Django re-hache parfois à la connexion.
CHAMPS_DU_TITULAIRE = {"password", "last_login"}


class ConflitsDeChargement(ErreurDeChargement):
    """Des lignes livrées ont été modifiées ici : rien n'a été écrit."""


class Conduite(Enum):
    """Que faire d'une ligne modifiée ou supprimée ici depuis son chargement."""

    REFUSER = "refuser"
    GARDER = "garder"
    ECRASER = "ecraser"


class Sort(StrEnum):
    CREEE = "créée"
    MODIFIEE = "modifiée"
    INCHANGEE = "inchangée"
    GARDEE = "gardée"
    REFUSEE = "refusée"


@dataclass(frozen=True, slots=True)
class Bilan:
    fichier: str
    sorts: Counter[Sort]


def canonique(valeur: Any) -> Any:
    """Forme comparable et enregistrable en JSON : `500` et `500.00` y sont égaux."""
    if isinstance(valeur, Decimal):
        return f"{valeur.normalize():f}"
    if isinstance(valeur, date):
        return valeur.isoformat()
    return valeur


def etat_en_base(objet: models.Model, champs: Iterable[models.Field]) -> dict[str, Any]:
    return {
        champ.name: sorted(getattr(objet, champ.name).values_list("pk", flat=True))
        if champ.many_to_many
        else canonique(getattr(objet, champ.attname))
        for champ in champs
    }


def etat_par_defaut(champs: Iterable[models.Field]) -> dict[str, Any]:
    return {
        champ.name: [] if champ.many_to_many else canonique(champ.get_default()) for champ in champs
    }


def raisons(erreur: ValidationError) -> str:
    if not hasattr(erreur, "error_dict"):
        return " ".join(erreur.messages)
    return " ".join(
        " ".join(messages) if champ == "__all__" else f"{champ} : {' '.join(messages)}"
        for champ, messages in erreur.message_dict.items()
    )


class Catalogue:
    """Numéros internes des lignes par clé naturelle, lus une fois par modèle."""

    def __init__(self):
        self._numeros: dict[type[models.Model], dict[Cle, int]] = {}

    def numeros(self, modele: type[models.Model]) -> dict[Cle, int]:
        concret = modele._meta.concrete_model
        if concret not in self._numeros:
            lignes = concret._base_manager.values_list(*champs_de_cle(concret), "pk")
            self._numeros[concret] = {tuple(map(str, cle)): numero for *cle, numero in lignes}
        return self._numeros[concret]

    def numero_designe(self, champ: models.Field, cle: Any) -> int:
        cible = champ.related_model
        numero = self.numeros(cible).get(tuple(map(str, cle))) if isinstance(cle, list) else None
        if numero is None:
            ecrite = json.dumps(cle, ensure_ascii=False, default=str)
            nom = cible._meta.verbose_name
            raise ErreurDeChargement(f"{champ.name} : {nom} introuvable, {ecrite}.")
        return numero

    def valeur(self, champ: models.Field, brute: Any) -> Any:
        """Valeur Python du champ ; les clés naturelles deviennent des numéros."""
        if champ.many_to_many:
            if not isinstance(brute, list):
                raise ErreurDeChargement(f"{champ.name} : une liste de clés est attendue.")
            return sorted(self.numero_designe(champ, cle) for cle in brute)
        if champ.remote_field:
            return None if brute is None else self.numero_designe(champ, brute)
        try:
            return champ.to_python(brute)
        except (TypeError, ValueError, ValidationError) as erreur:
            raise ErreurDeChargement(f"{champ.name} : valeur impossible, {brute!r}.") from erreur


class Chargement:
    """Un chargement en cours, dans la transaction ouverte par `charger`."""

    def __init__(self, conduite: Conduite):
        self.conduite = conduite
        self.catalogue = Catalogue()
        self.deja_chargees = {
            (donnee.modele, donnee.cle): donnee.valeurs for donnee in DonneeChargee.objects.all()
        }
        self.chargees: dict[tuple[str, str], dict[str, Any]] = {}
        self.fautes: list[str] = []
        self.conflits: list[str] = []

    def charger_fichier(self, nom: str, chemin: Path) -> Bilan:
        sorts = Counter()
        for numero, texte in enumerate(lire_fichier(nom, chemin), start=1):
            lieu = f"{nom}, ligne {numero}"
            try:
                sorts[self.charger_ligne(lire_ligne(texte), lieu)] += 1
            except ErreurDeChargement as erreur:
                self.fautes.append(f"{lieu} : {erreur}")
            except DatabaseError as erreur:
                # La transaction est perdue : les lignes suivantes ne diraient plus rien de juste.
                raise ErreurDeChargement(f"{lieu} : {refus_de_la_base(erreur)}") from erreur
        return Bilan(nom, sorts)

    def charger_ligne(self, ligne: Ligne, lieu: str) -> Sort:
        if ligne.identifiant in self.chargees:
            raise ErreurDeChargement(f"Déjà livrée plus haut : {ecrire_cle(ligne.cle)}.")
        numero = self.catalogue.numeros(ligne.modele).get(ligne.cle)
        if numero is not None:
            objet = ligne.modele._base_manager.get(pk=numero)
            return self.mettre_a_jour(objet, ligne, lieu)
        if ligne.identifiant in self.deja_chargees and self.conduite != Conduite.ECRASER:
            return self.arbitrer(f"{lieu} : {ligne}, supprimée ou renommée ici.")
        return self.creer(ligne)

    def creer(self, ligne: Ligne) -> Sort:
        valeurs = self.valeurs(ligne.modele, ligne.champs)
        objet = ligne.modele()
        self.ecrire(objet, valeurs)
        self.catalogue.numeros(ligne.modele)[ligne.cle] = objet.pk
        self.retenir(ligne, valeurs)
        return Sort.CREEE

    def mettre_a_jour(self, objet: models.Model, ligne: Ligne, lieu: str) -> Sort:
        """Écrit ce qui change, sauf par-dessus une valeur qui n'est ni chargée ni par défaut."""
        livrees = {nom: v for nom, v in ligne.champs.items() if nom not in CHAMPS_DU_TITULAIRE}
        valeurs = self.valeurs(ligne.modele, livrees)
        en_base = etat_en_base(objet, valeurs)
        changees = {
            champ: valeur
            for champ, valeur in valeurs.items()
            if en_base[champ.name] != canonique(valeur)
        }
        connues = etat_par_defaut(changees) | self.deja_chargees.get(ligne.identifiant, {})
        touches = [champ.name for champ in changees if en_base[champ.name] != connues[champ.name]]
        if touches and self.conduite != Conduite.ECRASER:
            return self.arbitrer(f"{lieu} : {ligne}, modifiée ici ({', '.join(touches)}).")
        if changees:
            self.ecrire(objet, changees)
        self.retenir(ligne, valeurs)
        return Sort.MODIFIEE if changees else Sort.INCHANGEE

    def arbitrer(self, conflit: str) -> Sort:
        if self.conduite == Conduite.GARDER:
            return Sort.GARDEE
        self.conflits.append(conflit)
        return Sort.REFUSEE

    def valeurs(self, modele: type[models.Model], brutes: dict) -> dict[models.Field, Any]:
        connus = champs_livrables(modele)
        return {
            connus[nom]: self.catalogue.valeur(connus[nom], brute) for nom, brute in brutes.items()
        }

    def ecrire(self, objet: models.Model, valeurs: dict[models.Field, Any]) -> None:
        for champ, valeur in valeurs.items():
            if not champ.many_to_many:
                setattr(objet, champ.attname, valeur)
        try:
            objet.full_clean()
        except ValidationError as erreur:
            raise ErreurDeChargement(raisons(erreur)) from erreur
        objet.save()
        if porteur := type(objet)._meta.auto_created:
            # Un lien livré seul appartient à l'historique de l'objet qui le porte.
            ecriture.noter(porteur, [getattr(objet, f"{porteur._meta.model_name}_id")])
        for champ, valeur in valeurs.items():
            if champ.many_to_many:
                getattr(objet, champ.name).set(valeur)

    def retenir(self, ligne: Ligne, valeurs: dict[models.Field, Any]) -> None:
        self.chargees[ligne.identifiant] = {
            champ.name: canonique(valeur)
            for champ, valeur in valeurs.items()
            if champ.name not in CHAMPS_DU_TITULAIRE
        }

    def terminer(self) -> None:
        if self.fautes:
            raise ErreurDeChargement("\n".join(self.fautes))
        if self.conflits:
            raise ConflitsDeChargement("\n".join(self.conflits))
        DonneeChargee.objects.bulk_create(
            [
                DonneeChargee(modele=modele, cle=cle, valeurs=valeurs)
                for (modele, cle), valeurs in self.chargees.items()
            ],
            update_conflicts=True,
            unique_fields=["modele", "cle"],
            update_fields=["valeurs"],
        )


def refus_de_la_base(erreur: DatabaseError) -> str:
    if est_un_refus_de_cloture(erreur):
        return phrase_de_refus(exercices_clos())
    return f"refusée par la base ({erreur})."


def lire_fichier(nom: str, chemin: Path) -> list[str]:
    try:
        return chemin.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as erreur:
        raise ErreurDeChargement(f"{nom} : le fichier n’est pas en UTF-8.") from erreur


def fichiers_livres(dossier: Path, jeux: Sequence[str]) -> Iterator[tuple[str, Path]]:
    presents = sorted(chemin.name for chemin in dossier.glob("*/"))
    for jeu in jeux:
        if jeu not in presents:
            livres = ", ".join(presents) or f"aucun dans {dossier}"
            raise ErreurDeChargement(f"Jeu inconnu : {jeu}. Jeux livrés : {livres}.")
        for chemin in sorted((dossier / jeu).glob("*.jsonl")):
            yield f"{jeu}/{chemin.name}", chemin


def charger(dossier: Path, jeux: Sequence[str], conduite: Conduite) -> list[Bilan]:
    """Charge les jeux dans cet ordre, leurs fichiers dans celui de leur nom : tout ou rien."""
    fichiers = list(fichiers_livres(dossier, jeux))
    with (
        exercices_clos_lus_une_fois(),
        transaction.atomic(),
        pour_motif("Chargement des données livrées"),
    ):
        exercices_clos()  # lus avant qu'une erreur ne ferme la transaction
        chargement = Chargement(conduite)
        bilans = [chargement.charger_fichier(nom, chemin) for nom, chemin in fichiers]
        chargement.terminer()
    return bilans
