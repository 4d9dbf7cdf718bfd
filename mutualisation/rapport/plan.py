"""Plan du rapport : ses chapitres dans l'ordre, pour le sommaire, le papier et l'écran."""

from dataclasses import dataclass

from mutualisation.rapport.contenu import ContenuRapport


@dataclass(frozen=True, slots=True)
class Section:
    ancre: str
    titre: str


@dataclass(frozen=True, slots=True)
class Chapitre:
    """`texte` est le récit écrit en Markdown, vide s'il n'y en a pas."""

    ancre: str
    titre: str
    texte: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def gabarit(self) -> str:
        return f"rapport/chapitres/_{self.ancre.replace('-', '_')}.html"


def composer_plan(rapport: ContenuRapport) -> tuple[Chapitre, ...]:
    """Les chapitres, avec les ancres que portent leurs gabarits."""
    textes = rapport.textes
    return (
        Chapitre("essentiel", "L’essentiel", textes["essentiel"]),
        Chapitre("etapes", "Les grandes étapes", textes["etapes"]),
        Chapitre("cadre-juridique", "Le cadre juridique", textes["cadre_juridique"]),
        Chapitre(
            "realisations",
            f"Les réalisations {rapport.annee}",
            textes["realisations"],
            tuple(Section(f"domaine-{f.code}", f.titre) for f in rapport.fiches),
        ),
        Chapitre("adhesions", "Qui adhère à quoi"),
        Chapitre("ressources-humaines", "Les ressources humaines", textes["ressources_humaines"]),
        Chapitre("financement", "Le financement", textes["financement"]),
        Chapitre("gouvernance", "La gouvernance", textes["gouvernance"]),
        Chapitre("cooperations", "Les autres mutualisations", textes["cooperations"]),
        Chapitre("perspectives", "Les perspectives", textes["perspectives"]),
        Chapitre("methode", "Note de méthode", textes["methode"]),
        Chapitre(
            "communes",
            "Une fiche par commune",
            sections=tuple(Section(f"commune-{c.code_insee}", c.nom) for c in rapport.communes),
        ),
    )
