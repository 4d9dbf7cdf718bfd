"""L'exercice et le jour que montre la vue d'ensemble, lus dans son adresse."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from gouvernance.etat_au import DERNIER_JOUR, PREMIER_JOUR, lire_etat_au


@dataclass(frozen=True, slots=True)
class Moment:
    """`message` dit pourquoi ce n'est pas ce que l'adresse demande, ou que le jour est à venir."""

    annee: int
    jour: date
    aujourd_hui: date
    message: str = ""

    @property
    def est_celui_demande(self) -> bool:
        """Un jour à venir l'est aussi : son message ne fait que prévenir."""
        return not self.message or self.jour > self.aujourd_hui

    @property
    def an_dernier(self) -> date:
        """Le même jour un an plus tôt ; un 29 février a pour pareil un 28."""
        try:
            return self.jour.replace(year=self.jour.year - 1)
        except ValueError:
            return self.jour.replace(year=self.jour.year - 1, day=28)


def lire_moment(parametres: QueryDict, defaut: int, aujourd_hui: date) -> Moment:
    """`?au=` fixe le jour, et l'exercice à moins que `?annee=` n'en dise un autre.

    Sans l'un ni l'autre : la fin de l'exercice `defaut`, ou aujourd'hui s'il n'est pas fini.
    """
    annee, message = lire_annee(parametres.get("annee", ""), defaut)
    etat = lire_etat_au(parametres.get("au", ""), fin_de(annee, aujourd_hui), aujourd_hui)
    if etat.est_choisi and not parametres.get("annee"):
        annee = etat.jour.year
    return Moment(annee, etat.jour, aujourd_hui, message or etat.message)


def lire_annee(demande: str, defaut: int) -> tuple[int, str]:
    """L'année demandée, ou celle de repli et pourquoi."""
    demande = demande.strip()
    if not demande:
        return defaut, ""
    en_chiffres = demande.isascii() and demande.isdigit() and len(demande) == 4
    if en_chiffres and PREMIER_JOUR.year <= int(demande) <= DERNIER_JOUR.year:
        return int(demande), ""
    cite = f"{demande[:20]}…" if len(demande) > 20 else demande
    return defaut, f"« {cite} » n’est pas un exercice : voici {defaut}."


def fin_de(annee: int, aujourd_hui: date) -> date:
    return aujourd_hui if annee == aujourd_hui.year else date(annee, 12, 31)
