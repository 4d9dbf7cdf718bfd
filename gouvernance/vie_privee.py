"""Ce qui ressemble au nom d'une personne dans un texte libre : aucun agent n'y est nommé."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from gouvernance.francais import cle_de_tri

# Les plus portés en France, sans accent ; ceux qui sont aussi des mots manquent exprès.
PRENOMS = frozenset(Path(__file__).with_name("prenoms.txt").read_text(encoding="utf-8").split())
# « Monsieur le Maire », « Mme la Directrice » : une fonction, non un nom.
FONCTIONS = "Maire|Mairesse|Président|Préfet|Direct|Adjoint|Conseill|Ministre|Vice|Secrétaire"
NOM = rf"(?!(?:{FONCTIONS}))" r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
PARTICULE = r"(?:(?:de|du|des|le|la|van|von|ben|el)\s+|d[’'])?"
CIVILITE = re.compile(
    rf"(?<!\w)(?:M\.|MM\.|Mme|Mmes|Mlle|Mr|Dr|[Mm]onsieur|[Mm]adame)\s+{PARTICULE}{NOM}(?:\s+{NOM})?"
)
PRENOM_ET_NOM = re.compile(rf"(?<![\w’'-])({NOM})\s+{PARTICULE}({NOM})")
# « rue Jean Jaurès », « école Marie Curie » : un lieu porte le nom de qui n'est pas un agent.
LIEUX = re.compile(
    "allees?|avenue|bibliotheque|boulevard|centre|cite|college|complexe|cours|creche|ecole|espace"
    "|esplanade|fondation|gymnase|hotel|impasse|lycee|maison|mediatheque|parc|passage|place|pont"
    "|prix|quai|quartier|residence|route|rue|salle|square|stade|theatre|tour|universite"
)
LIEU_DEVANT = re.compile(r"([\w-]+)\s+(?:de\s+|du\s+|des\s+|la\s+|le\s+|d[’'])*$")


def noms_possibles(texte: str, connus: Collection[str] = ()) -> list[str]:
    """Passages qui semblent nommer une personne, dans l'ordre, sans doublon.

    Une civilité suivie d'un nom, ou un prénom répandu suivi d'un mot à majuscule. Les lieux qui
    portent un nom propre n'en sont pas, ni les `connus`, élus dont la fonction est publique.

    Unités : des extraits du texte.
    Erreurs : aucune ; c'est un soupçon, jamais une certitude, et il ne bloque rien.
    Source : RGPD, art. 5, 1, c (minimisation).
    """
    admis = {cle_de_tri(nom) for nom in connus}
    trouves = (" ".join(passage.split()) for passage in _passages(texte))
    return [nom for nom in dict.fromkeys(trouves) if not _est_connu(nom, admis)]


def _passages(texte: str) -> Iterator[str]:
    fins = -1
    morceaux = [
        *CIVILITE.finditer(texte),
        *(m for m in PRENOM_ET_NOM.finditer(texte) if _est_un_prenom(m, texte)),
    ]
    for morceau in sorted(morceaux, key=lambda m: (m.start(), -m.end())):
        if morceau.start() >= fins:
            fins = morceau.end()
            yield morceau.group()


def _est_un_prenom(morceau: re.Match, texte: str) -> bool:
    premier = cle_de_tri(morceau.group(1)).partition("-")[0]
    if premier not in PRENOMS:
        return False
    devant = LIEU_DEVANT.search(texte, 0, morceau.start())
    return not (devant and LIEUX.fullmatch(cle_de_tri(devant.group(1))))


def _est_connu(passage: str, admis: set[str]) -> bool:
    """Vrai si le passage finit par le nom d'un élu, ou son prénom et son nom."""
    cle = cle_de_tri(passage)
    return any(cle == nom or cle.endswith(f" {nom}") for nom in admis)
