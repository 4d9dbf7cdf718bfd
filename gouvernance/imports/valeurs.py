"""Ce qu'une cellule veut dire : nombre, date, choix, texte ; chaque refus a sa phrase."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from import_export.widgets import Widget

from gouvernance.francais import (
    ABSENT,
    MOINS,
    MOIS,
    cle_de_tri,
    date_en_lettres,
    enumerer,
    insecables,
    nombre,
)

ESPACES = re.compile(r"[\s\u200b\ufeff]+")
TIRETS = {ABSENT, "—", MOINS, "-"}
NOMBRE = re.compile(r"-?(\d{1,3}( \d{3})+|\d+)([.,]\d+)?")
UNITES = re.compile(r"\s*(€|%|euros?)$", re.IGNORECASE)
JOURS = [
    re.compile(r"(?P<jour>\d{1,2})[/.-](?P<mois>\d{1,2})[/.-](?P<annee>\d{4})"),
    re.compile(r"(?P<annee>\d{4})[/-](?P<mois>\d{1,2})[/-](?P<jour>\d{1,2})"),
]
JOUR_EN_LETTRES = re.compile(r"(?P<jour>\d{1,2})(er)? (?P<mois>[a-z]+) (?P<annee>\d{4})")
HEURE = re.compile(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
MOIS_SANS_ACCENT = [cle_de_tri(mois) for mois in MOIS]
# « =A1+B1 », « =SOMME(…) », mais non un objet qui commence par ce signe.
FORMULE = re.compile(r"\s*=\s*[-+(]*(\$?[A-Z]{1,3}\$?\d+\b|[A-ZÀ-Ü.]+\(|[\d#'\"\[])", re.IGNORECASE)
ANNEES = range(1950, 2101)
PLUS_LONGUE_CITATION = 60


class ValeurRefusee(ValueError):
    """Cette cellule ne peut être lue ; le message dit pourquoi et quoi écrire."""

    def __init__(self, phrase: str):
        super().__init__(insecables(phrase))


def citer(valeur: object) -> str:
    ecrite = en_texte(valeur)
    if len(ecrite) > PLUS_LONGUE_CITATION:
        ecrite = f"{ecrite[:PLUS_LONGUE_CITATION]}…"
    return f"« {ecrite} »"


def en_texte(valeur: object) -> str:
    """La cellule comme on la lirait ; un code lu comme un nombre redevient un code."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case datetime() if not (valeur.hour or valeur.minute or valeur.second):
            return f"{valeur:%d/%m/%Y}"
        case datetime():
            return f"{valeur:%d/%m/%Y %H:%M}"
        case date():
            return f"{valeur:%d/%m/%Y}"
        case float() if valeur.is_integer():
            return str(int(valeur))
        case Decimal():
            return f"{valeur:f}"
    return str(valeur)


def en_ligne(valeur: object) -> str:
    """Texte sans espace insécable ni double, tel qu'un nombre ou un nom se compare."""
    return ESPACES.sub(" ", unicodedata.normalize("NFC", en_texte(valeur))).strip()


def est_vide(valeur: object) -> bool:
    return valeur is None or (isinstance(valeur, str) and not ESPACES.sub("", valeur))


def est_un_tiret(valeur: object) -> bool:
    """Un tiret seul dit qu'il n'y a rien ; une cellule vide, elle, ne dit rien."""
    return isinstance(valeur, str) and en_ligne(valeur) in TIRETS


def refuser_formule(valeur: object) -> None:
    if isinstance(valeur, str) and FORMULE.match(valeur):
        raise ValeurRefusee(
            f"{citer(valeur.strip())} est une formule : collez la valeur qu’elle donne."
        )


class Valeur(Widget):
    """Une cellule et sa valeur : `clean` la lit, `render` l'exporte, `dire` l'écrit en clair."""

    attendu = "un texte"

    def clean(self, value: object, row: Any = None, **contexte) -> object:
        refuser_formule(value)
        return self.lire(value)

    def lire(self, valeur: object) -> object:
        return en_texte(valeur)

    def render(self, value: object, obj: Any = None, **contexte) -> object:
        return value

    def est_la_meme(self, avant: object, apres: object) -> bool:
        return avant == apres

    def dire(self, valeur: object, **contexte) -> str:
        match valeur:
            case None | "":
                return ABSENT
            case date():
                return date_en_lettres(valeur)
            case int() | Decimal() if not isinstance(valeur, bool):
                return nombre(valeur)
        return str(valeur)


class Texte(Valeur):
    """Texte, sans les blancs qui l'entourent."""

    def lire(self, valeur: object) -> str:
        return unicodedata.normalize("NFC", en_texte(valeur)).strip()

    def render(self, value: object, obj: Any = None, **contexte) -> str | None:
        return str(value) if value else None

    def est_la_meme(self, avant: object, apres: object) -> bool:
        """Un fichier perd les espaces insécables, et chaque système finit ses lignes à sa façon."""
        return avant == apres or uniforme(avant) == uniforme(apres)


def uniforme(texte: object) -> str:
    ecrit = "" if texte is None else str(texte)
    return re.sub(r"[\xa0\u202f]", " ", ecrit.replace("\r\n", "\n")).strip()


