"""Chapitres du rapport que fournit la gouvernance : étapes, cadre juridique."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite, Etape, Texte


@dataclass(frozen=True, slots=True)
class Identite:
    """De quoi reconnaître une collectivité ailleurs ; un CCAS porte le code de sa commune."""

    nom: str
    nature: str
    code_insee: str
    siren: str


@dataclass(frozen=True, slots=True)
class EtapeDatee:
    quand: str
    annee: int
    titre: str
    recit: str
    communes: tuple[str, ...]
    nombre_communes: int | None


@dataclass(frozen=True, slots=True)
class TexteCite:
    reference: str
    objet: str
    contenu: str
    version_citee: str
    date_verification: date | None
    evolution: str


@dataclass(frozen=True, slots=True)
class CategorieTextes:
    titre: str
    textes: tuple[TexteCite, ...]


def grouper_avec_ccas(collectivites: Iterable[Collectivite]) -> tuple[str, ...]:
    """« Chenôve et son CCAS », « Ahuy », « CCAS de Dijon » : chaque commune une seule fois.

    Un CCAS dont la commune est présente se joint à elle ; les noms sont dans l'ordre.
    """
    presentes = list(collectivites)
    communes = {c.pk for c in presentes if c.nature != Collectivite.Nature.CCAS}
    avec_ccas = {c.commune_id for c in presentes}
    return tuple(
        f"{c.nom} et son CCAS" if c.pk in avec_ccas else c.nom
        for c in sorted(presentes, key=lambda c: c.nom_de_tri)
        if c.commune_id not in communes
    )


def identifier(collectivite: Collectivite) -> Identite:
    return Identite(
        nom=collectivite.nom,
        nature=collectivite.nature,
        code_insee=(collectivite.commune or collectivite).code_insee,
        siren=collectivite.siren,
    )


def lire_etapes(annee: int) -> tuple[EtapeDatee, ...]:
    """Étapes de la construction intercommunale, jusqu'à la fin de l'année."""
    etapes = Etape.objects.filter(date__year__lte=annee).prefetch_related("communes")
    return tuple(
        EtapeDatee(
            quand=date_en_lettres(etape.date, etape.precision),
            annee=etape.date.year,
            titre=etape.titre,
            recit=etape.recit,
            communes=tuple(commune.nom for commune in etape.communes.all()),
            nombre_communes=etape.nombre_communes,
        )
        for etape in etapes
    )


def lire_cadre_juridique() -> tuple[CategorieTextes, ...]:
    """Textes cités, avec la version citée et ce qui a changé depuis."""
    textes = list(Texte.objects.all())
    categories = (
        CategorieTextes(
            titre=categorie.label,
            textes=tuple(
                TexteCite(
                    reference=texte.reference,
                    objet=texte.objet,
                    contenu=texte.contenu,
                    version_citee=texte.version_citee,
                    date_verification=texte.date_verification,
                    evolution=texte.evolution,
                )
                for texte in textes
                if texte.categorie == categorie
            ),
        )
        for categorie in Texte.Categorie
    )
    return tuple(categorie for categorie in categories if categorie.textes)
