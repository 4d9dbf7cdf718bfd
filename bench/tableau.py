"""Toutes les mesures gardées, en rapports à leurs références : un seul tableau."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.mesurer import RESULTATS, arrondi, ecrire

# Une mesure à 10 % de ce qui est visé en est « voisine ».
VOISIN = 1.1
LOURDES = 5


@dataclass(frozen=True, slots=True)
class Ligne:
    """`rapport` : la mesure sur sa référence ; `vise` : ce qu'il ne doit pas dépasser."""

    domaine: str
    mesure: str
    reference: str
    rapport: float
    vise: float | None = None

    @property
    def est_atteinte(self) -> bool:
        return self.vise is None or self.rapport <= self.vise


Lignes = Iterator[Ligne]


def lire_pages(releve: dict, domaine: str = "pages") -> Lignes:
    for taille in releve["tailles"]:
        for page in taille["pages"]:
            mesure = f"{page['adresse']}, {taille['communes']} communes"
            yield Ligne(domaine, mesure, "page triviale", page["rapport"], page["vise"])


def lire_administration(releve: dict) -> Lignes:
    return lire_pages(releve, "administration")


def lire_rapport(releve: dict) -> Lignes:
    for taille in releve["tailles"]:
        nom = f"{taille['communes']} communes, {taille['exercices']} exercice(s)"
        part = taille["part_donnees_et_html"]
        yield Ligne("rapport", f"données et HTML, {nom}", "PDF du site", part, 0.10)
        face_a = {moteur: mesures["secondes"] for moteur, mesures in taille["site_face_a"].items()}
        pdf = f"PDF, {nom}"
        yield Ligne("rapport", pdf, "WeasyPrint seul", face_a["seul"])
        yield Ligne("rapport", pdf, "WeasyPrint sans réglage", face_a["sans_reglage"], 0.70)
        yield Ligne("rapport", pdf, "impression Chromium", face_a["chromium"], 2.5)
    for forme in ["html", "pdf"]:
        lent = max(apercu[forme] for apercu in releve["apercus"])
        mesure = f"aperçu {forme.upper()} du chapitre le plus lent"
        yield Ligne("rapport", mesure, "1,5 s", lent / 1.5, 1)
    premiere, *_, derniere = releve["memoire_mo"]
    yield Ligne("rapport", "mémoire après cinq rendus", "après le premier", derniere / premiere)
    requetes = releve["telechargement"]["requetes"]
    yield Ligne("rapport", "second téléchargement", "2 requêtes", requetes / 2, 1)


def lire_simulation(releve: dict) -> Lignes:
    moteur = "moteur seul"
    yield Ligne("simulation", "deux services changés", moteur, releve["face_au_moteur"], VOISIN)
    yield Ligne("simulation", "tous changés", moteur, releve["tous_changes_face_au_moteur"])
    yield Ligne("simulation", "page, base comprise", moteur, releve["page_face_au_moteur"])
    yield Ligne("simulation", "deux services changés", "2 s", releve["secondes"] / 2, 1)
    yield Ligne("simulation", "page, base comprise", "2 s", releve["page"] / 2, 1)
    yield Ligne("simulation", "page, base comprise", "15 requêtes", releve["requetes"] / 15, 1)
    croissance = releve["deux_fois_plus_de_communes"]
    yield Ligne("simulation", "158 communes", "79 communes", croissance, 2 * VOISIN)


def lire_controles(releve: list) -> Lignes:
    for taille in releve:
        for controle in taille["controles"]:
            mesure = f"{controle['code']}, {taille['communes']} communes"
            yield Ligne("controles", mesure, "SQL brut", controle["rapport"])
        tous = taille["controles"][0]["secondes"]
        yield Ligne("controles", f"tous, {taille['communes']} communes", "5 s", tous / 5, 1)


