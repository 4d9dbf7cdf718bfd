"""Un soir de conseil, joué par Locust : ce fichier ne charge pas Django.

Chaque réponse est relevée avec son nom, sa durée en millisecondes, son erreur s'il y en a une, et
si un PDF se rendait à ce moment : la charge de la machine, changeante, pèse alors également sur
ce que l'on compare.
"""

import json
import os
import random
import time
from itertools import count, cycle
from pathlib import Path

from locust import FastHttpUser, between, constant_throughput, events, task
from lxml import html

REUNIES = json.loads(Path(os.environ["CHARGE_PERSONNES"]).read_text("utf-8"))
RELEVE = Path(os.environ["CHARGE_RELEVE"])
DEBIT = float(os.environ["CHARGE_DEBIT"])
MONTEE = float(os.environ["CHARGE_MONTEE"])
# D'une page à la suivante, pour chacun.
PAUSE = len(REUNIES["personnes"]) / DEBIT
MOT_DE_PASSE = "demonstration"
ADRESSES = REUNIES["adresses"]
HTTPS = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}

rendus_en_cours: set[int] = set()
reponses: list[tuple[float, str, float, str, bool]] = []
debut = time.monotonic()


@events.request.add_listener
def relever(name, response_time, exception, **_):
    instant = time.monotonic() - debut
    if instant > MONTEE:
        erreur = str(exception) if exception else ""
        reponses.append((instant, name, response_time, erreur, bool(rendus_en_cours)))


@events.quitting.add_listener
def ecrire(environment, **_):
    RELEVE.write_text(json.dumps(reponses), "utf-8")


class Personne(FastHttpUser):
    """Quelqu'un qui garde ses cookies, envoie des formulaires et refuse toute surprise."""

    abstract = True
    connection_timeout = network_timeout = 60

    def on_start(self):
        self.cookies = {}

    def demander(self, nom, adresse, *, methode="GET", attendus=(200,), **options):
        entetes = HTTPS | {
            "Referer": self.host.replace("http:", "https:") + adresse,
            "Cookie": "; ".join(f"{cle}={valeur}" for cle, valeur in self.cookies.items()),
        }
        with self.client.request(
            methode,
            adresse,
            name=nom,
            headers=entetes,
            allow_redirects=False,
            catch_response=True,
            **options,
        ) as reponse:
            if reponse.status_code not in attendus:
                reponse.failure(f"statut {reponse.status_code}")
        if reponse.headers:
            self.retenir(reponse.headers.getlist("Set-Cookie"))
        return reponse

    def retenir(self, cookies):
        for cookie in cookies:
            nom, _, valeur = cookie.partition(";")[0].partition("=")
            self.cookies[nom] = valeur

    def envoyer(self, nom, lue, adresse, champ, *, fichiers=None, **valeurs):
        """Renvoie le formulaire de la page lue qui porte ce champ, ces valeurs changées."""
        document = html.fromstring(lue.content)
        formulaire = next(f for f in document.forms if champ in f.fields)
        donnees = dict(formulaire.form_values()) | valeurs
        return self.demander(
            nom,
            formulaire.action or adresse,
            methode="POST",
            attendus=(302,),
            data=donnees,
            files=fichiers,
        )


class Assistance(Personne):
    """Élus et agents connectés, page après page, dans leur ordre."""

    abstract = True
    personnes = cycle([])
    hasard = random.Random(2020)

    def on_start(self):
        super().on_start()
        personne = next(self.personnes)
        self.cookies[REUNIES["cookie"]] = personne["session"]
        self.pages = cycle(personne["pages"])
        # Locust les fait naître par dizaines : au hasard, elles ne lisent pas au même instant.
        self.prochaine = time.monotonic() - self.hasard.uniform(0, PAUSE)

    def wait_time(self):
        """Chacun garde sa cadence, en retard ou non sur le site."""
        maintenant = time.monotonic()
        self.prochaine = max(self.prochaine + PAUSE, maintenant)
        return self.prochaine - maintenant

    @task
    def lire(self):
        self.demander(*next(self.pages))


