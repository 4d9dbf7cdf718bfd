import json
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command

from mutualisation.rapport import decoupe, pdf


@pytest.fixture
def rendu_factice(monkeypatch):
    """Un « PDF » qui dépend, comme le vrai, du document et de ses annexes, et se découpe."""

    def decouper(document, titres):
        return [document + titre.encode() for titre in titres]

    def rendre(html, annexes=(), *, signe_de_vie=None):
        pieces = "".join(f"{piece.nom}{piece.contenu}" for piece in annexes)
        return b"%PDF-" + sha256((html + pieces).encode()).hexdigest().encode()

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    monkeypatch.setattr(decoupe, "decouper", decouper)


@pytest.fixture
def livrer(tmp_path):
    """Écrit un fichier livré ; une ligne est un couple modèle, champs, ou un texte tel quel."""

    def ecrire(*lignes, fichier="reference/10_donnees.jsonl"):
        chemin = tmp_path / fichier
        chemin.parent.mkdir(exist_ok=True)
        textes = [
            ligne if isinstance(ligne, str) else json.dumps({"model": ligne[0], "fields": ligne[1]})
            for ligne in lignes
        ]
        chemin.write_text("\n".join(textes), encoding="utf-8")

    return ecrire


@pytest.fixture
def charger(tmp_path):
    def appeler(*options):
        sortie = StringIO()
        call_command("charger_donnees", "reference", *options, dossier=tmp_path, stdout=sortie)
        return sortie.getvalue()

    return appeler


@pytest.fixture
def rendus(monkeypatch):
    """Documents rendus, sans WeasyPrint."""
    documents = []

    def rendre(html, annexes=(), *, signe_de_vie=None):
        documents.append(html)
        return b"%PDF-" + str(len(documents)).encode()

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    return documents
