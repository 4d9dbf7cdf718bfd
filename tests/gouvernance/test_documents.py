"""Documents joints : ce qui est admis se lit dans le contenu, et se sert à qui a le droit."""

from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gouvernance.documents import examen
from gouvernance.documents.examen import OFFICE, OPENDOCUMENT, reconnaitre
from gouvernance.models import Document
from tests.fabriques import creer_commune, creer_deliberation
from tests.fabriques_gouvernance import (
    creer_document,
    creer_instance,
    creer_reponse,
    creer_seance,
)

PDF = b"%PDF-1.7\n%fin"


def archive(**fichiers):
    tampon = BytesIO()
    with ZipFile(tampon, "w") as zip_:
        for nom, contenu in fichiers.items():
            zip_.writestr(nom, contenu)
    return tampon.getvalue()


def office(type_mime):
    declaration = f'<Types><Override ContentType="{type_mime}"/></Types>'
    return archive(**{"[Content_Types].xml": declaration})


def televerser(contenu, nom="piece.pdf"):
    return SimpleUploadedFile(nom, contenu)


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def seance(db):
    return creer_seance()


def joindre(client, seance, contenu, nom="Convocation n° 1.PDF", **saisie):
    return client.post(
        reverse("document_ajouter", args=[seance.pk]),
        {"titre": "Convocation", "date": "2021-03-19", "fichier": televerser(contenu, nom)}
        | saisie,
    )


CONTENUS = {
    ".pdf": PDF,
    **{extension: archive(mimetype=t) for extension, t in OPENDOCUMENT.items()},
    **{extension: office(f"{t}.main+xml") for extension, t in OFFICE.items()},
}


@pytest.mark.parametrize("extension", CONTENUS)
def test_chaque_format_admis_est_reconnu_sans_son_extension(extension):
    assert reconnaitre(televerser(CONTENUS[extension], "sans-extension")) == extension


