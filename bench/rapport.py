"""Le rapport : ce que coûte chaque étape, face à WeasyPrint seul et à Chromium."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench import enfants
from bench.enfants import Rendu
from bench.lecteurs import Apercu, Telechargement, lire_apercus, suivre_la_memoire, telecharger
from bench.mesurer import arrondi, chronometrer, ecrire, garder
from bench.metropole import agrandir, le_temps_de_mesurer, prolonger
from mutualisation.rapport.annexes import annexes
from mutualisation.rapport.contenu import ContenuRapport, construire_rapport
from mutualisation.rapport.formes import type_mime
from mutualisation.rapport.pdf import PieceJointe
from mutualisation.rapport.rendu import rendre_html

ANNEE = 2020
# Communes, exercices en base, tours : le dernier exercice seul se rend, les autres se lisent.
TAILLES = [(23, 1, 3), (158, 1, 1), (23, 10, 1), (158, 10, 1)]
SANS_REGLAGE = Path(__file__).with_name("sans_reglage.css")
VISES = {"seul": "", "sans_reglage": ", au plus 0,70 visé", "chromium": ", moins de 2,5 visé"}


@dataclass(frozen=True, slots=True)
class Taille:
    """Une taille de métropole : les rendus de chaque moteur sont dans le même ordre."""

    communes: int
    exercices: int
    requetes: int
    donnees: float
    html: float
    octets_du_html: int
    site: tuple[Rendu, ...]
    seul: tuple[Rendu, ...]
    sans_reglage: tuple[Rendu, ...]
    chromium: tuple[Rendu, ...]

    @property
    def part(self) -> float:
        """Ce que les données et le HTML prennent du temps qu'il faut pour le PDF."""
        return (self.donnees + self.html) / mediane(self.site, "secondes")

    def face_a(self, autre: str, mesure: str = "secondes") -> float:
        """Médiane des rapports de chaque paire, mesurée coup sur coup."""
        paires = zip(self.site, getattr(self, autre), strict=True)
        return median(getattr(a, mesure) / getattr(b, mesure) for a, b in paires)


def mediane(rendus: Iterable[Rendu], mesure: str) -> float:
    return median(getattr(rendu, mesure) for rendu in rendus)


def mesurer_taille(communes: int, exercices: int, tours: int) -> Taille:
    with le_temps_de_mesurer():
        agrandir(communes, ANNEE)
        prolonger(exercices, ANNEE)
        donnees, requetes = chronometrer(lambda: construire_rapport(ANNEE))
        contenu = construire_rapport(ANNEE)
    html, _ = chronometrer(lambda: rendre_html(contenu))
    document = rendre_html(contenu)
    rendus = [
        {nom: rendre() for nom, rendre in moteurs(document, joindre(contenu)).items()}
        for _ in range(tours)
    ]
    return Taille(
        communes=communes,
        exercices=exercices,
        requetes=requetes,
        donnees=donnees,
        html=html,
        octets_du_html=len(document.encode()),
        **{nom: tuple(tour[nom] for tour in rendus) for nom in rendus[0]},
    )


def joindre(contenu: ContenuRapport) -> list[PieceJointe]:
    return [
        PieceJointe(annexe.nom, annexe.titre, type_mime(annexe.nom), annexe.octets)
        for annexe in annexes(contenu)
    ]


def moteurs(document: str, pieces: list[PieceJointe]) -> dict[str, Callable[[], Rendu]]:
    """Les quatre rendus d'un tour, alternés pour subir les mêmes à-coups de la machine."""
    libre = document.replace("</style>", f"{SANS_REGLAGE.read_text()}</style>", 1)
    seul = enfants.rendre_avec_weasyprint_seul
    return {
        "site": partial(enfants.mesurer, enfants.rendre_comme_le_site, document, pieces),
        "seul": partial(enfants.mesurer, seul, document),
        "sans_reglage": partial(enfants.mesurer, seul, libre),
        "chromium": partial(enfants.mesurer, enfants.imprimer_avec_chromium, document),
    }