def lire_exports(releve: list) -> Lignes:
    for export in releve:
        mesure = f"{export['format']}, {export['lignes']} lignes"
        yield Ligne("exports", mesure, "SQL brut", export["secondes"] / export["sql_brut"])


def lire_imports(releve: list) -> Lignes:
    for importe in releve:
        mesure = f"{importe['epreuve']}, {importe['format']}"
        total = importe["lecture"] + importe["apercu"] + importe["application"]
        yield Ligne("imports", mesure, "SQL brut", total / importe["sql_brut"])
        yield Ligne("imports", mesure, "60 s", total / 60, 1)
        yield Ligne("imports", f"{mesure}, mémoire", "300 Mo", importe["pic"] / 300, 1)


def lire_navigateur(releve: list) -> Lignes:
    for page in releve:
        adresse = page["adresse"]
        yield Ligne("navigateur", adresse, "page triviale", page["rapport"])
        yield Ligne("navigateur", adresse, "1 s", page["premier_affichage"] / 1000, 1)
        yield Ligne("navigateur", f"{adresse}, poids", "200 ko", page["octets"] / 200_000, 1)


def lire_charge(releve: dict) -> Lignes:
    ensemble, erreurs = releve["ensemble"], sum(releve["erreurs"].values())
    yield Ligne("charge", "erreurs", "réponses", erreurs / ensemble["reponses"], 0)
    retard = releve["debit_demande"] / releve["debit"]
    yield Ligne("charge", "pages demandées", "pages servies", retard, VOISIN)
    yield Ligne("charge", "p95 de l’ensemble", "200 ms", ensemble["p95"] / 200, 1)
    ralenties = [page["ralentie"] for page in releve["pages"] if page["ralentie"]]
    if ralenties:
        pire = max(ralenties)
        yield Ligne("charge", "page la plus ralentie par un PDF", "sans PDF", pire, 1.3)
    # Au début, chaque processus n'a pas encore composé chaque page.
    memoire = max(m["fin"] / m["mi_parcours"] for m in releve["memoire"])
    yield Ligne("charge", "mémoire d’un processus web à la fin", "à mi-parcours", memoire, VOISIN)


DOMAINES: dict[str, Callable[..., Lignes]] = {
    "pages": lire_pages,
    "administration": lire_administration,
    "rapport": lire_rapport,
    "simulation": lire_simulation,
    "controles": lire_controles,
    "exports": lire_exports,
    "imports": lire_imports,
    "navigateur": lire_navigateur,
    "charge": lire_charge,
}


def lire(domaine: str, dossier: Path = RESULTATS) -> list[Ligne]:
    """Rien si ce domaine n'a pas été mesuré."""
    fichier = dossier / f"{domaine}.json"
    if not fichier.exists():
        return []
    return list(DOMAINES[domaine](json.loads(fichier.read_text("utf-8"))))


def retenir(lignes: list[Ligne]) -> list[Ligne]:
    """Les lignes visées, puis les plus lourdes des autres."""
    libres = [ligne for ligne in lignes if ligne.vise is None]
    lourdes = sorted(libres, key=lambda ligne: -ligne.rapport)[:LOURDES]
    return [ligne for ligne in lignes if ligne.vise is not None] + lourdes


def decrire(ligne: Ligne) -> str:
    but = f"au plus {arrondi(ligne.vise, 2)}" if ligne.vise is not None else ""
    marque = " " if ligne.est_atteinte else "✗"
    return f"{marque} {arrondi(ligne.rapport, 2):>8}  {but:14}  {ligne.mesure} / {ligne.reference}"


def afficher(par_domaine: Mapping[str, list[Ligne]]) -> None:
    for domaine, lignes in par_domaine.items():
        ecrire(f"\n{domaine}" if lignes else f"\n{domaine} : non mesuré")
        for ligne in retenir(lignes):
            ecrire(f"  {decrire(ligne)}")


def main() -> None:
    afficher({domaine: lire(domaine) for domaine in DOMAINES})
