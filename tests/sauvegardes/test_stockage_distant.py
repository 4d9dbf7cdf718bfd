"""Les fichiers joints sur un stockage sans dossier : S3, ici tenu en mémoire."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.urls import reverse

from gouvernance.models import Document
from mutualisation.sante.contenu import lire_sante
from mutualisation.sauvegardes.archives import verifier
from mutualisation.sauvegardes.fichiers import dossier_des_fichiers, manquants
from tests.fabriques_gouvernance import creer_seance
from tests.gouvernance.test_documents import PDF, joindre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stockage(settings):
    memoire = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    settings.STORAGES = settings.STORAGES | memoire


def test_un_document_se_joint_se_lit_et_se_retire_sans_dossier(
    client_administrateur, django_capture_on_commit_callbacks
):
    assert isinstance(default_storage, InMemoryStorage)
    seance = creer_seance()
    joindre(client_administrateur, seance, PDF)
    document = Document.objects.get()

    lu = client_administrateur.get(reverse("document_fichier", args=[document.pk]))
    assert b"".join(lu.streaming_content) == PDF
    with django_capture_on_commit_callbacks(execute=True):
        client_administrateur.post(reverse("document_retirer", args=[document.pk]))
    assert not default_storage.exists(document.fichier.name)


def test_la_sante_ne_mesure_pas_un_stockage_distant():
    assert lire_sante().documents.est_bon
    assert "distant" in lire_sante().documents.detail


def test_une_sauvegarde_ne_prend_que_la_base_et_dit_ce_qui_manque_vraiment(archive):
    manifeste = verifier(archive)
    assert dossier_des_fichiers() is None
    [cite] = manifeste.etat.fichiers

    del manifeste.pieces[f"fichiers/{cite}"]
    assert manquants(manifeste) == [cite]
    default_storage.save(cite, ContentFile(PDF))
    assert manquants(manifeste) == []
