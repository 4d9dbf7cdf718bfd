"""Ce que le site offre : chaque page atteinte de lien en lien, ses critères, ses formulaires."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

# Se déconnecter ferait de la suite une visite anonyme.
JAMAIS_ENVOYES = {"deconnexion", "connexion"}
TROP_GROS = 3_000_000


@dataclass(slots=True)
class Formulaire:
    adresse: str
    est_poste: bool
    champs: dict[str, list[str]] = field(default_factory=dict)
    fichiers: list[str] = field(default_factory=list)


class LecteurDePage(HTMLParser):
    """Liens et formulaires d'une page, champs remplis comme elle les montre."""

    def __init__(self, adresse: str):
        super().__init__()
        self.adresse = adresse
        self.liens: list[str] = []
        self.formulaires: list[Formulaire] = []
        self.ouvert: Formulaire | None = None
        self.menu = self.texte = ""

    def handle_starttag(self, tag, attrs):
        lus = dict(attrs)
        if tag == "a" and lus.get("href"):
            self.liens.append(urljoin(self.adresse, lus["href"]))
        elif tag == "form":
            cible = urljoin(self.adresse, lus.get("action") or self.adresse)
            self.ouvert = Formulaire(cible, lus.get("method", "").lower() == "post")
            self.formulaires.append(self.ouvert)
        elif self.ouvert is not None:
            self._lire_champ(tag, lus)

    def _lire_champ(self, tag, lus):
        nom = lus.get("name") or ""
        if tag == "option" and self.menu:
            if "selected" in lus or not self.ouvert.champs[self.menu]:
                self.ouvert.champs[self.menu] = [lus.get("value") or ""]
        elif tag == "select":
            self.menu = nom
            self.ouvert.champs.setdefault(nom, [])
        elif nom and lus.get("type") == "file":
            self.ouvert.fichiers.append(nom)
        elif nom and tag in {"input", "button", "textarea"}:
            self.ouvert.champs.setdefault(nom, []).append(lus.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.ouvert = None
        elif tag == "select":
            self.menu = ""


@dataclass(frozen=True, slots=True)
class Site:
    """`pages` par nom d'adresse ; `criteres` vus dans leurs chaînes de requête."""

    pages: dict[str, list[str]]
    criteres: dict[str, dict[str, list[str]]]
    formulaires: dict[str, list[Formulaire]]


def nommer(adresse: str) -> str | None:
    try:
        return resolve(urlsplit(adresse).path).view_name
    except Resolver404:
        return None


def explorer(client: Client, departs: list[str], *, par_nom: int, au_plus: int) -> Site:
    """Suit les liens en largeur, au plus `par_nom` pages de chaque sorte."""
    site, vues, file = Site({}, {}, {}), Counter(), deque(departs)
    while file and sum(vues.values()) < au_plus:
        adresse = file.popleft()
        nom = nommer(adresse)
        if nom is None or urlsplit(adresse).netloc:
            continue
        for critere, valeurs in parse_qs(urlsplit(adresse).query).items():
            site.criteres.setdefault(nom, {}).setdefault(critere, []).extend(valeurs[:3])
        chemin = urlsplit(adresse).path
        if vues[nom] >= par_nom or chemin in site.pages.get(nom, []):
            continue
        vues[nom] += 1
        site.pages.setdefault(nom, []).append(chemin)
        file.extend(lire(client, site, adresse))
    return site


def lire(client: Client, site: Site, adresse: str) -> list[str]:
    """Retient les formulaires de la page ; rend ses liens."""
    reponse = client.get(adresse)
    est_une_page = reponse.get("Content-Type", "").startswith("text/html")
    contenu = reponse.getvalue()
    if not est_une_page or len(contenu) > TROP_GROS:
        return [reponse["Location"]] if reponse.status_code == 302 else []
    page = LecteurDePage(adresse)
    page.feed(contenu.decode())
    for formulaire in page.formulaires:
        nom = nommer(formulaire.adresse)
        if nom is None or nom in JAMAIS_ENVOYES:
            continue
        if formulaire.est_poste:
            site.formulaires.setdefault(nom, []).append(formulaire)
        else:
            criteres = site.criteres.setdefault(nom, {})
            for champ, valeurs in formulaire.champs.items():
                criteres.setdefault(champ, []).extend(valeurs[:3])
    return page.liens
