"""Toutes les sortes de faits, celles du rapport comprises."""

from django.db.models.functions import TruncDate

from finances.journal import SORTES as FINANCES
from gouvernance.francais import insecables
from gouvernance.journal.faits import Recit, Sorte
from gouvernance.journal.sortes import SORTES as GOUVERNANCE
from mutualisation.models import Edition
from services_communs.journal import SORTES as SERVICES_COMMUNS


def raconter_l_edition(lignes: list[Edition]) -> Recit:
    """« Le rapport 2020 a été publié. », puis « L'édition 2 du rapport 2020… : motif. »."""
    [edition] = lignes
    annee = edition.rapport.annee
    if edition.numero == 1:
        phrase = f"Le rapport {annee} a été publié."
    else:
        motif = edition.motif.rstrip(".")
        phrase = f"Le rapport {annee} a été corrigé (édition {edition.numero}) : {motif}."
    return Recit(insecables(phrase), edition.get_absolute_url())


EDITIONS = Sorte(
    "edition",
    "Rapports publiés",
    TruncDate("publiee_le"),
    lambda utilisateur: Edition.objects.select_related("rapport"),
    lambda lignes, commune: lignes,
    raconter_l_edition,
)

SORTES = {sorte.code: sorte for sorte in (*SERVICES_COMMUNS, *FINANCES, *GOUVERNANCE, EDITIONS)}
