"""Un jeton du fournisseur : signé, non échu, de lui et pour ce site, ou refusé."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.exceptions import SuspiciousOperation

from mutualisation.acces.oidc import FournisseurBackend

REFUS = (SuspiciousOperation, jwt.PyJWTError)
CLES = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
}
AUTRE = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def verifier(fournisseur, settings, monkeypatch):
    """Ce que dit du jeton un site réglé sur cet algorithme, sans passer par le réseau."""

    def avec(algorithme, jeton):
        settings.OIDC_RP_SIGN_ALGO = algorithme
        cle = CLES[algorithme].public_key()
        monkeypatch.setattr(FournisseurBackend, "retrieve_matching_jwk", lambda *_: cle)
        return FournisseurBackend().verify_token(jeton, nonce="n-1")

    return avec


@pytest.fixture
def revendications(fournisseur):
    return {
        "iss": fournisseur.emetteur,
        "aud": [fournisseur.client],
        "sub": "u-1",
        "exp": time.time() + 60,
        "nonce": "n-1",
    }


@pytest.mark.parametrize("algorithme", CLES)
def test_un_jeton_bien_signe_est_lu(verifier, revendications, algorithme):
    jeton = jwt.encode(revendications, CLES[algorithme], algorithme)

    assert verifier(algorithme, jeton)["sub"] == "u-1"


@pytest.mark.parametrize(
    "change",
    [
        {"exp": 1},
        {"exp": None},
        {"iss": "https://autre.example"},
        {"iss": None},
        {"aud": "autre"},
        {"aud": None},
        {"nonce": "autre"},
        {"nonce": None},
    ],
)
def test_un_jeton_echu_d_un_autre_ou_pour_un_autre_est_refuse(verifier, revendications, change):
    contenu = {nom: v for nom, v in (revendications | change).items() if v is not None}

    with pytest.raises(REFUS):
        verifier("ES256", jwt.encode(contenu, CLES["ES256"], "ES256"))


@pytest.mark.parametrize(
    ("cle", "algorithme"),
    [(AUTRE, "ES256"), (CLES["RS256"], "RS256"), ("secret-de-test" * 4, "HS256"), (None, "none")],
)
def test_un_jeton_mal_signe_est_refuse(verifier, revendications, cle, algorithme):
    with pytest.raises(REFUS):
        verifier("ES256", jwt.encode(revendications, cle, algorithme))
