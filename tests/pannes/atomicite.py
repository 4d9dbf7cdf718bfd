"""Ce qui, dans le code, écrit plusieurs fois hors d'une transaction ; lu sans l'exécuter."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

ECRITURES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create"}
ECRITURES |= {"update_or_create", "save_m2m", "log_change"}
# Ce qu’un verrou protège s’écrit dans la transaction qui l’a pris.
ECRITURES |= {"select_for_update", "attendre_les_ecritures"}
# Les gestes que la page d'administration de Django mène sous sa propre transaction.
SOUS_CELLE_DE_L_ADMIN = {"response_change", "save_model", "save_related", "save_formset"}
BOUCLES = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SORTIES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True, slots=True)
class Appel:
    """`appelee` : la fonction du code, si l'appel se laisse résoudre."""

    appelee: str
    ecrit: bool
    en_boucle: bool
    est_protege: bool


@dataclass(frozen=True, slots=True)
class Choix:
    """Branches dont une seule s'exécute."""

    branches: list[list]


@dataclass(frozen=True, slots=True)
class Fonction:
    est_atomique: bool
    corps: list[Appel | Choix]


def est_atomic(noeud: ast.AST) -> bool:
    """`transaction.atomic`, avec ou sans arguments."""
    appele = noeud.func if isinstance(noeud, ast.Call) else noeud
    return ast.unparse(appele) == "transaction.atomic"


def est_atomique(fonction: ast.FunctionDef, classe: ast.ClassDef | None) -> bool:
    """Par son décorateur, celui de toute la vue, ou l'admin qui l'appelle."""
    sur_la_vue = [
        decorateur.args[0]
        for decorateur in (classe.decorator_list if classe else ())
        if isinstance(decorateur, ast.Call) and ast.unparse(decorateur.func) == "method_decorator"
    ]
    return fonction.name in SOUS_CELLE_DE_L_ADMIN or any(
        map(est_atomic, [*fonction.decorator_list, *sur_la_vue])
    )


def ecrit(appel: ast.Call) -> bool:
    match appel.func:
        case ast.Attribute(attr="update"):
            # Celui d'un dictionnaire ou d'un ensemble reçoit un objet.
            return bool(appel.keywords) and not appel.args
        case ast.Attribute(value=ast.Name(id="cache" | "pdf" | "sortie")):
            return False
        case ast.Attribute(attr=nom) | ast.Name(id=nom):
            return nom in ECRITURES
    return False


class Code:
    """Toutes les fonctions des modules, par « module.fonction » ; `textes` par module."""

    def __init__(self, textes: Mapping[str, str]):
        self.arbres = {module: ast.parse(texte) for module, texte in textes.items()}
        self.importes = {module: importes(arbre) for module, arbre in self.arbres.items()}
        self.noms = {
            f"{module}.{noeud.name}": noeud
            for module, arbre in self.arbres.items()
            for noeud in ast.walk(arbre)
            if isinstance(noeud, ast.FunctionDef)
        }
        compte = Counter(nom.rpartition(".")[2] for nom in self.noms)
        # Un verbe de modèle que rien d'autre ne porte se reconnaît à son seul nom.
        self.verbes = {
            court: nom
            for nom in self.noms
            if ".models." in nom and compte[court := nom.rpartition(".")[2]] == 1
        }
        classes = {
            methode: classe
            for arbre in self.arbres.values()
            for classe in ast.walk(arbre)
            if isinstance(classe, ast.ClassDef)
            for methode in classe.body
        }
        self.fonctions = {
            nom: Fonction(
                est_atomique(noeud, classes.get(noeud)),
                Lecture(self, nom.rpartition(".")[0]).suivre(noeud.body),
            )
            for nom, noeud in self.noms.items()
        }

    def resoudre(self, appel: ast.Call, module: str) -> str:
        connus = self.importes[module]
        match appel.func:
            case ast.Name(id=nom):
                complet = connus.get(nom, f"{module}.{nom}")
            case ast.Attribute(value=ast.Name(id=objet), attr=nom) if objet in connus:
                complet = f"{connus[objet]}.{nom}"
            case ast.Attribute(attr=nom):
                complet = f"{module}.{nom}"
                complet = complet if complet in self.noms else self.verbes.get(nom, "")
            case _:
                return ""
        return complet if complet in self.noms else ""


def importes(arbre: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: f"{noeud.module}.{alias.name}"
        for noeud in arbre.body
        if isinstance(noeud, ast.ImportFrom)
        for alias in noeud.names
    }


