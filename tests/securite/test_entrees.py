"""Entrées piégées, chacune avec la réponse attendue.

Jetons et sessions : tests/acces ; fichiers importés et documents joints : tests/imports et
tests/gouvernance/test_documents.py, que ce module complète.
"""

import gc
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread
from urllib.parse import quote, urlsplit
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings as reglages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from whitenoise import WhiteNoise

from gouvernance.documents.examen import reconnaitre
from mutualisation.rapport.pdf import ErreurDeRendu, composer
from mutualisation.settings import RACINE
from mutualisation.templatetags.markdown import markdown
from tests.fabriques import creer_commune, creer_sieges, creer_utilisateur
from tests.imports.envois import dernier, envoyer, fichier_de_sieges
from tests.securite.test_attaques import AILLEURS

DEHORS = ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//etc/passwd", "%00", "/etc/passwd"]


@pytest.mark.parametrize("ailleurs", AILLEURS)
def test_deja_connecte_on_n_est_pas_mene_ailleurs(client_agent, ailleurs):
    for porte in [reverse("connexion"), reverse("admin:login")]:
        reponse = client_agent.get(porte, {"next": ailleurs}, follow=True)

        for adresse, _ in reponse.redirect_chain:
            assert urlsplit(adresse).netloc == ""
            assert adresse.startswith("/")


@pytest.mark.parametrize("ailleurs", AILLEURS)
def test_le_retour_d_une_liste_reste_sur_le_site(client_agent, ailleurs):
    reponse = client_agent.post(reverse("colonnes_choisir"), {"retour": ailleurs})

    assert reponse.status_code == 404


@pytest.mark.parametrize("dehors", DEHORS)
def test_une_adresse_de_fichier_ne_sort_pas_de_l_edition(client_agent, dehors):
    edition = reverse("edition_detail", args=[2020, 1])

    assert client_agent.get(edition + quote(dehors, safe="/%")).status_code == 404


@pytest.mark.parametrize("dehors", DEHORS)
def test_les_statiques_ne_sortent_pas_de_leur_dossier(tmp_path, dehors):
    publics = tmp_path / "etc" / "publics"
    publics.mkdir(parents=True)
    (tmp_path / "etc" / "passwd").write_text("secret")
    rendus = []
    site = WhiteNoise(lambda environ, debut: rendus.append(environ) or [], root=publics)

    site({"PATH_INFO": f"/static/{dehors}", "REQUEST_METHOD": "GET"}, None)

    assert len(rendus) == 1, "WhiteNoise a servi ce fichier."


@pytest.mark.parametrize(
    "nom",
    ["sieges.csv\r\nSet-Cookie: a=b", "../../../sieges.csv", 'a";b.csv', "<svg onload=x>.csv"],
)
def test_le_nom_d_un_fichier_n_ecrit_ni_en_tete_ni_chemin_ni_balise(client_administrateur, nom):
    sieges = creer_sieges(commune=creer_commune(nom="Ahuy"), nombre=1)
    ligne = f"{sieges.mandature.nom};Ahuy;2;arrêté"

    reponse = envoyer(client_administrateur, fichier_de_sieges(ligne), nom=nom)

    assert reponse.status_code == 302
    assert "a" not in reponse.cookies
    assert not {"/", "\r", "\n"} & set(dernier().nom)
    page = client_administrateur.get(reponse.url)
    assert page.status_code == 200
    assert b"<svg onload" not in page.content


def test_un_entete_d_archive_demesure_n_est_pas_deplie_en_entier():
    tampon = BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 200_000_000)

    assert len(tampon.getvalue()) < 1_000_000
    assert reconnaitre(SimpleUploadedFile("bombe.docx", tampon.getvalue())) is None


