"""Ce qui s'écrit dans une cellule : le texte d'une personne, et les champs qu'il remplit."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from gouvernance.francais import ABSENT, INSECABLE, MOINS, cle_de_tri, nombre
from gouvernance.periodes import Precision

TIRETS = {ABSENT, MOINS, "-", "\u2014"}
NOMBRE = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]+)?")
MILLE_OU_VIRGULE = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")
JOUR = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
JOUR_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MOIS = re.compile(r"([0-9]{1,2})/([0-9]{4})")
ANNEE = re.compile(r"[0-9]{4}")

SANS_NOMBRE = f"Écrivez un nombre, par exemple «{INSECABLE}1{INSECABLE}234,5{INSECABLE}»."
SANS_ENTIER = f"Écrivez un nombre entier, par exemple «{INSECABLE}47{INSECABLE}»."
SANS_DATE = "Écrivez une date qui existe, par exemple 30/11/2021."


def nettoyer(texte: str) -> str:
    """Espaces simples ; un tiret seul est une case vide, comme dans les tableaux imprimés."""
    net = " ".join(texte.split())
    return "" if net in TIRETS else net


def lire_nombre(texte: str) -> Decimal | None:
    """« 1 234,5 », « −12 », « 1 500 € » ; rien pour une case vide."""
    net = nettoyer(texte).rstrip("€%").strip().replace(MOINS, "-")
    if not net:
        return None
    if MILLE_OU_VIRGULE.fullmatch(net):
        milliers, virgule = net.replace(".", " "), net.replace(".", ",")
        raise ValidationError(f"Mille ou virgule ? Écrivez «{milliers}» ou «{virgule}».")
    if not NOMBRE.fullmatch(net):
        raise ValidationError(SANS_NOMBRE)
    return Decimal(net.replace(" ", "").replace(",", "."))


def lire_jour(texte: str) -> date | None:
    net = nettoyer(texte)
    if not net:
        return None
    try:
        if trouve := JOUR_ISO.fullmatch(net):
            return date(*map(int, trouve.groups()))
        if trouve := JOUR.fullmatch(net):
            jour, mois, annee = map(int, trouve.groups())
            return date(annee, mois, jour)
    except ValueError:
        pass
    raise ValidationError(SANS_DATE)


class Saisie:
    """Comment une cellule s'écrit et se lit. `ecrire` puis `lire` redonnent les mêmes champs."""

    est_numerique = False
    est_comptee = False  # un total en dit le nombre, non la somme
    genre = "texte"
    options: tuple[str, ...] = ()
    longueur = 0

    def __init__(self, *champs: str):
        self.champs = champs

    @property
    def champ(self) -> str:
        return self.champs[0]

    def ecrire(self, objet: Model) -> str:
        valeur = getattr(objet, self.champ)
        return "" if valeur is None else str(valeur)

    def lire(self, texte: str) -> dict[str, Any]:
        return {self.champ: nettoyer(texte)}

    def accueillir(self, texte: str) -> str:
        """Texte collé, tel que la cellule le montre."""
        return nettoyer(texte)

    def nombre(self, texte: str) -> Decimal | None:
        """Ce que la cellule ajoute à un total ; rien si elle est vide ou illisible."""
        return None


class Texte(Saisie):
    def __init__(self, champ: str, longueur: int):
        super().__init__(champ)
        self.longueur = longueur


class Nombre(Saisie):
    est_numerique = True
    genre = "nombre"

    def ecrire(self, objet: Model) -> str:
        valeur = getattr(objet, self.champ)
        return "" if valeur is None else nombre(valeur)

    def lire(self, texte: str) -> dict[str, Any]:
        return {self.champ: lire_nombre(texte)}

    def nombre(self, texte: str) -> Decimal | None:
        try:
            return lire_nombre(texte)
        except ValidationError:
            return None


class Entier(Nombre):
    def lire(self, texte: str) -> dict[str, Any]:
        valeur = lire_nombre(texte)
        if valeur is None:
            return {self.champ: None}
        if valeur != int(valeur):
            raise ValidationError(SANS_ENTIER)
        return {self.champ: int(valeur)}


class Montant(Nombre):
    """Nombre d'euros que le modèle veut toujours : une case vide vaut zéro."""

    def ecrire(self, objet: Model) -> str:
        return nombre(getattr(objet, self.champ)) if getattr(objet, self.champ) else ""

    def lire(self, texte: str) -> dict[str, Any]:
        return {self.champ: lire_nombre(texte) or Decimal(0)}


class Jour(Saisie):
    genre = "date"

    def ecrire(self, objet: Model) -> str:
        jour = getattr(objet, self.champ)
        return f"{jour:%d/%m/%Y}" if jour else ""

    def lire(self, texte: str) -> dict[str, Any]:
        return {self.champ: lire_jour(texte)}


class JourConnu(Saisie):
    """Date et sa précision : « 01/05/2019 », « 05/2019 » ou « 2019 », selon ce qu'on sait."""

    genre = "date"

    def ecrire(self, objet: Model) -> str:
        jour, precision = (getattr(objet, champ) for champ in self.champs)
        if jour is None:
            return ""
        formes = {Precision.MOIS: f"{jour:%m/%Y}", Precision.ANNEE: f"{jour:%Y}"}
        return formes.get(precision, f"{jour:%d/%m/%Y}")

    def lire(self, texte: str) -> dict[str, Any]:
        net = nettoyer(texte)
        if ANNEE.fullmatch(net):
            return self._valeurs(f"01/01/{net}", Precision.ANNEE)
        if MOIS.fullmatch(net):
            return self._valeurs(f"01/{net}", Precision.MOIS)
        return self._valeurs(net, Precision.JOUR)

    def _valeurs(self, texte: str, precision: Precision) -> dict[str, Any]:
        return dict(zip(self.champs, [lire_jour(texte), precision], strict=True))


class Choix(Saisie):
    """Une valeur parmi d'autres, qui se lit et se colle par son libellé."""

    def __init__(self, champ: str, valeurs: Mapping[str, Any], *, est_courte: bool = True):
        super().__init__(champ)
        self.valeurs = valeurs
        self.options = tuple(valeurs)
        self.genre = "choix" if est_courte else "liste"
        self.libelles = {valeur: libelle for libelle, valeur in valeurs.items()}
        self.par_cle = {cle_de_tri(libelle): libelle for libelle in valeurs}

    @classmethod
    def parmi(cls, champ: str, couples: Iterable[tuple[Any, str]]) -> "Choix":
        """Les choix d'un champ Django, valeur et libellé."""
        return cls(champ, {libelle: valeur for valeur, libelle in couples})

    def ecrire(self, objet: Model) -> str:
        valeur = getattr(objet, self.champ)
        return self.libelles.get(valeur, "") if valeur not in (None, "") else ""

    def lire(self, texte: str) -> dict[str, Any]:
        libelle = self.accueillir(texte)
        if libelle and libelle not in self.valeurs:
            raise ValidationError(
                f"«{INSECABLE}{libelle}{INSECABLE}» n’est pas dans la liste des choix."
            )
        return {self.champ: self.valeurs.get(libelle)}

    def accueillir(self, texte: str) -> str:
        net = nettoyer(texte)
        return self.par_cle.get(cle_de_tri(net), net)
