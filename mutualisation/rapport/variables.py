"""Récits dont les chiffres sont des variables : ce qui y est mal écrit, ce qu'elles valent."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gouvernance.francais import INSECABLE, accord, cle_de_tri, insecables
from mutualisation.rapport.arguments import Argument
from mutualisation.rapport.variables_lues import VARIABLES, Variable
from mutualisation.templatetags.markdown import interdits

if TYPE_CHECKING:
    from mutualisation.rapport.contenu import ContenuRapport

CITATION = re.compile(r"\{\{([^{}\n]*)\}\}")
NOM_ET_ARGUMENT = re.compile(r"\s*(\w+)\s*(?::\s*(.+?)\s*)?")
ACCOLADES_SEULES = re.compile(r"\{\{[^{}\n]{0,40}|[^{}\n]{0,40}\}\}")
SIGNE_DU_MARKDOWN = re.compile(r"([\\`*_\[\]<>&#~|])")
FAUTES_AU_PLUS = 20

Faute = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Citation:
    """Une variable telle qu'elle est écrite dans un récit."""

    ecrite: str
    ligne: int
    nom: str
    argument: str

    @property
    def variable(self) -> Variable | None:
        return CATALOGUE.get((self.nom, bool(self.argument)))


CATALOGUE = {(variable.nom, variable.argument is not None): variable for variable in VARIABLES}
NOMS = sorted({variable.nom for variable in VARIABLES})


def fautes(texte: str, rapport: "ContenuRapport | None" = None) -> tuple[str, ...]:
    """Ce qui empêche d'enregistrer ce récit, en phrases qui nomment la ligne et la variable.

    Avec un rapport, aussi les variables qui n'y ont pas encore de valeur.
    """
    trouvees = [*interdits(texte), *_fautes_d_ecriture(texte)]
    connus = _Connus()
    for citation in citations(texte):
        phrase = _faute(citation, connus) or (rapport and _absence(citation, rapport))
        if phrase:
            trouvees.append((citation.ligne, phrase))
    trouvees.sort(key=lambda faute: faute[0])
    phrases = list(dict.fromkeys(f"Ligne {ligne} : {phrase}" for ligne, phrase in trouvees))
    de_trop = len(phrases) - FAUTES_AU_PLUS
    if de_trop > 0:
        phrases[FAUTES_AU_PLUS:] = [
            f"Et {de_trop} {accord(de_trop, 'autre faute', 'autres fautes')}."
        ]
    return tuple(insecables(phrase) for phrase in phrases)


def resoudre(texte: str, rapport: "ContenuRapport") -> str:
    """Récit où chaque variable est remplacée par le chiffre du rapport.

    Une variable sans valeur se voit : elle laisse son nom, jamais un vide ni un zéro.
    """
    return CITATION.sub(lambda trouvee: _remplacer(trouvee, rapport), texte)


def citations(texte: str) -> Iterator[Citation]:
    for trouvee in CITATION.finditer(texte):
        ligne = 1 + texte.count("\n", 0, trouvee.start())
        yield _citation(trouvee, ligne)


def valeur(citation: Citation, rapport: "ContenuRapport") -> str | None:
    """Forme écrite de la variable ; rien si elle est inconnue ou sans valeur cette année."""
    variable = citation.variable
    if variable is None:
        return None
    if variable.argument is None:
        return variable.lire(rapport)
    presents = list(variable.argument.presents(rapport))
    codes = _designes(citation.argument, ((code, nom) for code, nom, _ in presents))
    if len(codes) != 1:
        return None
    return next(variable.lire(rapport, objet) for code, _, objet in presents if code in codes)


def _citation(trouvee: re.Match, ligne: int) -> Citation:
    lue = NOM_ET_ARGUMENT.fullmatch(trouvee[1])
    nom, argument = lue.groups() if lue else ("", "")
    return Citation(trouvee[0], ligne, nom, argument or "")