def ecrire_taille(taille: Taille) -> None:
    ecrire(f"\nRapport {ANNEE}, {taille.communes} communes, {taille.exercices} exercice(s) en base")
    ecrire(f"  données       {arrondi(taille.donnees, 2):>6} s  {taille.requetes} requêtes")
    poids = arrondi(taille.octets_du_html / 1e6, 1)
    ecrire(f"  HTML          {arrondi(taille.html, 2):>6} s  {poids} Mo")
    for nom in ["site", *VISES]:
        rendus = getattr(taille, nom)
        secondes, pic = mediane(rendus, "secondes"), mediane(rendus, "pic")
        ecrire(
            f"  {nom:13} {arrondi(secondes, 1):>6} s  {rendus[0].pages} pages, "
            f"{arrondi(pic)} Mo au pic, fichier de {arrondi(rendus[0].octets / 1e6, 1)} Mo"
        )
    ecrire(f"  (données + HTML) / PDF       {arrondi(taille.part, 2)}, moins de 0,10 visé")
    for autre, visee in VISES.items():
        ecrire(f"  PDF / {autre:15} {arrondi(taille.face_a(autre), 2):>11}{visee}")


def ecrire_apercus(apercus: list[Apercu]) -> None:
    ecrire("\nAperçu d’un seul chapitre, lecture des données comprise : moins de 1,5 s visé")
    for apercu in apercus:
        ecrire(
            f"  {apercu.chapitre:20} HTML {arrondi(apercu.html, 2)} s, "
            f"PDF {arrondi(apercu.pdf, 2)} s, {apercu.pages} pages"
        )


def ecrire_telechargement(telechargement: Telechargement) -> None:
    ecrire("\nSecond téléchargement d’une édition, aucun rendu permis")
    ecrire(
        f"  {telechargement.requetes} requêtes (2 au plus), "
        f"{arrondi(1000 * telechargement.secondes)} ms, {telechargement.octets} octets"
    )
    ecrire(
        f"  déjà chez le lecteur : {telechargement.requetes_si_connu} requête(s), "
        f"{arrondi(1000 * telechargement.secondes_si_connu)} ms, rien à envoyer"
    )


def resumer(taille: Taille) -> dict:
    """Nombres arrondis : deux exécutions se comparent ligne à ligne."""
    moteurs = {
        nom: {
            "pages": rendus[0].pages,
            "octets": rendus[0].octets,
            "secondes": round(mediane(rendus, "secondes"), 1),
            "tours": len(rendus),
            "pic_mo": round(mediane(rendus, "pic")),
        }
        for nom in ["site", *VISES]
        if (rendus := getattr(taille, nom))
    }
    return {
        "communes": taille.communes,
        "exercices": taille.exercices,
        "requetes": taille.requetes,
        "octets_du_html": taille.octets_du_html,
        "part_donnees_et_html": round(taille.part, 3),
        "site_face_a": {
            autre: {m: round(taille.face_a(autre, m), 2) for m in mesures_comparables(autre)}
            for autre in VISES
        },
        "moteurs": moteurs,
    }


def mesures_comparables(autre: str) -> list[str]:
    """Chromium travaille dans des processus dont il ne rend pas le temps de calcul."""
    return ["secondes"] if autre == "chromium" else ["secondes", "calcul", "pic"]


def main() -> None:
    resultats = {"logiciels": {nom: version(nom) for nom in ["weasyprint", "pikepdf", "django"]}}
    telechargement = telecharger(ANNEE)
    ecrire_telechargement(telechargement)
    resultats["telechargement"] = asdict(telechargement)
    apercus = lire_apercus(ANNEE)
    ecrire_apercus(apercus)
    resultats["apercus"] = [asdict(apercu) for apercu in apercus]
    memoire = suivre_la_memoire(rendre_html(construire_rapport(ANNEE)))
    ecrire("\nMémoire du processus appelant après chaque rendu, en Mo")
    ecrire(f"  {' '.join(arrondi(mo, 1) for mo in memoire)}")
    resultats["memoire_mo"] = memoire
    resultats["tailles"] = []
    for taille in TAILLES:
        mesuree = mesurer_taille(*taille)
        ecrire_taille(mesuree)
        resultats["tailles"].append(resumer(mesuree))
        # À chaque taille : une mesure interrompue laisse ce qu'elle a fini.
        garder("rapport", resultats)
