"""La file des tâches : est-elle servie par un exécutant ?"""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from mutualisation.models import Production
from mutualisation.productions.querysets import PEREMPTION

PERIODE = timedelta(minutes=1)


@task()
def temoigner() -> None:
    """Ne fait rien : sa prise par un exécutant est le signe de vie. Seul le dernier reste."""
    temoins().exclude(status__in=["READY", "RUNNING"]).delete()


def temoins():
    return DBTaskResult.objects.filter(task_path=temoigner.module_path)


def passent_par_la_base() -> bool:
    return temoigner.get_backend().supports_defer


def demander_un_temoin() -> None:
    """Une file vide ne dirait rien de son exécutant : un témoin par minute, au plus, y passe."""
    recents = temoins().filter(enqueued_at__gt=timezone.now() - PERIODE)
    attendus = temoins().filter(status="READY")
    if not (recents | attendus).exists():
        temoigner.enqueue()


def en_retard(delai: timedelta) -> int:
    """Tâches échues depuis plus longtemps que ce délai, et que personne n'a prises."""
    limite = timezone.now() - delai
    pretes = DBTaskResult.objects.filter(status="READY")
    sans_echeance = pretes.filter(run_after=get_date_max(), enqueued_at__lt=limite)
    return (sans_echeance | pretes.filter(run_after__lt=limite)).count()


def une_production_avance() -> bool:
    return Production.objects.filter(
        etat=Production.Etat.EN_COURS, battement__gte=timezone.now() - PEREMPTION
    ).exists()
