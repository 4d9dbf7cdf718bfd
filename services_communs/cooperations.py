"""Page d'une coopération : qui y prend part, à quel titre, sur quelle base."""

from dataclasses import dataclass

from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite
from services_communs.models import Cooperation, PartieCooperation


@dataclass(frozen=True, slots=True)
class Partie:
    """Sans adresse, la personne ne peut pas ouvrir la page de cette commune."""

    nom: str
    role: str
    adresse: str


@dataclass(frozen=True, slots=True)
class PageCooperation:
    cooperation: Cooperation
    periode: str
    parties: tuple[Partie, ...]


def construire_page(cooperation: Cooperation, utilisateur) -> PageCooperation:
    """Page de la coopération pour cette personne, en un nombre constant de requêtes."""
    communes = Collectivite.objects.visibles_par(utilisateur).communes()
    ouvrables = set(communes.values_list("pk", flat=True))
    parties = cooperation.parties.select_related("collectivite__commune")
    return PageCooperation(
        cooperation=cooperation,
        periode=_periode(cooperation),
        parties=tuple(
            _partie(partie, ouvrables)
            for partie in parties.order_by("collectivite__nom_de_tri", "pk")
        ),
    )


def _partie(partie: PartieCooperation, ouvrables: set[int]) -> Partie:
    collectivite = partie.collectivite
    commune = collectivite.commune_id or collectivite.pk
    return Partie(
        nom=collectivite.nom,
        role=partie.get_role_display(),
        adresse=collectivite.get_absolute_url() if commune in ouvrables else "",
    )


def _periode(cooperation: Cooperation) -> str:
    """« depuis le 1er mai 2017 », « jusqu'au 31 décembre 2020 », ou rien si rien n'est connu."""
    debut, fin = cooperation.date_debut, cooperation.date_fin
    bornes = [
        f"depuis le {date_en_lettres(debut)}" if debut else "",
        f"jusqu’au {date_en_lettres(fin)}" if fin else "",
    ]
    return ", ".join(borne for borne in bornes if borne)
