"""Le serveur web ; `WEB_CONCURRENCY` et `FORWARDED_ALLOW_IPS` se règlent dans l'environnement."""

import gc
import os

from prometheus_client.multiprocess import mark_process_dead

wsgi_app = "mutualisation.wsgi:application"
bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", 2 * os.cpu_count() + 1))
# Une requête à la fois par processus ; nginx reçoit et renvoie à la place des clients lents.
worker_class = "sync"
# nginx attend un peu plus : c’est ce délai-ci qui arrête une page trop longue.
timeout = 60
graceful_timeout = 30
# Une fuite de mémoire, chez nous ou dans une bibliothèque, ne dure pas toute l'année.
max_requests = 20_000
# Étalé d'autant : des processus qui repartiraient ensemble recomposeraient ensemble leurs pages.
max_requests_jitter = 20_000
# Le signe de vie d'un processus est un fichier : sur disque, une écriture lente le ferait tuer.
worker_tmp_dir = "/dev/shm"  # noqa: S108 – gunicorn y ouvre un fichier sans nom
# systemd mène déjà le serveur, et le compte du service n’a pas de dossier personnel où la poser.
control_socket_disable = True
accesslog = None
errorlog = "-"


def post_worker_init(worker):
    """Le ramasse-miettes oublie le code chargé et passe moins souvent : un dixième du calcul."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def child_exit(server, worker):
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        mark_process_dead(worker.pid)