@pytest.mark.parametrize(
    "contenu",
    [
        pytest.param(b"MZ\x90\x00", id="programme"),
        pytest.param(b"<script>alert(1)</script>", id="page web"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', id="dessin SVG"),
        pytest.param(b" %PDF-1.7", id="presque un PDF"),
        pytest.param(archive(notes="texte"), id="archive quelconque"),
        pytest.param(archive(mimetype="application/epub+zip"), id="livre"),
        pytest.param(b"<script>x()</script>" + CONTENUS[".docx"], id="page web et DOCX à la fois"),
        pytest.param(
            office("application/vnd.ms-word.document.macroEnabled.main+xml"), id="à macros"
        ),
        pytest.param(CONTENUS[".docx"][:40], id="archive coupée"),
    ],
)
def test_un_faux_type_est_refuse_quelle_que_soit_son_extension(
    client_administrateur, seance, contenu
):
    page = joindre(client_administrateur, seance, contenu, "rapport.pdf")

    assert "n’est pas un PDF" in page.content.decode()
    assert not Document.objects.exists()


def test_un_document_joint_garde_ce_que_dit_son_contenu(client_administrateur, seance, dossier):
    reponse = joindre(client_administrateur, seance, PDF, "../../Convocation n° 1.exe")

    assert reponse.url == seance.get_absolute_url()
    document = Document.objects.get()
    assert document.empreinte == sha256(PDF).hexdigest()
    assert (document.taille, document.type_mime) == (len(PDF), "application/pdf")
    assert document.fichier.name.endswith("/convocation-n-1.pdf")
    assert [chemin.name for chemin in dossier.rglob("*.*")] == ["convocation-n-1.pdf"]
    assert document.ajoute_par.is_superuser


@pytest.mark.parametrize(
    ("contenu", "message"), [(b"", "Ce fichier est vide."), (PDF * 2, "0,0\u00a0Mo ; 20\u00a0Mo")]
)
def test_un_fichier_vide_ou_trop_gros_est_refuse(
    client_administrateur, seance, monkeypatch, contenu, message
):
    monkeypatch.setattr(examen, "TAILLE_MAXIMALE", len(PDF))

    assert message in joindre(client_administrateur, seance, contenu).content.decode()
    assert not Document.objects.exists()


def test_le_meme_fichier_ne_se_joint_pas_deux_fois_a_une_seance(client_administrateur, seance):
    joindre(client_administrateur, seance, PDF)

    page = joindre(client_administrateur, seance, PDF, "autre-nom.pdf").content.decode()
    ailleurs = joindre(client_administrateur, creer_seance(), PDF)

    assert "déjà joint : « Convocation », du 19\u00a0mars 2021" in page
    assert ailleurs.status_code == 302


def test_un_document_se_telecharge_en_piece_jointe(client_administrateur, client_maire, seance):
    joindre(client_administrateur, seance, PDF, titre="Note de synthèse")
    adresse = reverse("document_fichier", args=[Document.objects.get().pk])

    reponse = client_maire.get(adresse)

    assert reponse.getvalue() == PDF
    assert reponse["Content-Disposition"] == 'attachment; filename="note-de-synthese.pdf"'
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["X-Content-Type-Options"] == "nosniff"


def test_le_document_d_une_autre_commune_est_introuvable(client_maire, client_administrateur):
    instance = creer_instance(collectivite=creer_commune(), nature="conseil_municipal")
    seance = creer_seance(instance=instance)
    joindre(client_administrateur, seance, PDF)
    adresse = reverse("document_fichier", args=[Document.objects.get().pk])

    assert client_maire.get(adresse).status_code == 404


def test_un_fichier_disparu_du_serveur_est_introuvable(client_agent, seance):
    adresse = reverse("document_fichier", args=[creer_document(seance=seance).pk])

    assert client_agent.get(adresse).status_code == 404


def test_retirer_un_document_efface_son_fichier(
    client_administrateur, seance, dossier, django_capture_on_commit_callbacks
):
    joindre(client_administrateur, seance, PDF)

    with django_capture_on_commit_callbacks(execute=True):
        reponse = client_administrateur.post(
            reverse("document_retirer", args=[Document.objects.get().pk])
        )

    assert reponse.url == seance.get_absolute_url()
    assert not Document.objects.exists()
    assert not list(dossier.rglob("*.pdf"))


def test_un_agent_sans_droit_ne_joint_ni_ne_retire(client_agent, seance):
    document = creer_document(seance=seance)

    assert joindre(client_agent, seance, PDF).status_code == 403
    retrait = client_agent.post(reverse("document_retirer", args=[document.pk]))
    assert retrait.status_code == 403


def test_un_document_accompagne_une_deliberation_de_la_seance(client_administrateur, seance):
    acte = creer_deliberation(seance=seance, instance=seance.instance)
    page = client_administrateur.get(acte.get_absolute_url()).content.decode()
    adresse = reverse("document_ajouter", args=[seance.pk], query={"deliberation": acte.pk})
    assert adresse in page
    assert f'value="{acte.pk}" selected' in client_administrateur.get(adresse).content.decode()

    joindre(client_administrateur, seance, PDF, deliberation=acte.pk, titre="Note de synthèse")

    assert acte.documents.get().seance == seance
    assert "Note de synthèse" in client_administrateur.get(acte.get_absolute_url()).content.decode()


def test_un_document_n_accompagne_pas_la_deliberation_d_une_autre_seance(
    client_administrateur, seance
):
    ailleurs = creer_deliberation(seance=creer_seance())

    reponse = joindre(client_administrateur, seance, PDF, deliberation=ailleurs.pk)

    assert list(reponse.context["formulaire"].errors) == ["deliberation"]
    assert not Document.objects.exists()


def test_un_document_se_joint_a_une_consultation_et_se_lit_sur_sa_page(
    client_administrateur, client_maire, commune
):
    reponse = creer_reponse(commune=commune)
    consultation = reponse.consultation
    adresse = reverse("consultation_document", args=[consultation.pk])
    saisie = {"titre": "Projet de schéma", "date": "2021-01-15", "fichier": televerser(PDF)}

    depot = client_administrateur.post(adresse, saisie)
    encore = client_administrateur.post(adresse, saisie | {"fichier": televerser(PDF)})

    document = Document.objects.get()
    assert (depot.url, document.consultation) == (consultation.get_absolute_url(), consultation)
    assert "déjà joint : « Projet de schéma »" in encore.content.decode()
    fichier = reverse("document_fichier", args=[document.pk])
    assert fichier in client_maire.get(consultation.get_absolute_url()).content.decode()
    assert client_maire.get(fichier).getvalue() == PDF


def test_le_document_d_une_consultation_ne_se_lit_que_des_communes_consultees(
    client_maire, client_administrateur
):
    consultation = creer_reponse().consultation
    document = creer_document(seance=None, consultation=consultation)

    assert client_maire.get(reverse("document_fichier", args=[document.pk])).status_code == 404
    retrait = client_administrateur.post(reverse("document_retirer", args=[document.pk]))
    assert retrait.url == consultation.get_absolute_url()


def test_seul_qui_peut_ecrire_une_consultation_y_joint_un_document(client_maire, commune):
    consultation = creer_reponse(commune=commune).consultation
    adresse = reverse("consultation_document", args=[consultation.pk])

    assert client_maire.get(adresse).status_code == 403
    assert adresse not in client_maire.get(consultation.get_absolute_url()).content.decode()
