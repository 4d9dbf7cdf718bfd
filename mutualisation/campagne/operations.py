"""Ouvrir la campagne d'une année : son rapport, et une fiche par domaine."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gouvernance.francais import INSECABLE, accord, date_en_lettres
from gouvernance.models import Utilisateur
from mutualisation.models import Rapport
from services_communs.campagne import FichesOuvertes, ouvrir_fiches


@dataclass(frozen=True, slots=True)
class Ouverture:
    annee: int
    est_nouvelle: bool
    fiches: FichesOuvertes

    @property
    def phrase(self) -> str:
        creees, remplies = self.fiches.creees, self.fiches.remplies
        if self.est_nouvelle:
            fiches = accord(creees, "fiche ouverte", "fiches ouvertes")
            return f"La campagne {self.annee} commence{INSECABLE}: {creees}{INSECABLE}{fiches}."
        faits = []
        if creees:
            faits.append(f"{creees}{INSECABLE}{accord(creees, 'fiche ajoutée', 'fiches ajoutées')}")
        if remplies:
            reprises = accord(remplies, "fiche vierge remplie", "fiches vierges remplies")
            faits.append(f"{remplies}{INSECABLE}{reprises} depuis {self.annee - 1}")
        bilan = ", ".join(faits) or "rien n’y manquait"
        return f"La campagne {self.annee} était déjà ouverte{INSECABLE}: {bilan}."


def annee_a_ouvrir(dernier: Rapport | None) -> int | None:
    """Celle qui suit le dernier rapport, si elle a commencé."""
    if dernier is None or dernier.annee >= timezone.localdate().year:
        return None
    return dernier.annee + 1


@transaction.atomic
def ouvrir_campagne(
    annee: int, echeance: date | None = None, par: Utilisateur | None = None
) -> Ouverture:
    """Ouvre l'année à partir de la précédente ; relancée, complète sans rien écraser.

    Erreurs : `ValidationError` si l'année ne peut pas s'ouvrir, si elle est publiée ou si
    l'échéance est passée.
    """
    precedent = exiger_le_precedent(annee)
    if echeance and echeance < timezone.localdate():
        passee = f"L’échéance du {date_en_lettres(echeance)} est déjà passée."
        raise ValidationError({"echeance": passee})
    # Verrouillé : deux ouvertures ensemble ne créent pas deux fois les mêmes fiches.
    rapport, est_nouveau = Rapport.objects.select_for_update().get_or_create(
        annee=annee,
        defaults={
            "titre": precedent.titre,
            "date_observation": un_an_apres(precedent.date_observation),
            "echeance": echeance,
        },
    )
    if rapport.editions.exists():
        raise ValidationError(f"Le rapport {annee} est publié : sa campagne est terminée.")
    if rapport.echeance is None and echeance:
        rapport.echeance = echeance
        rapport.save(update_fields=["echeance"])
    fiches = ouvrir_fiches(annee=annee, echeance=rapport.echeance, par=par)
    return Ouverture(annee, est_nouveau, fiches)


def un_an_apres(jour: date) -> date:
    """Le même jour de l'année suivante ; le 29 février devient le 28."""
    try:
        return jour.replace(year=jour.year + 1)
    except ValueError:
        return jour.replace(year=jour.year + 1, day=28)


def exiger_le_precedent(annee: int) -> Rapport:
    """Rapport dont part l'année ; lève `ValidationError` si elle ne peut pas s'ouvrir."""
    if annee > timezone.localdate().year:
        raise ValidationError(f"L’année {annee} n’a pas commencé : sa campagne ne s’ouvre pas.")
    if precedent := Rapport.objects.filter(annee=annee - 1).first():
        return precedent
    dernier = Rapport.objects.first()
    if dernier is None:
        raise ValidationError(
            "Aucun rapport n’est enregistré : créez le premier dans l’administration."
        )
    raise ValidationError(
        f"La campagne {annee} part du rapport {annee - 1}, qui n’existe pas. "
        f"Le plus récent est celui de {dernier.annee}."
    )
