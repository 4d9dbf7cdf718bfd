"""Inscription d'office : les places que donne une fonction, sans les ressaisir une à une."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from gouvernance.instances.composition import Nature
from gouvernance.models import Instance, Mandat, MembreInstance

Fonction, Qualite = Mandat.Fonction, MembreInstance.Qualite
# Ce que chaque fonction donne dans une instance ; la première d'une personne l'emporte.
D_OFFICE = {
    Nature.CONSEIL: {
        Fonction.PRESIDENT: Qualite.PRESIDENT,
        Fonction.VICE_PRESIDENT: Qualite.VICE_PRESIDENT,
        Fonction.CONSEILLER_DELEGUE: Qualite.MEMBRE,
        Fonction.CONSEILLER: Qualite.MEMBRE,
        Fonction.SUPPLEANT: Qualite.SUPPLEANT,
    },
    Nature.BUREAU: {
        Fonction.PRESIDENT: Qualite.PRESIDENT,
        Fonction.VICE_PRESIDENT: Qualite.VICE_PRESIDENT,
        Fonction.CONSEILLER_DELEGUE: Qualite.MEMBRE,
        Fonction.MAIRE: Qualite.MEMBRE,
    },
    Nature.CONFERENCE: {
        Fonction.PRESIDENT: Qualite.PRESIDENT,
        Fonction.VICE_PRESIDENT: Qualite.DE_DROIT,
        Fonction.MAIRE: Qualite.MEMBRE,
    },
    Nature.COMMISSION: {
        Fonction.PRESIDENT: Qualite.PRESIDENT,
        Fonction.VICE_PRESIDENT: Qualite.DE_DROIT,
        Fonction.CONSEILLER_DELEGUE: Qualite.DE_DROIT,
    },
    Nature.COMMISSION_VOIRIE: {Fonction.MAIRE: Qualite.MEMBRE},
    Nature.COMITE_PILOTAGE: {Fonction.MAIRE: Qualite.MEMBRE},
}


@transaction.atomic
def inscrire_d_office(instance: Instance, jour: date) -> int:
    """Donne leur place à ceux que leur fonction y appelle ce jour-là et qui n'en ont pas.

    Rend le nombre de places créées ; aucune si l'une est refusée (`ValidationError`).
    """
    nouvelles = places_d_office(instance, jour)
    for place in nouvelles:
        try:
            place.full_clean()
        except ValidationError as erreur:
            refus = " ".join(erreur.messages)
            raise ValidationError(f"{instance}, {place.mandat} : {refus}") from erreur
        place.save()
    return len(nouvelles)


def places_d_office(instance: Instance, jour: date) -> list[MembreInstance]:
    """Places à créer, une par personne, au titre de sa plus haute fonction."""
    qualites = D_OFFICE.get(Nature(instance.nature), {})
    en_exercice = Mandat.objects.en_exercice_le(jour)
    mandats = en_exercice.filter(fonction__in=qualites).select_related("elu__commune", "mandature")
    if instance.nature == Nature.CONFERENCE:
        mandats = mandats.exclude(fonction=Fonction.VICE_PRESIDENT, rang__gt=1)
        mandats = mandats.exclude(fonction=Fonction.VICE_PRESIDENT, rang=None)
    inscrits = MembreInstance.objects.en_exercice_le(jour).filter(instance=instance)
    deja = set(inscrits.values_list("mandat__elu", flat=True))
    par_elu: dict[int, Mandat] = {}
    for mandat in sorted(mandats, key=lambda m: list(qualites).index(m.fonction)):
        par_elu.setdefault(mandat.elu_id, mandat)
    metropolitains = en_exercice.filter(fonction__in=Mandat.METROPOLITAINES)
    avec_siege = set(metropolitains.values_list("elu", flat=True))
    return [
        MembreInstance(
            instance=instance,
            mandat=mandat,
            qualite=Qualite.INVITE
            if instance.nature == Nature.BUREAU and elu not in avec_siege
            else qualites[mandat.fonction],
            date_debut=max(mandat.date_debut, instance.date_debut or mandat.date_debut),
        )
        for elu, mandat in par_elu.items()
        if elu not in deja
    ]
