"""Ce que la machine offre aux tests : Chromium, PostgreSQL et Redis."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

OPTIONS_INITDB = [
    "--username=mutualisation",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
]
# Le noyau garde ce qui est écrit : un serveur tué n'en perd rien, seule une machine arrêtée.
OPTIONS_POSTGRESQL = "-c fsync=off -c full_page_writes=off"


class ServeurIndisponible(Exception):
    """Le serveur voulu ne peut être ni joint, ni lancé."""


def trouver_chromium() -> str | None:
    noms = ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, noms)), None)


def trouver_postgresql() -> Path | None:
    """Dossier des programmes de PostgreSQL, d'abord celui du PATH, sinon le plus récent."""
    if trouve := shutil.which("initdb"):
        return Path(trouve).resolve().parent
    installes = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    recents = sorted(installes, key=lambda initdb: int(initdb.parts[-3]))
    return recents[-1].parent if recents else None


def compte_sans_privilege() -> dict[str, int]:
    """Compte sous lequel lancer PostgreSQL, qui refuse root."""
    if os.geteuid() != 0:
        return {}
    comptes = {compte.pw_name: compte for compte in pwd.getpwall()}
    compte = comptes.get("postgres") or comptes["nobody"]
    return {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Grappe:
    """Un serveur jetable, joint par son seul socket."""

    programmes: Path
    dossier: Path
    reglages: str = OPTIONS_POSTGRESQL

    @property
    def adresse(self) -> str:
        return f"postgres://mutualisation@{str(self.dossier).replace('/', '%2F')}"

    def creer(self) -> None:
        self._lancer("initdb", *OPTIONS_INITDB)

    def demarrer(self) -> None:
        options = f"-k {self.dossier} -c listen_addresses='' {self.reglages}"
        journal = str(self.dossier / "journal")
        self._lancer("pg_ctl", "start", "--wait", "--log", journal, "-o", options)

    def arreter(self) -> None:
        self._lancer("pg_ctl", "stop", "--mode=immediate")

    def tuer(self) -> None:
        """Le serveur et chacun de ses processus, sans leur laisser rien finir."""
        verrou = self.dossier / "base" / "postmaster.pid"
        pid = int(verrou.read_text(encoding="utf-8").split()[0])
        enfants = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
        tues = [pid, *map(int, enfants.split())]
        for tue in tues:
            with suppress(ProcessLookupError):
                os.kill(tue, signal.SIGKILL)
        while any(map(est_en_vie, tues)):
            time.sleep(0.01)
        # Sous un conteneur, nul n'enterre ces processus : leurs verrous les diraient vivants.
        for perime in [verrou, *self.dossier.glob(".s.PGSQL.*.lock")]:
            perime.unlink()

    def _lancer(self, programme: str, *arguments: str) -> None:
        subprocess.run(
            [self.programmes / programme, "--pgdata", self.dossier / "base", *arguments],
            check=True,
            cwd=self.dossier,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **compte_sans_privilege(),
        )


def est_en_vie(pid: int) -> bool:
    try:
        etat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return etat.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def serveur_postgresql() -> Iterator[str]:
    """Adresse du serveur donné par `DATABASE_URL`, sinon d'une grappe jetable.

    Lève `ServeurIndisponible`.
    """
    adresse = os.environ.get("DATABASE_URL", "")
    if adresse.startswith("postgres"):
        yield adresse
        return
    with grappe_jetable() as grappe:
        yield f"{grappe.adresse}/postgres"


@contextmanager
def grappe_jetable(reglages: str = OPTIONS_POSTGRESQL) -> Iterator[Grappe]:
    """Un serveur neuf, puis effacé. Lève `ServeurIndisponible`."""
    programmes = trouver_postgresql()
    if programmes is None:
        raise ServeurIndisponible("ni DATABASE_URL, ni initdb")
    # /tmp, car le chemin d'un socket est limité à 107 octets.
    dossier = Path(tempfile.mkdtemp(prefix="mutualisation-", dir="/tmp"))
    if compte := compte_sans_privilege():
        os.chown(dossier, compte["user"], compte["group"])
    grappe = Grappe(programmes, dossier, reglages)
    try:
        grappe.creer()
        grappe.demarrer()
    except subprocess.CalledProcessError as erreur:
        shutil.rmtree(dossier)
        raise ServeurIndisponible("la grappe jetable ne démarre pas") from erreur
    try:
        yield grappe
    finally:
        grappe.arreter()
        shutil.rmtree(dossier)


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def ecoute(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


@contextmanager
def redis_jetable() -> Iterator[str]:
    """Adresse d'un Redis neuf, qui n'écrit rien sur disque. Lève `ServeurIndisponible`."""
    port = port_libre()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    serveur = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    try:
        while not ecoute(port):
            if serveur.poll() is not None:
                raise ServeurIndisponible("redis-server ne démarre pas")
            time.sleep(0.01)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        serveur.terminate()
        serveur.wait()