def _remplacer(trouvee: re.Match, rapport: "ContenuRapport") -> str:
    citation = _citation(trouvee, 0)
    ecrite = valeur(citation, rapport)
    if ecrite is None:
        ecrite = f"[chiffre absent{INSECABLE}: {citation.ecrite.strip('{} ')}]"
    return SIGNE_DU_MARKDOWN.sub(r"\\\1", ecrite)


def _designes(ecrit: str, choix: Iterable[tuple[str, str]]) -> set[str]:
    """Codes que désigne ce qui est écrit : un code, ou un nom sans égard aux accents."""
    cle = _cle(ecrit)
    return {code for code, nom in choix if cle in {_cle(code), _cle(nom)}}


def _cle(nom: str) -> str:
    return " ".join(cle_de_tri(nom.replace("’", "'")).split())


class _Connus(dict):
    """Codes et noms de chaque sorte d'argument, lus dans la base à la première question."""

    def __missing__(self, argument: Argument) -> list[tuple[str, str]]:
        self[argument] = list(argument.connus())
        return self[argument]


def _fautes_d_ecriture(texte: str) -> Iterator[Faute]:
    """Accolades ouvertes sans être fermées, ou l'inverse."""
    reste = CITATION.sub("", texte)
    for trouvee in ACCOLADES_SEULES.finditer(reste):
        ligne = 1 + reste.count("\n", 0, trouvee.start())
        yield (
            ligne,
            f"{_guillemets(trouvee[0].strip())} est incomplet ; une variable s’écrit "
            f"sur une seule ligne, {VARIABLES[0].exemple}.",
        )


def _faute(citation: Citation, connus: _Connus) -> str:
    if not citation.nom:
        proches = _proches(citation.ecrite.strip("{} ").replace(" ", "_"), NOMS)
        return f"{_guillemets(citation.ecrite)} ne se lit pas{_proposer(proches)}"
    if citation.nom not in NOMS:
        proches = _proches(citation.nom, NOMS)
        return f"la variable {_guillemets(citation.nom)} n’existe pas{_proposer(proches)}"
    variable = citation.variable
    if variable is None:
        return _faute_de_forme(citation)
    if variable.argument is None:
        return ""
    choix = connus[variable.argument]
    designes = _designes(citation.argument, choix)
    if len(designes) > 1:
        codes = " ou ".join(_guillemets(code) for code in sorted(designes))
        return f"{_guillemets(citation.argument)} est ambigu ; écrivez {codes}."
    if designes:
        return ""
    argument = variable.argument
    # Un code INSEE proche d'un autre n'apprend rien : seuls les mots se ressemblent utilement.
    mots = [nom for _, nom in choix] + [code for code, _ in choix if not code.isdigit()]
    proches = _proches(citation.argument, mots)
    return (
        f"dans {_guillemets(citation.ecrite)}, {_guillemets(citation.argument)} n’est ni le code "
        f"ni le nom d’{argument.article} {argument.nom}{_proposer(proches)}"
    )


def _faute_de_forme(citation: Citation) -> str:
    autre = CATALOGUE[citation.nom, not citation.argument]
    if autre.argument:
        sorte = f"{autre.argument.article} {autre.argument.nom}"
        return f"{_guillemets(citation.nom)} demande {sorte} ; écrivez {autre.exemple}."
    return f"{_guillemets(citation.nom)} s’emploie seule ; écrivez {autre.exemple}."


def _absence(citation: Citation, rapport: "ContenuRapport") -> str:
    if valeur(citation, rapport) is not None:
        return ""
    return f"{_guillemets(citation.ecrite)} n’a pas de valeur dans le rapport {rapport.annee}."


def _proches(ecrit: str, mots: Iterable[str]) -> list[str]:
    par_cle = {_cle(mot): mot for mot in mots}
    return [par_cle[cle] for cle in get_close_matches(_cle(ecrit), par_cle, n=1)]


def _proposer(proches: list[str]) -> str:
    return f" ; vouliez-vous écrire {_guillemets(proches[0])} ?" if proches else "."


def _guillemets(mot: str) -> str:
    return f"« {mot} »"
