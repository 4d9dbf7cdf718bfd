"""Copier une base PostgreSQL par `pg_dump`, et la remettre en une seule transaction."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg import pq

from mutualisation.sauvegardes.archives import Etat, SauvegardeRefusee
from mutualisation.sauvegardes.bases import dresser

SECTIONS = ["pre-data", "data", "post-data"]
SANS = ["--no-owner", "--no-privileges"]
# Hors d'une extension, qui reste en place, et des suites qu'une colonne possède.
A_RETIRER = """
SELECT format('DROP %s IF EXISTS %I.%I CASCADE', sorte, current_schema(), relname) FROM (
  SELECT c.oid, c.relname, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
    WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS sorte
  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'p', 'v', 'm', 'S')) objets
WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = objets.oid
  AND d.deptype IN ('a', 'e', 'i'))
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def copier(cible: Path) -> Etat:
    """L'état est lu du même instantané que `pg_dump`."""
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        curseur.execute("SELECT pg_export_snapshot()")
        (instantane,) = curseur.fetchone()
        etat = dresser(curseur, "postgresql")
        options = ["--format=custom", "--compress=0", "--no-comments", f"--file={cible}"]
        with _lancer("pg_dump", *SANS, *options, f"--snapshot={instantane}") as programme:
            programme.communicate()
    return etat


def remettre(source: Path, controler: Callable, echanger: Callable[[], None]) -> None:
    """Vide, recharge, contrôle, échange les fichiers : tout, ou rien."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as curseur:
            curseur.execute("SET LOCAL lock_timeout = '30s'")
            curseur.execute("SHOW search_path")
            (schemas,) = curseur.fetchone()
            curseur.execute(A_RETIRER)
            for (ordre,) in curseur.fetchall():
                curseur.execute(ordre)
            for section in SECTIONS:
                with _lancer("pg_restore", *SANS, f"--section={section}", source) as programme:
                    _rejouer(curseur, programme.stdout)
            curseur.execute("SELECT set_config('search_path', %s, false)", [schemas])
            controler(curseur)
            echanger()
    except OperationalError as erreur:
        raise SauvegardeRefusee(
            "La base n’a pas pu être remplacée : une autre connexion la tient peut-être. Arrêtez "
            f"le service, puis recommencez. PostgreSQL dit : {str(erreur).strip()}"
        ) from erreur
    except DatabaseError as erreur:
        raise SauvegardeRefusee(
            f"PostgreSQL refuse le contenu de l’archive : {str(erreur).strip()}"
        ) from erreur
    finally:
        # Le script règle la connexion à sa façon.
        connection.close()


def _rejouer(curseur, lignes: Iterator[bytes]) -> None:
    """Exécute le script de `pg_restore`, ses données comprises."""
    ordres: list[bytes] = []
    for ligne in lignes:
        if ligne.startswith(b"COPY ") and ligne.endswith(b" FROM stdin;\n"):
            _executer(curseur, ordres)
            with curseur.copy(ligne.decode()) as copie:
                for donnee in lignes:
                    if donnee == b"\\.\n":
                        break
                    copie.write(donnee)
        # Ces deux ordres ne s'adressent qu'à `psql`.
        elif not ligne.startswith((b"\\restrict", b"\\unrestrict")):
            ordres.append(ligne)
    _executer(curseur, ordres)


def _executer(curseur, ordres: list[bytes]) -> None:
    if any(ligne.strip() and not ligne.startswith(b"--") for ligne in ordres):
        curseur.execute(b"".join(ordres).decode())
    ordres.clear()


@contextmanager
def _lancer(nom: str, *arguments: str | Path) -> Iterator[subprocess.Popen]:
    """Lève `SauvegardeRefusee` si le programme manque ou échoue."""
    entree = [] if nom == "pg_dump" else ["--file=-"]
    commande = [_trouver(nom), *entree, *arguments]
    with TemporaryFile() as erreurs:
        programme = subprocess.Popen(  # noqa: S603 – sans interpréteur de commandes
            commande, env=os.environ | acces(), stdout=subprocess.PIPE, stderr=erreurs
        )
        try:
            yield programme
            programme.stdout.close()
            code = programme.wait()
        finally:
            programme.kill()
            programme.wait()
        if code:
            erreurs.seek(0)
            dit = erreurs.read().decode(errors="replace").strip()
            raise SauvegardeRefusee(f"{nom} a échoué : {dit or f'code {code}'}")


def acces() -> dict[str, str]:
    """La connexion de Django, par l'environnement : nul ne lit le mot de passe dans `ps`."""
    parametres = connection.get_connection_params()
    return {
        option.envvar.decode(): str(parametres[option.keyword.decode()])
        for option in pq.Conninfo.get_defaults()
        if option.envvar and parametres.get(option.keyword.decode())
    }


def _trouver(nom: str) -> str:
    if trouve := shutil.which(nom):
        return trouve
    installes = Path("/usr/lib/postgresql").glob(f"*/bin/{nom}")
    recents = sorted(installes, key=lambda programme: int(programme.parts[-3]))
    if not recents:
        raise SauvegardeRefusee(f"{nom} est introuvable : apt-get install postgresql-client.")
    return str(recents[-1])
