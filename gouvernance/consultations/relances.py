"""Rappeler par courriel, une seule fois, ce qu'une commune doit encore répondre."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from gouvernance.courriels import serveur_de_courriel
from gouvernance.francais import INSECABLE, accord, enumerer
from gouvernance.models import Collectivite, ReponseCommune
from gouvernance.regles import premier_jour_du_silence


@dataclass(frozen=True, slots=True)
class BilanRelance:
    """Noms des communes, selon le sort de leur relance."""

    envoyees: tuple[str, ...] = ()
    deja_relancees: tuple[str, ...] = ()
    sans_adresse: tuple[str, ...] = ()
    refusees: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[tuple[str, str], ...]:
        """Niveau du message et phrase, ce qui est fait d'abord."""
        nombre = len(self.envoyees)
        envois = accord(nombre, "relance envoyée", "relances envoyées")
        sorts = [
            ("success", f"{nombre}{INSECABLE}{envois} par courriel", self.envoyees),
            ("info", "Relance déjà envoyée", self.deja_relancees),
            ("warning", "Personne à qui écrire, faute d’adresse", self.sans_adresse),
            ("error", "Courriel refusé par le serveur, à relancer", self.refusees),
        ]
        phrases = tuple(
            (niveau, f"{debut}{INSECABLE}: {enumerer(dict.fromkeys(communes))}.")
            for niveau, debut, communes in sorts
            if communes
        )
        return phrases or (("info", "Aucune commune n’est à relancer."),)


def relancer(consultations: QuerySet, site: str, *, avant: int | None = None) -> BilanRelance:
    """Écrit aux communes encore attendues, ou à celles dont le délai finit d'ici `avant` jours.

    `site` est l'adresse absolue du site. Une consultation sans délai ne se relance qu'à la main.
    """
    sorts = defaultdict(list)
    with serveur_de_courriel() as serveur:
        for reponse in _attendues(consultations, avant):
            sorts[_relancer(reponse, site, serveur)].append(reponse.commune.nom)
    return BilanRelance(**{sort: tuple(communes) for sort, communes in sorts.items()})


def _attendues(consultations: QuerySet, avant: int | None) -> list[ReponseCommune]:
    aujourd_hui = timezone.localdate()
    muettes = (
        ReponseCommune.objects.filter(
            consultation__in=consultations, consultation__close_le=None, sens=""
        )
        .select_related("consultation", "commune")
        .prefetch_related("commune__utilisateurs")
        .order_by("consultation__transmise_le", "consultation", "commune__nom_de_tri")
    )
    fin = aujourd_hui + timedelta(days=avant) if avant is not None else None
    return [
        reponse
        for reponse in muettes
        if (reponse.echeance is None and fin is None)
        or (
            reponse.echeance is not None
            and aujourd_hui <= reponse.echeance
            and (fin is None or reponse.echeance <= fin)
        )
    ]


def destinataires(commune: Collectivite) -> list[str]:
    """Adresses des personnes qui lisent pour la commune, chacune une fois."""
    adresses = [p.email for p in commune.utilisateurs.all() if p.is_active and p.email]
    return list(dict.fromkeys(adresses))


def _relancer(reponse: ReponseCommune, site: str, serveur: BaseEmailBackend | None) -> str:
    """Sort de la relance : le nom du champ de `BilanRelance` où l'inscrire."""
    adresses = destinataires(reponse.commune)
    if reponse.relancee_le:
        return "deja_relancees"
    if not adresses:
        return "sans_adresse"
    if serveur is None:
        return "refusees"
    # Prise avant l'envoi : deux relances lancées ensemble n'écrivent pas deux fois.
    libre = ReponseCommune.objects.filter(pk=reponse.pk, sens="", relancee_le=None)
    if not libre.update(relancee_le=timezone.now()):
        return "deja_relancees"
    try:
        serveur.send_messages([composer(reponse, adresses, site)])
    except OSError:
        ReponseCommune.objects.filter(pk=reponse.pk).update(relancee_le=None)
        return "refusees"
    return "envoyees"


def composer(reponse: ReponseCommune, adresses: list[str], site: str) -> EmailMessage:
    consultation = reponse.consultation
    contexte = {
        "consultation": consultation,
        "regle": consultation.regle,
        "commune": reponse.commune,
        "transmise_le": reponse.transmise_le,
        "echeance": reponse.echeance,
        "silence_le": premier_jour_du_silence(consultation.regle, reponse.transmise_le),
        "adresse": site.rstrip("/") + consultation.get_absolute_url(),
    }
    sujet = render_to_string("gouvernance/consultations/relance_sujet.txt", contexte)
    corps = render_to_string("gouvernance/consultations/relance.txt", contexte)
    return EmailMessage(subject=sujet.strip(), body=corps, to=adresses)
