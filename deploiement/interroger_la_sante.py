"""Sort en erreur si le serveur de ce conteneur ne va pas bien."""

import os
import sys
from http.client import HTTPConnection

nom = os.environ["DJANGO_ALLOWED_HOSTS"].split(",")[0].lstrip(".")
serveur = HTTPConnection("127.0.0.1", 8000, timeout=5)
serveur.request("GET", "/sante/", headers={"Host": nom})
sys.exit(serveur.getresponse().status != 200)
