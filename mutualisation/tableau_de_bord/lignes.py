"""Où s'ouvre chaque chiffre de la page d'une commune : les lignes qui le font, et elles seules."""

from dataclasses import dataclass

from django.urls import reverse

from gouvernance.models import Collectivite
from mutualisation.communes import FicheCommune
from mutualisation.tableau_de_bord.exercices import Etat


@dataclass(frozen=True, slots=True)
class Lignes:
    """Adresses des listes, au jour de la page ; vide quand il n'y a rien à ouvrir."""

    services: str
    adhesions: str
    participations: str
    transferts: str
    aides: str
    cooperations: str


def adresses_des_lignes(commune: Collectivite, fiche: FicheCommune, etat: Etat) -> Lignes:
    au = etat.jour.isoformat()
    siennes = {"commune": commune.pk}
    # Le jour nomme un exercice, même un que la liste ne propose pas encore.
    exercice = {"au": au} if etat.est_un_jour_choisi else {"exercice": fiche.annee}
    payees = {"payeur": commune.pk, "etat": "applicable", **exercice}
    return Lignes(
        services=_si(fiche.services, "service_liste", adherent=commune.pk, au=au),
        adhesions=_si(fiche.services, "adhesion_liste", **siennes, au=au),
        participations=_si(fiche.montants, "participation_liste", **payees),
        transferts=_si(fiche.agents_transferes, "transfert_liste", **siennes, au=au),
        aides=_si(fiche.aides, "saisine_liste", **siennes, annee=fiche.annee),
        cooperations=_si(fiche.cooperations, "cooperation_liste", **siennes, au=au),
    )


def _si(contenu, liste: str, **filtres: int | str) -> str:
    return reverse(liste, query=filtres) if contenu else ""