class Elu(Assistance):
    personnes = cycle(p for p in REUNIES["personnes"] if not p["agent"])
    weight = 3


class Agent(Assistance):
    personnes = cycle(p for p in REUNIES["personnes"] if p["agent"])
    weight = 1


class Seul(Personne):
    """Une personne en plus de l'assistance, qui se connecte par son mot de passe."""

    abstract = True
    fixed_count = 1
    rangs = count()

    def on_start(self):
        super().on_start()
        self.se_connecter("agent")

    def se_connecter(self, nom):
        page = self.demander("connexion", ADRESSES["connexion"])
        self.envoyer(
            "connexion (envoi)",
            page,
            ADRESSES["connexion"],
            "username",
            username=nom,
            password=MOT_DE_PASSE,
        )

    def attendre_la_production(self, adresse):
        while True:
            time.sleep(1)
            page = self.demander("production_detail", adresse, attendus=(200, 302))
            if b"data-fini" in page.content or page.status_code != 200:
                return page


class Retardataire(Seul):
    """Deux cents connexions en dix minutes."""

    wait_time = constant_throughput(1 / 3)

    def on_start(self):
        Personne.on_start(self)

    @task
    def arriver(self):
        self.cookies.clear()
        personne = REUNIES["personnes"][next(self.rangs) % len(REUNIES["personnes"])]
        self.se_connecter(personne["nom"])


class Exportatrice(Seul):
    """Une direction qui emporte une liste, dans chaque format, l'une après l'autre."""

    wait_time = between(2, 4)
    exports = cycle(ADRESSES["exports"])

    @task
    def exporter(self):
        self.demander("export d’une liste", next(self.exports))


class Redactrice(Seul):
    """Corrige un texte du rapport en préparation, puis relit tout le PDF."""

    wait_time = between(10, 15)

    @task
    def corriger_puis_relire(self):
        adresse = ADRESSES["texte"]
        page = self.demander("texte_saisir", adresse)
        texte = f"Version {next(self.rangs)} du récit."
        self.envoyer("texte_saisir (envoi)", page, adresse, "texte", texte=texte)
        demande = self.demander("rapport_pdf (projet)", ADRESSES["projet"], attendus=(302,))
        rendus_en_cours.add(id(self))
        try:
            self.attendre_la_production(demande.headers["Location"])
        finally:
            rendus_en_cours.discard(id(self))
        fichier = demande.headers["Location"] + "fichier"
        self.demander("production_fichier", fichier)


class Importatrice(Seul):
    """Importe cinq mille lignes, que l'exécutant confronte puis applique."""

    wait_time = between(20, 30)

    @task
    def importer(self):
        adresse = ADRESSES["import"]
        page = self.demander("import_envoyer", adresse)
        fichier = "effectifs.csv", effectifs(next(self.rangs)), "text/csv"
        recu = self.envoyer(
            "import_envoyer (envoi)", page, adresse, "feuille", fichiers={"fichier": fichier}
        ).headers["Location"]
        self.attendre_l_import(recu)
        apercu = self.demander("import_detail", recu)
        self.envoyer("import_confirmer", apercu, recu, "empreinte", motif="Recensement")
        self.attendre_l_import(recu)

    def attendre_l_import(self, adresse):
        suite = self.demander("import_detail", adresse, attendus=(200, 302))
        if suite.status_code == 302:
            self.attendre_la_production(suite.headers["Location"])


def effectifs(rang: int) -> bytes:
    """Les mêmes jours et domaines, un autre nombre d'agents : tout est à changer."""
    lignes = [
        f"{domaine};{jour:02}/{mois:02}/{annee};{10 + rang % 90};9,5"
        for domaine in REUNIES["domaines"]
        for annee in range(1980, 1990)
        for mois in range(1, 13)
        for jour in range(1, 4)
    ]
    return "\r\n".join(["Domaine;Observé le;Agents;ETP", *lignes]).encode()
