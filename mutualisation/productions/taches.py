"""Ce que fait l'exécutant : prendre une production, la mener à bien, dire ce qu'il en est."""

import errno
import logging
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from mutualisation.models import Production
from mutualisation.productions.querysets import PEREMPTION
from mutualisation.rapport.pdf import ErreurDeRendu
from mutualisation.securite.requetes import REQUETE

PRISES = 3
# Désignés par leur chemin : une édition est demandée par le module même qui la publie.
EXECUTANTS = {
    Production.Nature.DOCUMENT: "mutualisation.productions.documents.executer",
    Production.Nature.EDITION: "mutualisation.rapport.publication.executer",
    Production.Nature.IMPORT: "mutualisation.imports.operations.executer",
}
journal = logging.getLogger(__name__)


class ProductionReprise(Exception):
    """Un autre exécutant tient désormais cette production."""


@dataclass(frozen=True, slots=True)
class Prise:
    """Une production tenue par un exécutant, qui n'y écrit que tant qu'elle est à lui."""

    production: Production

    def ecrire(self, **champs) -> None:
        """Lève `ProductionReprise` si un autre l'a prise entre-temps."""
        tenue = Production.objects.filter(
            pk=self.production.pk,
            etat=Production.Etat.EN_COURS,
            prises=self.production.prises,
            # Une relance recompte les prises depuis le début.
            demandee_le=self.production.demandee_le,
        )
        if not tenue.update(**champs):
            raise ProductionReprise

    def signaler(self, etape: str) -> None:
        self.ecrire(etape=etape, battement=timezone.now())

    def terminer(self, **champs) -> None:
        self.ecrire(etape="", terminee_le=timezone.now(), **champs)


def enfiler(production: UUID) -> None:
    if produire.get_backend().supports_defer:
        veiller(production)
    produire.enqueue(str(production), requete=REQUETE.get())


def est_en_file(production: UUID) -> bool:
    prets = DBTaskResult.objects.filter(status="READY")
    return prets.filter(args_kwargs__args=[str(production)]).exists()


def veiller(production: UUID) -> None:
    retardee = surveiller.using(run_after=timezone.now() + PEREMPTION)
    retardee.enqueue(str(production), requete=REQUETE.get())


@task()
def surveiller(production: str, requete: str | None = None) -> None:
    """Reprend la production que son exécutant a laissée, et revient tant qu'elle dure."""
    REQUETE.set(requete)
    with transaction.atomic():
        inachevee = Production.objects.inachevees().filter(pk=production).exists()
        if inachevee:
            veiller(UUID(production))
    if inachevee:
        produire.call(production, requete)
    else:
        clore_les_interrompues(production)


def clore_les_interrompues(production: str) -> None:
    """Une tâche dont l'exécutant a été tué resterait sans fin « en cours » dans la file."""
    laissees = DBTaskResult.objects.running().filter(
        args_kwargs__args=[production], started_at__lt=timezone.now() - PEREMPTION
    )
    laissees.update(
        status="FAILED",
        finished_at=timezone.now(),
        exception_class_path=f"{ProductionReprise.__module__}.{ProductionReprise.__qualname__}",
        traceback="L’exécutant s’est arrêté pendant cette tâche ; un autre a fini le travail.",
    )


@task()
def produire(production: str, requete: str | None = None) -> None:
    """Mène la production à son terme si elle est à prendre ; sinon, ne fait rien.

    Ses lignes de journal portent la requête qui l'a demandée.
    """
    REQUETE.set(requete)
    if not Production.objects.filter(pk=production).prendre(timezone.now()):
        return
    mener(Production.objects.get(pk=production))
    Production.objects.oublier_les_anciennes()


def mener(production: Production) -> None:
    prise = Prise(production)
    try:
        aboutir(production, prise)
    except ProductionReprise:
        journal.warning("Production %s reprise par un autre exécutant.", production.pk)
    except Exception as erreur:
        if not connection.is_usable():
            # La base s'est arrêtée, non le travail : un autre exécutant le reprendra.
            raise
        with suppress(ProductionReprise):
            prise.terminer(etat=Production.Etat.ECHOUEE, raison=expliquer(erreur))


def aboutir(production: Production, prise: Prise) -> None:
    if production.prises > PRISES:
        raise ErreurDeRendu(
            f"L’exécutant s’est arrêté {PRISES} fois pendant ce travail, "
            "peut-être faute de mémoire ; voir le journal du serveur."
        )
    executer = import_string(EXECUTANTS[production.nature])
    resultat = executer(production, prise.signaler)
    production.parametres.pop("annexes", None)
    prise.terminer(
        etat=Production.Etat.FAITE,
        resultat=resultat,
        source="",
        parametres=production.parametres,
    )


def expliquer(erreur: Exception) -> str:
    """Phrase à lire par la personne ; l'erreur elle-même va au journal."""
    match erreur:
        case ErreurDeRendu():
            return str(erreur)
        case ValidationError():
            return " ".join(erreur.messages)
    journal.error("Production échouée.", exc_info=erreur)
    match erreur:
        case MemoryError():
            return "La mémoire du serveur n’a pas suffi."
        case OSError(errno=errno.ENOSPC):
            return "Le disque du serveur est plein."
        case OperationalError():
            return "La base n’a pas pu garder le fichier : son disque est peut-être plein."
    return "Une erreur inattendue a arrêté le travail ; le journal du serveur la décrit."
