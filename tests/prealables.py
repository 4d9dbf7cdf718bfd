"""Ce que la machine offre aux tests : Chromium et PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

OPTIONS_INITDB = [
    "--username=mutualisation",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
]
OPTIONS_POSTGRESQL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class ServeurIndisponible(Exception):
    """Aucun PostgreSQL ne peut être joint ni lancé."""


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


def serveur_postgresql() -> AbstractContextManager[str]:
    """Adresse du serveur donné par `DATABASE_URL`, sinon d'une grappe jetable.

    Lève `ServeurIndisponible`.
    """
    adresse = os.environ.get("DATABASE_URL", "")
    if adresse.startswith("postgres"):
        return nullcontext(adresse)
    programmes = trouver_postgresql()
    if programmes is None:
        raise ServeurIndisponible("ni DATABASE_URL, ni initdb")
    return grappe_jetable(programmes)


@contextmanager
def grappe_jetable(programmes: Path, reglages: str = OPTIONS_POSTGRESQL) -> Iterator[str]:
    """Adresse d'un serveur neuf, joint par son seul socket, puis effacé."""
    compte = compte_sans_privilege()
    # /tmp, car le chemin d'un socket est limité à 107 octets.
    dossier = Path(tempfile.mkdtemp(prefix="mutualisation-", dir="/tmp"))
    if compte:
        os.chown(dossier, compte["user"], compte["group"])

    def lancer(programme: str, *arguments: str) -> None:
        subprocess.run(
            [programmes / programme, "--pgdata", dossier / "base", *arguments],
            check=True,
            cwd=dossier,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **compte,
        )

    options = f"-k {dossier} -c listen_addresses='' {reglages}"
    try:
        lancer("initdb", *OPTIONS_INITDB)
        lancer("pg_ctl", "start", "--wait", "--log", str(dossier / "journal"), "-o", options)
    except subprocess.CalledProcessError as erreur:
        shutil.rmtree(dossier)
        raise ServeurIndisponible("la grappe jetable ne démarre pas") from erreur
    try:
        yield f"postgres://mutualisation@{str(dossier).replace('/', '%2F')}/postgres"
    finally:
        lancer("pg_ctl", "stop", "--mode=immediate")
        shutil.rmtree(dossier)