@dataclass(frozen=True, slots=True)
class Lecture:
    """Les appels d'un bloc, dans l'ordre où ils peuvent se suivre."""

    code: Code
    module: str
    en_boucle: bool = False
    est_protege: bool = False

    def suivre(self, bloc: Sequence[ast.AST]) -> list[Appel | Choix]:
        if not bloc:
            return []
        noeud, *suite = bloc
        if isinstance(noeud, ast.If):
            sinon = self.suivre(noeud.orelse)
            alors = self.suivre(noeud.body)
            if isinstance(noeud.body[-1], SORTIES):
                branches = [alors, sinon + self.suivre(suite)]
                return [*self.lire(noeud.test), Choix(branches)]
            return [*self.lire(noeud.test), Choix([alors, sinon]), *self.suivre(suite)]
        return [*self.lire(noeud), *self.suivre(suite)]

    def lire(self, noeud: ast.AST) -> list[Appel | Choix]:
        dedans = self
        if isinstance(noeud, ast.With) and any(est_atomic(e.context_expr) for e in noeud.items):
            dedans = replace(self, est_protege=True)
        if isinstance(noeud, BOUCLES):
            dedans = replace(self, en_boucle=True)
        if isinstance(noeud, ast.FunctionDef):
            return []
        if isinstance(noeud, ast.Match):
            return [*self.lire(noeud.subject), Choix([dedans.suivre(c.body) for c in noeud.cases])]
        lus = []
        if isinstance(noeud, ast.Call):
            appelee = self.code.resoudre(noeud, self.module)
            lus.append(Appel(appelee, ecrit(noeud), self.en_boucle, self.est_protege))
        for _, valeur in ast.iter_fields(noeud):
            if isinstance(valeur, list):
                lus += dedans.suivre([v for v in valeur if isinstance(v, ast.AST)])
            elif isinstance(valeur, ast.AST):
                lus += dedans.lire(valeur)
        return lus


def fautes(textes: Mapping[str, str]) -> set[str]:
    """Fonctions qui écrivent plus d'une fois hors d'une transaction, la leur ou celle
    de tous ceux qui les appellent."""
    fonctions = Code(textes).fonctions
    return ecrivent_plusieurs_fois(fonctions) - couvrir(fonctions)


def ecrivent_plusieurs_fois(fonctions: Mapping[str, Fonction]) -> set[str]:
    return {nom for nom, poids in peser(fonctions).items() if poids > 1}


def peser(fonctions: Mapping[str, Fonction]) -> dict[str, int]:
    """0 : n'écrit pas ; 1 : en une instruction ou une transaction ; 2 : en plusieurs."""
    poids = dict.fromkeys(fonctions, 0)

    def peser_un(element: Appel | Choix, protege: bool) -> int:
        """Ce qui s'écrit sous une transaction, ou hors d'elle."""
        if isinstance(element, Choix):
            return max(peser_un_bloc(branche, protege) for branche in element.branches)
        if element.est_protege != protege:
            return 0
        # Les fautes d'une fonction sont dites chez elle, non chez qui l'appelle.
        un = max(element.ecrit, min(poids.get(element.appelee, 0), 1))
        return 2 * un if element.en_boucle else un

    def peser_un_bloc(bloc: list[Appel | Choix], protege: bool) -> int:
        return sum(peser_un(element, protege) for element in bloc)

    def peser_une(fonction: Fonction) -> int:
        sous_transaction = min(peser_un_bloc(fonction.corps, True), 1)
        total = peser_un_bloc(fonction.corps, False) + sous_transaction
        return min(total, 1 if fonction.est_atomique else 2)

    while (nouveaux := {nom: peser_une(f) for nom, f in fonctions.items()}) != poids:
        poids = nouveaux
    return poids


def appels(bloc: list[Appel | Choix]) -> Iterator[Appel]:
    for element in bloc:
        if isinstance(element, Appel):
            yield element
        else:
            for branche in element.branches:
                yield from appels(branche)


def couvrir(fonctions: Mapping[str, Fonction]) -> set[str]:
    """Celles qui sont atomiques, ou appelées seulement depuis une transaction."""
    appelants = defaultdict(list)
    for nom, fonction in fonctions.items():
        for appel in appels(fonction.corps):
            appelants[appel.appelee].append((nom, appel.est_protege))
    couvertes = {nom for nom, fonction in fonctions.items() if fonction.est_atomique}
    while nouvelles := {
        nom
        for nom in fonctions.keys() - couvertes
        if appelants[nom]
        and all(protege or appelant in couvertes for appelant, protege in appelants[nom])
    }:
        couvertes |= nouvelles
    return couvertes
