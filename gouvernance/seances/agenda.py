"""Une séance au format des agendas (RFC 5545)."""

from datetime import datetime

from django.utils import timezone
from icalendar import Calendar, Event

from gouvernance.models import Seance


def ecrire_agenda(seance: Seance, adresse: str) -> bytes:
    """Calendrier d'une seule séance ; sans heure connue, elle occupe la journée."""
    evenement = Event()
    # Le même à chaque téléchargement : l'agenda met à jour l'événement au lieu de le doubler.
    evenement.add("uid", f"seance-{seance.pk}@mutualisation")
    evenement.add("dtstamp", timezone.now())
    evenement.add("summary", f"{seance.instance} ({seance.instance.collectivite})")
    if seance.heure:
        debut = datetime.combine(seance.jour, seance.heure, timezone.get_default_timezone())
        evenement.add("dtstart", debut)
    else:
        evenement.add("dtstart", seance.jour)
    if seance.lieu:
        evenement.add("location", seance.lieu)
    evenement.add("description", decrire(seance))
    evenement.add("url", adresse)
    agenda = Calendar()
    agenda.add("prodid", "-//Mutualisation//Séances//FR")
    agenda.add("version", "2.0")
    agenda.add("method", "PUBLISH")
    agenda.add_component(evenement)
    agenda.add_missing_timezones()
    return agenda.to_ical()


def decrire(seance: Seance) -> str:
    points = [str(point) for point in seance.points.all()]
    return "\n".join(["Ordre du jour :", *points] if points else ["Ordre du jour non publié."])
