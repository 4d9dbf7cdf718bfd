"""Ce qu'un navigateur enverrait d'une page : chaque champ du formulaire, tel qu'il est rempli."""

from html.parser import HTMLParser


class LecteurDeFormulaires(HTMLParser):
    """Relève les champs de chaque formulaire posté de la page."""

    def __init__(self):
        super().__init__()
        self.formulaires: list[dict[str, list[str]]] = []
        self.champs = None
        self.texte = self.menu = self.option = None

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        if tag == "form":
            self.champs = {} if attributs.get("method") == "post" else None
            if self.champs is not None:
                self.formulaires.append(self.champs)
        elif self.champs is None:
            return
        elif tag == "input":
            self._lire_input(attributs)
        elif tag == "textarea":
            self.texte = attributs["name"], []
        elif tag == "select":
            self.menu = attributs.get("name"), "multiple" in attributs, []
        elif tag == "option" and self.menu:
            self.menu[2].append((attributs.get("value", ""), "selected" in attributs))

    def _lire_input(self, attributs):
        nom, nature = attributs.get("name"), attributs.get("type", "text")
        if not nom or "disabled" in attributs or nature in {"submit", "button", "file"}:
            return
        if nature in {"checkbox", "radio"} and "checked" not in attributs:
            return
        defaut = "on" if nature == "checkbox" else ""
        self.champs.setdefault(nom, []).append(attributs.get("value") or defaut)

    def handle_data(self, data):
        if self.texte:
            self.texte[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.champs = None
        elif tag == "textarea" and self.texte:
            nom, morceaux = self.texte
            # Le navigateur ôte le premier saut de ligne et envoie les autres en CRLF.
            texte = "".join(morceaux).removeprefix("\r\n").removeprefix("\n")
            self.champs.setdefault(nom, []).append("\r\n".join(texte.splitlines()))
            self.texte = None
        elif tag == "select" and self.menu:
            nom, est_multiple, options = self.menu
            choisies = [valeur for valeur, est_choisie in options if est_choisie]
            if not choisies and options and not est_multiple:
                choisies = [options[0][0]]
            if nom and choisies:
                self.champs.setdefault(nom, []).extend(choisies)
            self.menu = None


def lire_formulaire(reponse, champ: str = "version") -> dict[str, list[str]]:
    """Ceux du formulaire qui porte ce champ, sans la ligne modèle que rien n'envoie."""
    lecteur = LecteurDeFormulaires()
    lecteur.feed(reponse.content.decode())
    trouve = next(champs for champs in lecteur.formulaires if champ in champs)
    return {nom: valeurs for nom, valeurs in trouve.items() if "__prefix__" not in nom}
