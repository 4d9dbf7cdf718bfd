"""Chaque chiffre du rapport publié par la métropole se lit dans le nôtre, à sa place."""

import re
from html import unescape

import pytest
from django.db.models import Q

from gouvernance.francais import nombre
from mutualisation.models import ChiffreAnnonce
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.formes import rendre_lecture

CHAPITRES = {
    "Les grandes étapes": "etapes",
    "Réalisations": "realisations",
    "Focus sur les ressources humaines": "ressources-humaines",
    "Focus sur le financement": "financement",
}
PARTIE = r'(?s)<{balise} class="{classe}[^>]*id="([^"]+)".*?</{balise}>'


@pytest.fixture(scope="module")
def page(donnees_chargees, django_db_blocker):
    with django_db_blocker.unblock():
        return rendre_lecture(construire_rapport(2020))


@pytest.fixture(scope="module")
def chapitres(page):
    return decouper(page, "section", "chapitre")


@pytest.fixture(scope="module")
def fiches(page):
    return decouper(page, "article", "fiche")


def decouper(page, balise, classe):
    """Texte de chaque partie, par ancre."""
    parties = re.finditer(PARTIE.format(balise=balise, classe=classe), page)
    return {partie[1]: en_texte(partie[0]) for partie in parties}


def en_texte(html):
    sans_dessin = re.sub(r"(?s)<svg.*?</svg>", " ", html)
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", sans_dessin)))


def est_dans(chiffre, texte):
    """Vrai si ce nombre y est entier : « 12 » n'est ni dans « 128 », ni dans « 12 599 »."""
    ecrit = re.escape(nombre(chiffre.valeur))
    return re.search(rf"(?<![\d,])(?<!\d\u00a0){ecrit}(?!\d|,\d|\u00a0\d)", texte) is not None


@pytest.mark.usefixtures("donnees")
def test_chaque_chiffre_publie_est_a_sa_place_ou_dans_la_note_de_methode(chapitres, fiches):
    # D'une liste, le document écrit les noms : leur nombre n'y est pas.
    comptes_de_liste = Q(grandeur__in=["saisines", "cooperations"]) | Q(
        libelle__regex="^(Adhésion|Collectivités citées)"
    )
    publies = ChiffreAnnonce.objects.filter(document="Rapport annuel 2020")
    chiffres = list(publies.exclude(comptes_de_liste).select_related("domaine"))

    def lieux(chiffre):
        if chiffre.domaine:
            yield fiches[f"domaine-{chiffre.domaine.code}"]
        yield chapitres[CHAPITRES[chiffre.emplacement.split(",")[0]]]
        yield chapitres["methode"]

    absents = [
        f"{chiffre.libelle} : {chiffre.valeur}"
        for chiffre in chiffres
        if not any(est_dans(chiffre, lieu) for lieu in lieux(chiffre))
    ]

    assert len(chiffres) > 190
    assert absents == []


def test_un_nombre_n_est_pas_trouve_dans_un_plus_grand():
    douze = ChiffreAnnonce(valeur=12)

    assert est_dans(douze, "12 agents, dont 3")
    assert not est_dans(douze, "128 agents, 12\u00a0599 euros, 8\u00a0012 copies, 12,5 ETP, 0,12")
