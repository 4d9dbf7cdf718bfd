"""Page du calendrier : les échéances d'une période, mois par mois, et les retards d'avant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from gouvernance.echeances.contenu import Echeance, Etat, lire_echeances
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite
from gouvernance.regles.calendrier import RendezVous, calendrier_de

# Un retard plus ancien se lit à la page de sa séance.
RETARDS_MONTRES = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Mois:
    ancre: str
    titre: str
    echeances: tuple[Echeance, ...]


@dataclass(frozen=True, slots=True)
class Calendrier:
    debut: date
    fin: date
    retards: tuple[Echeance, ...]
    mois: tuple[Mois, ...]
    sans_date: tuple[RendezVous, ...]

    @property
    def nombre(self) -> int:
        return sum(len(mois.echeances) for mois in self.mois)

    @property
    def a_venir(self) -> tuple[Echeance, ...]:
        """Ce qui reste à faire, retards compris."""
        dues = (e for mois in self.mois for e in mois.echeances)
        return (*self.retards, *(e for e in dues if e.etat in {Etat.A_VENIR, Etat.EN_RETARD}))


def construire_calendrier(
    communes: Sequence[Collectivite] | None,
    periode: tuple[date, date],
    jour: date,
    transfert: date | None = None,
) -> Calendrier:
    """Calendrier de la période ; il rappelle les retards de l'année qui la précède."""
    debut, fin = periode
    depuis = min(debut, jour - RETARDS_MONTRES) if debut <= jour else debut
    toutes = lire_echeances(communes, depuis, fin, jour, transfert)
    dues = [echeance for echeance in toutes if echeance.jour >= debut]
    return Calendrier(
        debut=debut,
        fin=fin,
        retards=tuple(e for e in toutes if e.jour < debut and e.etat == Etat.EN_RETARD),
        mois=tuple(
            Mois(f"mois-{cle}", date_en_lettres(groupe[0].jour, "mois"), groupe)
            for cle, groupe in (
                (cle, tuple(lignes))
                for cle, lignes in groupby(dues, key=lambda e: f"{e.jour:%Y-%m}")
            )
        ),
        sans_date=tuple(
            rendez_vous
            for annee in range(debut.year, fin.year + 1)
            for rendez_vous in calendrier_de(annee)
            if rendez_vous.jour is None and (communes is None or rendez_vous.pour_les_communes)
        ),
    )
