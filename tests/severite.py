"""Fautes qu'une page ne montre pas : variable indéfinie, script ou style en ligne."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Node
from django.test import Client


class VariableIndefinie(str):
    """Valeur d'une variable absente : un échec dans nos gabarits, rien dans ceux des autres.

    Django demande sa vérité à cette valeur avant de l'employer : c'est là qu'elle échoue.
    """

    dossier: Path

    def __new__(cls, dossier: Path):
        valeur = super().__new__(cls)
        valeur.dossier = dossier
        return valeur

    def __bool__(self):
        cadre = sys._getframe(1)
        variable = getattr(cadre.f_locals.get("self"), "var", "?")
        while cadre and not isinstance(cadre.f_locals.get("self"), Node):
            cadre = cadre.f_back
        gabarit = cadre and cadre.f_locals["self"].origin.name
        if gabarit and Path(gabarit).is_relative_to(self.dossier):
            raise AssertionError(f"Variable indéfinie dans {gabarit} : {variable}")
        return False


class ChercheurDEnLigne(HTMLParser):
    """Relève ce qu'une politique de sécurité du contenu (CSP) stricte refuserait."""

    def __init__(self):
        super().__init__()
        self.fautes = []

    def handle_starttag(self, tag, attrs):
        noms = {nom for nom, _ in attrs}
        est_donnee = dict(attrs).get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in noms and not est_donnee):
            self.fautes.append(f"<{tag}> en ligne")
        self.fautes += [
            f"attribut {nom} sur <{tag}>"
            for nom in sorted(noms)
            if nom == "style" or nom.startswith("on")
        ]


PAGE_D_OBJET = re.compile(r"(/admin/.+/(change|delete)/|.*/modifier/|/controles/.+)(\?.*)?")
VERSION = re.compile(r'name="version" value="([^"]+)"')


class ClientSevere(Client):
    """Client qui refuse scripts et styles en ligne, administration comprise.

    Comme un navigateur, il ouvre la page d'un objet avant de l'envoyer : elle porte sa version.
    """

    def post(self, path, data=None, *args, **kwargs):
        if PAGE_D_OBJET.fullmatch(str(path)) and "version" not in (data or {}):
            lue = VERSION.search(self.get(path).content.decode())
            data = dict(data or {}) | ({"version": lue[1]} if lue else {})
        return super().post(path, data, *args, **kwargs)

    def request(self, **request):
        reponse = super().request(**request)
        est_html = reponse.get("Content-Type", "").startswith("text/html")
        if est_html and not reponse.streaming:
            chercheur = ChercheurDEnLigne()
            chercheur.feed(reponse.content.decode())
            assert not chercheur.fautes, chercheur.fautes
        return reponse


def connecter(personne) -> ClientSevere:
    """Client de cette personne ; personne, sans connexion."""
    client = ClientSevere()
    if personne:
        client.force_login(personne)
    return client
