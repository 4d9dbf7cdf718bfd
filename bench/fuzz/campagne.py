"""Des milliers de demandes tordues, en chaque rôle : le site refuse, il ne tombe jamais."""

import argparse
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from urllib.parse import quote

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings, setup_test_environment

from bench.fuzz.exploration import Site, explorer
from bench.fuzz.valeurs import fichier, tordre_un_chemin, tordre_un_envoi, tordre_une_recherche
from gouvernance.models import Utilisateur

DEPARTS = ["/", "/admin/", "/tableau-de-bord/", "/communes/", "/rapports/", "/recherche/?q=a"]
ROLES = ["administrateur", "agent", "contributeur-numerique", "maire-quetigny", None]
# Dit volontairement qu'un exécutant ou un disque manque.
INDISPONIBLES = {("sante", 503)}
LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
REGLAGES = {
    "ALLOWED_HOSTS": ["testserver"],
    "AXES_ENABLED": False,
    "LIMITES_DE_DEBIT": False,
    "CACHES": {nom: LOCAL | {"LOCATION": nom} for nom in settings.CACHES},
    "PAGES_GARDEES": True,
    # Un PDF de quelques secondes par demande ne dirait rien de plus : il attend dans la file.
    "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
}


@dataclass(frozen=True, slots=True)
class Panne:
    role: str | None
    demande: str
    statut: int
    trace: str


@dataclass
class Releve:
    """Les réponses par statut, et la plus longue : ses secondes, puis la demande."""

    statuts: Counter[int] = field(default_factory=Counter)
    la_plus_longue: tuple[float, str] = 0.0, ""


class Navigateur:
    """Un rôle, et ce qu'une demande lui a fait lever."""

    def __init__(self, role: str | None):
        self.role = role
        self.client = Client(raise_request_exception=False)
        if role:
            self.client.force_login(Utilisateur.objects.get(username=role))
        self.session = self.client.cookies.copy()

    def demander(self, methode: str, adresse: str, envoi: dict | None) -> tuple[int, str]:
        """Ce qui s'écrit est annulé ; une réponse écrite au fil de l'eau est lue en entier."""
        leves: list[str] = []
        # Une demande précédente a pu la fermer ; ce qu'elle a écrit, lui, est annulé.
        self.client.cookies = self.session.copy()

        def relever(**_):
            leves.append(traceback.format_exc())

        got_request_exception.connect(relever)
        try:
            with transaction.atomic():
                reponse = getattr(self.client, methode)(adresse, envoi)
                reponse.getvalue()
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(relever)
        return reponse.status_code, "".join(leves)


def demander_au_hasard(
    hasard: Random, navigateur: Navigateur, site: Site, releve: Releve
) -> Panne | None:
    methode, nom, adresse, envoi = composer(hasard, site)
    demande, debut = f"{methode} {adresse} {envoi}", perf_counter()
    statut, trace = navigateur.demander(methode, adresse, envoi)
    releve.la_plus_longue = max(releve.la_plus_longue, (perf_counter() - debut, demande))
    releve.statuts[statut] += 1
    if statut < 500 or (nom, statut) in INDISPONIBLES:
        return None
    return Panne(navigateur.role, demande, statut, trace)


def composer(hasard: Random, site: Site) -> tuple[str, str, str, dict | None]:
    if hasard.random() < 0.4:
        nom = hasard.choice(sorted(site.formulaires))
        formulaire = hasard.choice(site.formulaires[nom])
        envoi = tordre_un_envoi(hasard, formulaire.champs)
        envoi |= {champ: fichier(hasard) for champ in formulaire.fichiers if hasard.random() < 0.8}
        return "post", nom, formulaire.adresse, encodable(envoi)
    nom = hasard.choice(sorted(site.pages))
    adresse = hasard.choice(site.pages[nom])
    if hasard.random() < 0.15:
        adresse = quote(tordre_un_chemin(hasard, adresse), safe="/%")
    return "get", nom, adresse, encodable(tordre_une_recherche(hasard, site.criteres.get(nom, {})))


def encodable(envoi: dict) -> dict:
    """Un demi-caractère arrive au site comme un navigateur l'enverrait : remplacé."""
    return {
        nom: [v.encode("utf-8", "replace").decode() for v in valeurs]
        if isinstance(valeurs, list)
        else valeurs
        for nom, valeurs in envoi.items()
    }


def mener(requetes: int, graine: int) -> list[Panne]:
    hasard = Random(graine)
    with override_settings(**REGLAGES):
        navigateurs = [Navigateur(role) for role in ROLES]
        site = explorer(navigateurs[0].client, DEPARTS, par_nom=4, au_plus=1_500)
        ecrire(f"{len(site.pages)} sortes de pages, {len(site.formulaires)} de formulaires.")
        pannes, releve, depart = [], Releve(), perf_counter()
        for rang in range(1, requetes + 1):
            panne = demander_au_hasard(hasard, hasard.choice(navigateurs), site, releve)
            if panne:
                pannes.append(panne)
            if rang % 1_000 == 0:
                ecrire(f"{rang} demandes, {len(pannes)} pannes, {perf_counter() - depart:.0f} s")
        secondes, demande = releve.la_plus_longue
        ecrire(f"Statuts : {dict(releve.statuts.most_common())}")
        ecrire(f"La plus longue, {secondes:.1f} s : {demande[:300]}")
    return pannes


def nature(panne: Panne) -> str:
    """L'exception et la ligne qui l'a levée : un même défaut prend bien des valeurs."""
    leve = panne.trace.strip().rpartition("\n")[2].partition(":")[0]
    return f"{leve}, {[str(panne.statut), *lieux(panne)][-1]}"


def lieux(panne: Panne) -> list[str]:
    return [ligne.strip() for ligne in panne.trace.splitlines() if ligne.startswith("  File ")]


def ecrire(phrase: str) -> None:
    sys.stdout.write(f"{phrase}\n")
    sys.stdout.flush()


def main() -> None:
    lecteur = argparse.ArgumentParser(prog="python -m bench fuzz")
    lecteur.add_argument("--requetes", type=int, default=20_000)
    lecteur.add_argument("--graine", type=int, default=2020)
    choix = lecteur.parse_args(sys.argv[2:])
    # Comme en production : ni requêtes gardées, ni gabarits annotés.
    setup_test_environment(debug=False)
    pannes = mener(choix.requetes, choix.graine)
    natures = Counter(map(nature, pannes))
    for lieu, nombre in natures.most_common():
        premiere = next(panne for panne in pannes if nature(panne) == lieu)
        ecrire(f"\n{nombre} × {lieu}\n{premiere.role} : {premiere.demande[:1_500]}")
        ecrire("\n".join(lieux(premiere)))
    ecrire(f"{choix.requetes} demandes, {len(pannes)} pannes.")
    sys.exit(bool(pannes))
