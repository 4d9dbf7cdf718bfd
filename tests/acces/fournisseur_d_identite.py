"""Un fournisseur d'identité complet, dans son propre processus ; écrit son port, puis sert.

Il exige PKCE et nomme la clé de chaque jeton, ce que la bibliothèque ne fait pas d'elle-même.
"""

import hashlib
import sys
from base64 import urlsafe_b64encode

import flask
from oidc_provider_mock import _app, app
from werkzeug.serving import make_server

DEFIS = {}


def exiger_pkce():
    """Le défi de la demande, puis sa réponse à l'échange du code."""
    requete = flask.request
    if requete.path == "/oauth2/authorize" and requete.method == "POST":
        if requete.args.get("code_challenge_method") != "S256":
            flask.abort(400)
        DEFIS[requete.args["state"]] = requete.args["code_challenge"]
    if requete.path == "/oauth2/token":
        reponse = hashlib.sha256(requete.form["code_verifier"].encode()).digest()
        if urlsafe_b64encode(reponse).decode().rstrip("=") not in DEFIS.values():
            flask.abort(400)


def nommer_la_cle(*arguments):
    reglages = REGLAGES(*arguments)
    return reglages | {"kid": reglages["key"]["kid"]}


REGLAGES = _app.OpenIDCode.get_jwt_config
_app.OpenIDCode.get_jwt_config = nommer_la_cle
fournisseur = app(require_nonce=True)
fournisseur.before_request(exiger_pkce)
serveur = make_server("localhost", 0, fournisseur, threaded=True)
sys.stdout.write(f"{serveur.server_port}\n")
sys.stdout.flush()
serveur.serve_forever()
