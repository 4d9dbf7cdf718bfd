"""Les pages longues voyagent compressées, sans que leur taille révèle ce qu'elles portent."""

import gzip

import pytest
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import RequestFactory

from mutualisation.securite.compression import compresser

TEXTE = "Les services communs d’une métropole. " * 200


def repondre(reponse, accepte: str):
    return compresser(lambda request: reponse)(
        RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepte)
    )


@pytest.mark.parametrize("accepte", ["gzip", "br, gzip;q=0.8"])
def test_ce_qui_est_compresse_se_relit_a_l_identique(accepte):
    reponse = repondre(HttpResponse(TEXTE), accepte)

    assert reponse["Content-Encoding"] == "gzip"
    assert reponse["Vary"] == "Accept-Encoding"
    assert len(reponse.content) < len(TEXTE) / 10
    assert gzip.decompress(reponse.content).decode() == TEXTE


def test_qui_ne_le_demande_pas_lit_la_page_telle_quelle():
    reponse = repondre(HttpResponse(TEXTE), "br")

    assert not reponse.has_header("Content-Encoding")
    # Un cache partagé ne doit pas lui servir l'autre forme, ni la sienne à un autre.
    assert reponse["Vary"] == "Accept-Encoding"
    assert reponse.content.decode() == TEXTE


def test_une_redirection_ne_se_compresse_pas():
    assert not repondre(HttpResponseRedirect("/"), "gzip").has_header("Content-Encoding")


def test_rien_n_est_compresse_deux_fois():
    deja = HttpResponse(gzip.compress(TEXTE.encode()), headers={"Content-Encoding": "gzip"})

    assert gzip.decompress(repondre(deja, "gzip").content).decode() == TEXTE


def test_un_envoi_au_fil_de_l_eau_reste_tel_quel():
    reponse = repondre(StreamingHttpResponse([TEXTE.encode()]), "gzip")

    assert b"".join(reponse).decode() == TEXTE


def test_la_longueur_ne_suit_pas_exactement_le_contenu():
    longueurs = {len(repondre(HttpResponse(TEXTE), "gzip").content) for _ in range(30)}

    assert len(longueurs) > 1
