"""Deux cents personnes connectées, et les pages que chacune ouvre un soir de conseil."""

import json
import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import django
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

ANNEE = 2020
# Trois élus pour un agent.
PERSONNES, AGENTS = 200, 50
# Ils ont les groupes et le mot de passe de ces deux comptes de démonstration.
AGENT, ELU = "agent", "maire-quetigny"
MOTS = ["informatique", "Quetigny", "adhésion", "marchés", "attribution"]

Page = tuple[str, str]


def page(nom: str, *arguments: object, **recherche: object) -> Page:
    """Nom sous lequel la page se mesure, et adresse où la lire."""
    return nom, reverse(nom, args=arguments, query=recherche or None)


def pages_d_un_elu(compte, commune, hasard: random.Random) -> Iterator[Page]:
    from gouvernance.models import Deliberation
    from services_communs.models import ServiceCommun

    code = commune.code_insee
    # Chacun revient à sa commune entre deux points, et feuillette le rapport dont on débat.
    for annee in [ANNEE, ANNEE, ANNEE + 1, ANNEE]:
        yield page("commune_detail", code, annee=annee)
    for _ in range(3):
        yield page("rapport_detail", ANNEE)
    yield page("rapport_pdf", ANNEE)
    yield page("attribution_detail", code, ANNEE)
    yield page("service_liste")
    for service in hasard.sample(list(ServiceCommun.objects.all()), 2):
        yield "service_detail", service.get_absolute_url()
    yield page("participation_liste")
    deliberation = Deliberation.objects.visibles_par(compte).latest("pk")
    yield "deliberation_detail", deliberation.get_absolute_url()
    yield page("seance_liste")
    yield page("echeance_liste")
    yield page("journal")
    yield page("recherche", q=hasard.choice(MOTS))


def pages_d_un_agent(communes, hasard: random.Random) -> Iterator[Page]:
    from finances.models import EvaluationCLECT

    yield page("tableau_de_bord")
    yield page("commune_liste")
    for commune in hasard.sample(communes, 3):
        yield page("commune_detail", commune.code_insee, annee=ANNEE)
    yield page("adhesion_liste")
    yield page("adhesion_liste", commune=hasard.choice(communes).pk)
    yield page("participation_liste", page=2)
    yield page("evaluation_detail", EvaluationCLECT.objects.earliest("pk").pk)
    yield page("effectif_liste")
    yield page("recherche", q=hasard.choice(MOTS))
    yield page("admin:services_communs_adhesion_changelist")
    yield page("echeance_liste")
    yield page("rapport_detail", ANNEE)


def ouvrir_une_session(compte) -> str:
    client = Client()
    client.force_login(compte)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def inviter(rang: int, modeles: dict, communes: list) -> dict:
    """Crée ce compte, lui ouvre une session, et dit ce qu'il lira."""
    from gouvernance.models import Utilisateur

    hasard = random.Random(rang)
    commune = communes[rang % len(communes)]
    est_agent = rang < AGENTS
    modele = modeles[AGENT if est_agent else ELU]
    compte = Utilisateur.objects.create(
        username=f"charge-{rang}", password=modele.password, is_staff=est_agent
    )
    compte.groups.set(modele.groups.all())
    if est_agent:
        pages = list(pages_d_un_agent(communes, hasard))
    else:
        compte.collectivites.set([commune])
        pages = list(pages_d_un_elu(compte, commune, hasard))
    hasard.shuffle(pages)
    session = ouvrir_une_session(compte)
    return {"nom": compte.username, "agent": est_agent, "session": session, "pages": pages}


def adresses_des_gestes() -> dict[str, str | list[str]]:
    """Où se connectent, écrivent, exportent et importent ceux qui ne font pas que lire."""
    from gouvernance.exports import FORMATS

    return {
        "connexion": reverse("connexion"),
        "texte": reverse("texte_saisir", args=[ANNEE + 1, "essentiel"]),
        "projet": reverse("rapport_pdf", args=[ANNEE + 1], query={"brouillon": ""}),
        "import": reverse("import_envoyer", args=["effectifs"]),
        "exports": [
            reverse(liste, query={"export": forme})
            for liste in ["adhesion_liste", "transfert_liste", "effectif_liste"]
            for forme in FORMATS
        ],
    }


def reunir() -> dict:
    from gouvernance.models import Collectivite, Utilisateur
    from services_communs.models import Domaine

    membres = Collectivite.objects.communes().membres_le(date(ANNEE, 12, 31))
    communes = list(membres.order_by("pk"))
    modeles = {nom: Utilisateur.objects.get(username=nom) for nom in [AGENT, ELU]}
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "personnes": [inviter(rang, modeles, communes) for rang in range(PERSONNES)],
        "domaines": list(Domaine.objects.order_by("pk").values_list("titre", flat=True)),
        "adresses": adresses_des_gestes(),
    }


if __name__ == "__main__":
    django.setup()
    with transaction.atomic():
        reunies = reunir()
    Path(sys.argv[1]).write_text(json.dumps(reunies), "utf-8")
