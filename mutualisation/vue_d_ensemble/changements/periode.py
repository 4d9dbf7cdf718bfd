"""La période que comparent les changements, lue dans l'adresse (`?du=…&au=…`)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

from gouvernance.etat_au import PREMIER_JOUR, lire_etat_au
from gouvernance.francais import INSECABLE, date_en_lettres

UN_JOUR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Periode:
    """Bornes comprises : l'état de la `veille` est comparé à celui du dernier jour."""

    du: date
    au: date
    messages: tuple[str, ...] = ()

    @property
    def veille(self) -> date:
        return self.du - UN_JOUR

    @property
    def en_lettres(self) -> str:
        return f"du {date_en_lettres(self.du)} au {date_en_lettres(self.au)}"

    @property
    def adresse(self) -> dict[str, str]:
        return {"du": self.du.isoformat(), "au": self.au.isoformat()}


def lire_periode(parametres: QueryDict, aujourd_hui: date) -> Periode:
    """La période demandée ; à défaut, l'année qui finit à `au`, ou aujourd'hui."""
    fin = lire_etat_au(parametres.get("au", ""), aujourd_hui, aujourd_hui)
    debut = lire_etat_au(parametres.get("du", ""), un_an_avant(fin.jour), aujourd_hui)
    messages = [
        f"{nom}{INSECABLE}: {etat.message}"
        for nom, etat in (("Premier jour", debut), ("Dernier jour", fin))
        if etat.message
    ]
    du, au = debut.jour, fin.jour
    if du > au:
        du, au = au, du
        messages.append("Les deux jours étaient inversés : ils sont remis dans l’ordre.")
    return Periode(du, au, tuple(messages))


def un_an_avant(jour: date) -> date:
    """Premier jour de l'année qui finit ce jour-là : le 1er janvier pour un 31 décembre."""
    lendemain = jour + UN_JOUR
    if lendemain.year <= PREMIER_JOUR.year:
        return PREMIER_JOUR
    if (lendemain.month, lendemain.day) == (2, 29):
        lendemain = lendemain.replace(day=28)
    return lendemain.replace(year=lendemain.year - 1)
