"""Ce que dit chaque réponse au navigateur, page, fichier ou refus."""

import pytest
from csp.constants import HEADER as CSP
from django.urls import reverse

from mutualisation.securite.politique import DIRECTIVES, POLITIQUE_D_UN_FICHIER
from mutualisation.settings import RACINE
from tests.severite import ChercheurDEnLigne

STRICTE = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; img-src 'self'; script-src 'self'; "
    "style-src 'self'"
)
# Document à imprimer, complet en lui-même : lu hors du site, jamais servi en page.
COMPLETS = {"rapport/base_impression.html"}
GABARITS = sorted((RACINE / "templates").rglob("*.html"))


def directives(reponse) -> str:
    return "; ".join(sorted(reponse[CSP].split("; ")))


@pytest.mark.parametrize(
    ("adresse", "statut"),
    [("/connexion/", 200), ("/", 200), ("/nulle-part/", 404), ("/admin/", 302), ("/aide/", 200)],
)
def test_chaque_reponse_porte_la_politique_stricte(client, db, adresse, statut):
    reponse = client.get(adresse)

    assert reponse.status_code == statut
    assert directives(reponse) == STRICTE


def test_l_administration_n_a_pas_de_passe_droit(client_administrateur):
    for nom in ["index", "gouvernance_commune_changelist", "gouvernance_commune_add", "jsi18n"]:
        assert directives(client_administrateur.get(reverse(f"admin:{nom}"))) == STRICTE


def test_rien_n_est_permis_en_ligne():
    sources = {source for permises in DIRECTIVES.values() for source in permises}

    assert sources == {"'none'", "'self'"}


@pytest.mark.parametrize("gabarit", GABARITS, ids=lambda g: str(g.relative_to(g.parents[1])))
def test_un_gabarit_n_ecrit_ni_script_ni_style_en_ligne(gabarit):
    chercheur = ChercheurDEnLigne()
    chercheur.feed(gabarit.read_text(encoding="utf-8"))
    est_complet = str(gabarit.relative_to(RACINE / "templates")) in COMPLETS

    assert chercheur.fautes == (["<style> en ligne"] if est_complet else [])


def test_une_page_est_isolee_des_autres_sites(client, db):
    reponse = client.get("/connexion/")

    assert reponse["Cross-Origin-Opener-Policy"] == "same-origin"
    assert reponse["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reponse["Referrer-Policy"] == "same-origin"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["X-Frame-Options"] == "DENY"
    assert "camera=(), " in reponse["Permissions-Policy"]


def test_une_piece_jointe_ouverte_dans_le_navigateur_n_y_peut_rien(client_agent):
    reponse = client_agent.get(reverse("adhesion_liste"), {"export": "csv"})

    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse[CSP] == POLITIQUE_D_UN_FICHIER
    assert reponse["X-Content-Type-Options"] == "nosniff"
