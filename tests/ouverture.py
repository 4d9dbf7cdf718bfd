"""Banc d'essai : chaque chiffre d'une page ouvre ses lignes, et la liste ouverte a le même total.

Un chiffre est un lien dont le texte commence par un nombre : « 8 », « 20 940 € », « 3 agents ».
Il mène à une liste, qui a ce nombre de lignes ou ce total, ou à une page qui l'explique.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from gouvernance.francais import nombre

INSECABLE = "\u00a0"
CHIFFRE = re.compile(r"^(−?\d[\d\u00a0]*(?:,\d+)?(?:\u00a0€)?)(?:\s+[^\W\d].*)?$")


@dataclass(frozen=True, slots=True)
class Chiffre:
    texte: str
    valeur: str
    adresse: str


class Lecteur(HTMLParser):
    """Liens du contenu, hors navigation et hors dessins ; chiffres clés qui n'en sont pas."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.profondeur = {"main": 0, "nav": 0, "svg": 0}
        self.adresse, self.texte, self.cle = None, "", None
        self.liens, self.fermes = [], []

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        if tag in self.profondeur:
            self.profondeur[tag] += 1
        if tag == "a" and self.profondeur["main"] and not self.hors_texte:
            self.adresse, self.texte = attributs.get("href"), ""
            self.cle = None
        elif tag == "dd" and "chiffre__valeur" in attributs.get("class", ""):
            self.cle = ""

    def handle_data(self, data):
        self.texte += data
        if self.cle is not None:
            self.cle += data

    def handle_endtag(self, tag):
        if tag in self.profondeur:
            self.profondeur[tag] -= 1
        if tag == "a" and self.adresse is not None:
            self.liens.append((" ".join(self.texte.split(" ")).strip(), self.adresse))
            self.adresse = None
        elif tag == "dd" and self.cle is not None:
            if self.cle.strip():
                self.fermes.append(self.cle.strip())
            self.cle = None

    @property
    def hors_texte(self) -> bool:
        return bool(self.profondeur["nav"] or self.profondeur["svg"])


def lire_chiffres(reponse) -> tuple[list[Chiffre], list[str]]:
    """Chiffres qui s'ouvrent, et chiffres clés qui ne s'ouvrent pas."""
    lecteur = Lecteur()
    lecteur.feed(reponse.content.decode())
    base = reponse.wsgi_request.get_full_path()
    trouves = [
        Chiffre(texte, trouve[1], urljoin(base, adresse))
        for texte, adresse in lecteur.liens
        if (trouve := CHIFFRE.match(texte))
    ]
    return trouves, lecteur.fermes


def totaux_de(reponse) -> set[str]:
    """Nombre de lignes et totaux d'une liste ouverte, tels qu'elle les écrit."""
    table, filtre = reponse.context["table"], reponse.context["filter"]
    assert filtre.is_valid(), filtre.errors
    pieds = {str(colonne.footer) for colonne in table.columns if colonne.has_footer()}
    return {nombre(table.paginator.count), *filter(CHIFFRE.match, pieds)}


def chiffres_infideles(client, adresse: str) -> tuple[list[str], int]:
    """Ce qui ne s'ouvre pas sur le même total, et combien de chiffres ont été suivis."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    chiffres, fermes = lire_chiffres(reponse)
    fautes = [
        f"{adresse} : le chiffre clé « {ferme} » n’ouvre rien"
        for ferme in fermes
        if re.search(r"[1-9]", ferme)
    ]
    for chiffre in chiffres:
        ouverte = client.get(chiffre.adresse)
        if ouverte.status_code != 200:
            fautes.append(f"{chiffre.adresse} : statut {ouverte.status_code}")
        elif ouverte.context and "table" in ouverte.context:
            if chiffre.valeur not in (totaux := totaux_de(ouverte)):
                fautes.append(f"{adresse} : « {chiffre.texte} » ouvre {sorted(totaux)}")
        elif chiffre.valeur not in ouverte.content.decode().replace("&nbsp;", INSECABLE):
            fautes.append(f"{adresse} : « {chiffre.texte} » n’est pas sur {chiffre.adresse}")
    return fautes, len(chiffres)
