"""Plan du rapport : ses chapitres dans l'ordre, pour le sommaire, le papier et l'écran."""

from dataclasses import dataclass

from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.variables import resoudre


@dataclass(frozen=True, slots=True)
class Section:
    ancre: str
    titre: str


@dataclass(frozen=True, slots=True)
class Chapitre:
    """`texte` est le récit en Markdown, chiffres compris ; vide s'il n'y en a pas.

    `est_seul` : relu sans les autres, auxquels il ne peut renvoyer.
    """

    ancre: str
    titre: str
    texte: str = ""
    sections: tuple[Section, ...] = ()
    est_seul: bool = False

    @property
    def gabarit(self) -> str:
        return f"rapport/chapitres/_{self.ancre.replace('-', '_')}.html"


def composer_plan(rapport: ContenuRapport) -> tuple[Chapitre, ...]:
    """Les chapitres, avec les ancres que portent leurs gabarits."""

    def texte(chapitre: str) -> str:
        return resoudre(rapport.texte(chapitre), rapport)

    return (
        Chapitre("essentiel", "L’essentiel", texte("essentiel")),
        Chapitre("etapes", "Les grandes étapes", texte("etapes")),
        Chapitre("cadre-juridique", "Le cadre juridique", texte("cadre_juridique")),
        Chapitre(
            "realisations",
            f"Les réalisations {rapport.annee}",
            texte("realisations"),
            tuple(Section(f"domaine-{f.code}", f.titre) for f in rapport.fiches),
        ),
        Chapitre("adhesions", "Qui adhère à quoi"),
        Chapitre("ressources-humaines", "Les ressources humaines", texte("ressources_humaines")),
        Chapitre("financement", "Le financement", texte("financement")),
        Chapitre("gouvernance", "La gouvernance", texte("gouvernance")),
        Chapitre("cooperations", "Les autres mutualisations", texte("cooperations")),
        Chapitre("perspectives", "Les perspectives", texte("perspectives")),
        Chapitre("methode", "Note de méthode", texte("methode")),
        Chapitre(
            "communes",
            "Une fiche par commune",
            sections=tuple(Section(f"commune-{c.code_insee}", c.nom) for c in rapport.communes),
        ),
    )