class Nombre(Valeur):
    """Nombre exact : « 1 234,5 », « 1234.5 », avec ou sans « € »."""

    def clean(self, value: object, row: Any = None, **contexte) -> object:
        refuser_formule(value)
        self.verifier_l_unite(value, contexte.get("valeurs", {}))
        return self.lire(value)

    def verifier_l_unite(self, valeur: object, lues: Mapping[str, Any]) -> None:
        """Lève `ValeurRefusee` si l'unité écrite n'est pas celle de la colonne."""
        if isinstance(valeur, str) and valeur.rstrip().endswith("%"):
            raise ValeurRefusee(f"{citer(valeur)} est un pourcentage, et il faut ici un nombre.")

    def lire(self, valeur: object) -> Decimal:
        match valeur:
            case bool() | date():
                raise ValeurRefusee(f"{citer(valeur)} n’est pas un nombre.")
            case int() | Decimal():
                return Decimal(valeur)
            case float() if not math.isfinite(valeur):
                raise ValeurRefusee("cette cellule porte une erreur de calcul.")
            case float():
                # Un tableur calcule en binaire : 0,1 + 0,2 y fait 0,30000000000000004.
                return Decimal(repr(round(valeur, 9)))
        texte = UNITES.sub("", en_ligne(valeur)).replace(MOINS, "-").strip()
        if not NOMBRE.fullmatch(texte):
            raise ValeurRefusee(f"{citer(valeur)} n’est pas un nombre comme « 1 234,5 ».")
        return Decimal(texte.replace(" ", "").replace(",", "."))


class Entier(Nombre):
    """Nombre entier."""

    def lire(self, valeur: object) -> int:
        lu = super().lire(valeur)
        if lu != lu.to_integral_value():
            raise ValeurRefusee(f"{citer(valeur)} n’est pas un nombre entier.")
        return int(lu)


class Annee(Entier):
    """Année de quatre chiffres."""

    def lire(self, valeur: object) -> int:
        annee = super().lire(valeur)
        if annee not in ANNEES:
            raise ValeurRefusee(
                f"{citer(valeur)} n’est pas une année de quatre chiffres, de {ANNEES[0]} à "
                f"{ANNEES[-1]}."
            )
        return annee

    def dire(self, valeur: object, **contexte) -> str:
        return ABSENT if valeur is None else str(valeur)


class Jour(Valeur):
    """Date, typée ou écrite « 31/12/2020 », « 2020-12-31 » ou « 31 décembre 2020 »."""

    def lire(self, valeur: object) -> date:
        match valeur:
            case datetime():
                lu = valeur.date()
            case date():
                lu = valeur
            case str():
                lu = self.lire_texte(valeur)
            case _:
                raise ValeurRefusee(
                    f"{citer(valeur)} est un nombre : mettez la cellule au format date."
                )
        if lu.year not in ANNEES:
            raise ValeurRefusee(
                f"{citer(valeur)} est hors du temps que suit le site, de {ANNEES[0]} à "
                f"{ANNEES[-1]}."
            )
        return lu

    def lire_texte(self, valeur: str) -> date:
        texte = HEURE.sub("", cle_de_tri(en_ligne(valeur)).upper()).lower()
        lues = next((lu for forme in JOURS if (lu := forme.fullmatch(texte))), None)
        if lues:
            parties = {nom: int(partie) for nom, partie in lues.groupdict().items()}
        elif (lues := JOUR_EN_LETTRES.fullmatch(texte)) and lues["mois"] in MOIS_SANS_ACCENT:
            mois = MOIS_SANS_ACCENT.index(lues["mois"]) + 1
            parties = {"jour": int(lues["jour"]), "mois": mois, "annee": int(lues["annee"])}
        else:
            raise ValeurRefusee(f"{citer(valeur)} n’est pas une date comme « 31/12/2020 ».")
        try:
            return date(parties["annee"], parties["mois"], parties["jour"])
        except ValueError as erreur:
            raise ValeurRefusee(f"{citer(valeur)} n’est pas un jour du calendrier.") from erreur


class Choix(Valeur):
    """Une valeur d'une liste, par son libellé ou par son code."""

    def __init__(self, choix: type):
        super().__init__()
        self.libelles = dict(choix.choices)
        self.codes = {cle_de_tri(code): code for code in self.libelles}
        self.codes |= {cle_de_tri(libelle): code for code, libelle in self.libelles.items()}

    def clean(self, value: object, row: Any = None, **contexte) -> str:
        """Le signe « = » d'une valeur exacte n'est pas une formule."""
        return self.lire(value)

    def lire(self, valeur: object) -> str:
        texte = cle_de_tri(en_ligne(valeur))
        if texte not in self.codes:
            refuser_formule(valeur)
            permis = enumerer(f"« {libelle} »" for libelle in self.libelles.values() if libelle)
            raise ValeurRefusee(f"{citer(valeur)} n’est pas une des valeurs permises : {permis}.")
        return self.codes[texte]

    def render(self, value: object, obj: Any = None, **contexte) -> str | None:
        return self.libelles.get(value) or None

    def dire(self, valeur: object, **contexte) -> str:
        return str(self.libelles.get(valeur) or ABSENT)


class Calcul(Valeur):
    """Texte que cette fonction met en forme avant de le garder : un code, un numéro."""

    def __init__(self, former: Callable[[str], str]):
        super().__init__()
        self.former = former

    def lire(self, valeur: object) -> str:
        return self.former(en_ligne(valeur))

    def render(self, value: object, obj: Any = None, **contexte) -> object:
        return value or None