def test_trop_de_champs_ou_un_texte_demesure_sont_refuses_par_une_phrase(client, db):
    trop = {f"champ-{n}": "" for n in range(reglages.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    demesure = {"username": "a" * (reglages.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}

    for envoi in [trop, demesure]:
        reponse = client.post(reverse("connexion"), envoi)

        assert reponse.status_code == 400
        assert "Rien n’a été enregistré" in reponse.content.decode()


@pytest.mark.parametrize(
    "corps",
    [
        pytest.param(b"--x\r\nContent-Disposition: form-data", id="coupé"),
        pytest.param(b"\xff\xfe\x00", id="sans frontière"),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="\x00"\r\n\r\n\x00\r\n--x--', id="nul"
        ),
    ],
)
def test_un_corps_illisible_n_est_jamais_une_panne(client, db, corps):
    reponse = client.generic(
        "POST", reverse("connexion"), corps, content_type="multipart/form-data; boundary=x"
    )

    assert reponse.status_code in {200, 400}


def test_un_octet_nul_dans_un_critere_se_refuse_par_une_phrase(client_agent):
    for adresse in [reverse("adhesion_liste"), reverse("recherche"), reverse("commune_liste")]:
        assert client_agent.get(adresse, {"q": "a\x00b", "nom": "\x00"}).status_code in {200, 400}


@pytest.mark.parametrize(
    "adresse",
    ["/mot-de-passe-oublie/%00/c0ffee-faux/", "/communes/%00/", "/documents/%00", "/admin/%00/"],
)
def test_un_octet_nul_dans_une_adresse_est_introuvable(client_agent, adresse):
    assert client_agent.get(adresse).status_code == 404


def test_annoncer_mille_lignes_n_en_compose_pas_mille(client_administrateur):
    adresse = reverse("admin:gouvernance_elu_add")
    lignes = {"mandats-TOTAL_FORMS": "9" * 30, "mandats-INITIAL_FORMS": "0"}

    reponse = client_administrateur.post(adresse, {"nom": "Martin"} | lignes)

    assert reponse.status_code == 200
    grilles = reponse.context["inline_admin_formsets"]
    assert [len(grille.formset.forms) for grille in grilles] == [3]


def test_un_client_lent_ou_bavard_occupe_nginx_et_jamais_l_application():
    nginx = (RACINE / "deploiement" / "nginx" / "mutualisation.conf").read_text(encoding="utf-8")

    for borne in ["header_timeout 15s", "body_timeout 30s", "max_body_size 60m"]:
        assert f"client_{borne};" in nginx
    # Le corps entier est reçu par nginx avant d'être transmis : c'est son défaut.
    assert "proxy_request_buffering off" not in nginx


def test_un_mot_de_passe_oublie_repond_de_meme_que_le_compte_existe_ou_non(client, db):
    creer_utilisateur(username="dgs", email="dgs@exemple.fr")
    adresse = reverse("mot_de_passe_oublie")

    reponses = [client.post(adresse, {"email": f"{nom}@exemple.fr"}) for nom in ["dgs", "autre"]]

    assert len({(reponse.status_code, reponse.url) for reponse in reponses}) == 1


@pytest.mark.parametrize(
    "adresse",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "vbscript:x",
        "//ailleurs.example/",
        "/admin/",
    ],
)
def test_un_texte_ne_mene_qu_au_web_et_ne_charge_rien(adresse):
    for ecrit in [
        f"[lien]({adresse})",
        f"![image]({adresse})",
        f"<{adresse}>",
        f"[l][r]\n\n[r]: {adresse}",
    ]:
        rendu = markdown(ecrit)

        assert "<img" not in rendu
        assert "href" not in rendu


def test_le_html_d_un_texte_est_montre_jamais_execute():
    rendu = markdown(
        '<img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n`<b onclick="x">`'
    )

    assert "<script" not in rendu
    assert "<img" not in rendu
    assert "<b " not in rendu


@pytest.fixture(scope="module")
def espion():
    """Un serveur qui ne doit recevoir aucune demande."""
    recues = []

    class Espion(BaseHTTPRequestHandler):
        def do_GET(self):
            recues.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            """Muet : ce qu'il reçoit est dans `recues`."""

    serveur = HTTPServer(("127.0.0.1", 0), Espion)
    Thread(target=serveur.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serveur.server_port}", recues
    serveur.shutdown()
    serveur.server_close()


@pytest.mark.parametrize(
    "element",
    [
        '<img alt="" src="{site}/image.png">',
        '<link rel="stylesheet" href="{site}/style.css">',
        '<style>@import url("{site}/import.css");</style>',
        '<style>@font-face {{ font-family: F; src: url("{site}/police.woff") }}</style>',
        '<p style="background: url({site}/fond.png)">x</p>',
        '<object data="{site}/objet.svg"></object>',
        '<embed src="{site}/incluse.svg">',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{site}/dessin.png"/></svg>',
        '<a rel="attachment" href="{site}/piece">x</a>',
        '<link rel="attachment" href="{site}/piece" title="x">',
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_un_document_mis_en_page_ne_demande_rien_au_reseau_ni_au_disque(espion, element):
    site, recues = espion
    for origine in [site, "file:///etc"]:
        with pytest.raises(ErreurDeRendu, match=r"refusée|illisible"):
            composer(f'<html lang="fr"><title>x</title>{element.format(site=origine)}')
    # WeasyPrint, interrompu, laisse au ramasse-miettes le profil de couleurs qu'il lisait.
    gc.collect()

    assert recues == []
