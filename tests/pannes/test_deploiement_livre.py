"""Les fichiers à copier sur un serveur, soumis aux programmes qui les liront."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from mutualisation.settings import RACINE
from tests.mutualisation.scenarios_productions import attendre
from tests.prealables import port_libre

DEPLOIEMENT = RACINE / "deploiement"
SITE = "mutualisation.example.org"


def copier(fichier: Path, cible: Path, **remplacements: str) -> Path:
    """Le fichier livré, aux chemins près que cette machine n'a pas."""
    texte = fichier.read_text(encoding="utf-8")
    for motif, valeur in remplacements.values():
        texte = re.sub(motif, valeur, texte)
    cible.write_text(texte, encoding="utf-8")
    return cible


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd manque")
def test_systemd_lit_chaque_unite_sans_remarque(tmp_path):
    unites = []
    for fichier in sorted((DEPLOIEMENT / "systemd").iterdir()):
        nom = fichier.name.replace("@.", "@1.")
        programme = (r"/srv/mutualisation/\.venv/bin/\w+", "/bin/true")
        unites.append(copier(fichier, tmp_path / nom, programme=programme))

    lu = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *unites],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (lu.returncode, lu.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx manque")
def test_nginx_accepte_sa_configuration(tmp_path):
    certificat = f"-keyout {tmp_path}/privkey.pem -out {tmp_path}/fullchain.pem -subj /CN={SITE}"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *certificat.split()],
        check=True,
        capture_output=True,
    )
    site = copier(
        DEPLOIEMENT / "nginx" / "mutualisation.conf",
        tmp_path / "site.conf",
        certificats=(f"/etc/letsencrypt/live/{SITE}", str(tmp_path)),
        ports=(r"listen (?:\[::\]:(\d+)|(\d+))", rf"listen unix:{tmp_path}/6\1-4\2"),
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include {site}; }}"
    )

    lu = subprocess.run(
        ["nginx", "-t", "-q", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert lu.returncode == 0, lu.stderr


@pytest.fixture
def environnement(base, tmp_path):
    """Celui d'exemple, ses variables obligatoires remplies."""
    exemple = (DEPLOIEMENT / "environnement.exemple").read_text(encoding="utf-8")
    lu = dict(re.findall(r"^([A-Z_]+)=(.*)$", exemple, re.MULTILINE))
    return {
        "PATH": os.environ["PATH"],
        **{nom: v.replace("/var/lib/mutualisation", str(tmp_path)) for nom, v in lu.items()},
        "DJANGO_SECRET_KEY": "une-cle-de-test-assez-longue-et-assez-variee-0123456789-abcdef",
        "DATABASE_URL": base,
        "WEB_CONCURRENCY": "1",
    }


@pytest.mark.django_db
def test_gunicorn_repond_avec_le_fichier_et_l_environnement_livres(environnement):
    port = port_libre()
    commande = ["-m", "gunicorn", "--config", DEPLOIEMENT / "gunicorn.conf.py"]
    serveur = subprocess.Popen(
        [sys.executable, *commande, f"--bind=127.0.0.1:{port}"],
        cwd=RACINE,
        env=environnement,
        stderr=subprocess.DEVNULL,
    )
    try:
        attendre(lambda: demander(port, "/sante/") is not None)
        assert demander(port, "/sante/")[0] == 200
        assert demander(port, "/") == (301, f"https://{SITE}/")
    finally:
        serveur.terminate()
        serveur.wait()


def demander(port: int, adresse: str) -> tuple[int, str | None] | None:
    with suppress(OSError):
        connexion = HTTPConnection("127.0.0.1", port, timeout=20)
        connexion.request("GET", adresse, headers={"Host": SITE})
        reponse = connexion.getresponse()
        reponse.read()
        connexion.close()
        return reponse.status, reponse.headers["Location"]
    return None
