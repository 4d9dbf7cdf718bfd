"""Échéances au format des agendas (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from gouvernance.echeances.contenu import Echeance


def composer_agenda(echeances: Iterable[Echeance], racine: str, maintenant: datetime) -> bytes:
    """Une journée entière par échéance ; `racine` précède l'adresse de chaque page.

    L'identifiant d'une échéance ne change pas : l'importer de nouveau la met à jour.
    """
    agenda = Calendar()
    agenda.add("prodid", "-//Mutualisation//Échéances//FR")
    agenda.add("version", "2.0")
    agenda.add("method", "PUBLISH")
    agenda.add("x-wr-calname", "Échéances de la métropole")
    for echeance in echeances:
        agenda.add_component(_evenement(echeance, racine, maintenant))
    return agenda.to_ical()


def _evenement(echeance: Echeance, racine: str, maintenant: datetime) -> Event:
    evenement = Event()
    evenement.add("uid", f"{echeance.cle}@mutualisation")
    evenement.add("dtstamp", maintenant)
    evenement.add("dtstart", echeance.jour)
    evenement.add("dtend", echeance.jour + timedelta(days=1))
    evenement.add("summary", echeance.titre)
    evenement.add("categories", [str(echeance.nature)])
    evenement.add("transp", "TRANSPARENT")
    if description := "\n".join(filter(None, [echeance.precision, echeance.reference])):
        evenement.add("description", description)
    if echeance.adresse:
        evenement.add("url", racine + echeance.adresse)
    return evenement
