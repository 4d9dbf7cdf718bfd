"""L'administration au quotidien : aides qui citent la règle, ligne suivante, clavier, mots."""

import json
import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.urls import reverse

from gouvernance.models import Texte
from services_communs.models import Adhesion
from tests.conflits.formulaires import lire_formulaire
from tests.fabriques import creer_adhesion, creer_deliberation, creer_texte
from tests.mutualisation.objets_administres import CREATIONS
from tests.mutualisation.test_admin import adresse

pytestmark = pytest.mark.django_db

RACINE = Path(__file__).resolve().parents[2]
ARTICLE = re.compile(r"\b(?:[LRD]\. \d+(?:-\d+)*|1609 nonies C)")
LISTE = reverse("admin:services_communs_adhesion_changelist")
SANS_CONVENTION = "_changelist_filters=a_completer%3Dsans_convention"


def pages_et_grilles():
    for page in admin.site._registry.values():
        yield page
        yield from (grille(page.model, admin.site) for grille in page.inlines)


@pytest.mark.parametrize("modele", CREATIONS, ids=lambda modele: modele.__name__)
def test_chaque_aide_se_lit_sous_son_champ(client_administrateur, modele):
    objet = CREATIONS[modele]()
    page = client_administrateur.get(adresse(modele, "change", objet.pk))
    formulaires = {admin.site._registry[modele]: page.context["adminform"].form}
    for grille in page.context["inline_admin_formsets"]:
        formulaires[grille.opts] = grille.formset.empty_form

    for declaree, formulaire in formulaires.items():
        for nom, aide in getattr(declaree, "aides", {}).items():
            if nom in formulaire.fields:
                assert formulaire.fields[nom].help_text.endswith(aide)
            else:
                assert nom in declaree.get_readonly_fields(page.wsgi_request, objet)


def test_les_aides_ne_citent_que_des_articles_que_le_projet_connait():
    """Ceux des textes livrés et des règles : aucune aide n'en invente."""
    textes = (RACINE / "fixtures/reference/07_textes.jsonl").read_text(encoding="utf-8")
    connus = [json.loads(ligne)["fields"]["reference"] for ligne in textes.splitlines()]
    regles = [*(RACINE / "gouvernance/regles").glob("*.py"), *(RACINE / "finances").glob("*.py")]
    connus += [regle.read_text(encoding="utf-8") for regle in regles]
    # Le code de l'action sociale n'est cité que par la définition d'un CCAS.
    attestes = set(ARTICLE.findall(" ".join(connus))) | {"L. 123-6"}
    cites = {
        article
        for page in pages_et_grilles()
        for aide in getattr(page, "aides", {}).values()
        for article in ARTICLE.findall(aide)
    }

    assert cites
    assert cites <= attestes


def test_une_page_mene_aux_lignes_voisines_de_la_liste_filtree(client_administrateur):
    premiere, deuxieme, close, derniere = (creer_adhesion() for _ in range(4))
    Adhesion.objects.filter(pk=close.pk).update(date_fin="2020-12-31")
    page = client_administrateur.get(
        adresse(Adhesion, "change", deuxieme.pk) + f"?{SANS_CONVENTION}"
    )

    voisins = page.context["voisins"]

    assert (voisins.rang, voisins.nombre) == (2, 3)
    for url, attendue in [(voisins.precedent, premiere), (voisins.suivant, derniere)]:
        assert url == f"{adresse(Adhesion, 'change', attendue.pk)}?{SANS_CONVENTION}"


def test_enregistrer_et_suivant_garde_les_filtres_meme_si_la_ligne_quitte_la_liste(
    client_administrateur,
):
    premiere, suivante = creer_adhesion(), creer_adhesion()
    url = (
        adresse(Adhesion, "change", premiere.pk)
        + "?_changelist_filters=a_completer%3Dsans_deliberation"
    )
    page = client_administrateur.get(url)
    champs = page.context["adminform"].form
    envoi = {champ.html_name: champ.value() for champ in champs if champ.value() is not None}
    suite = {"_suivant": page.context["voisins"].cle_suivante}

    reponse = client_administrateur.post(
        url, envoi | suite | {"deliberations": [creer_deliberation().pk]}
    )

    assert reponse.status_code == 302, reponse.context["errors"]
    assert reponse.url.startswith(adresse(Adhesion, "change", suivante.pk))
    assert "sans_deliberation" in reponse.url
    assert premiere.deliberations.exists()


@pytest.mark.parametrize("filtres", ["inconnu__champ%3D1", "a_completer%3Dinconnu", "e%3D1"])
def test_un_filtre_impossible_laisse_la_page_s_ouvrir(client_administrateur, filtres):
    url = adresse(Adhesion, "change", creer_adhesion().pk) + f"?_changelist_filters={filtres}"

    assert client_administrateur.get(url).status_code == 200


def test_une_ligne_suivante_impossible_ne_mene_qu_a_une_page_de_l_administration(
    client_administrateur,
):
    texte = creer_texte()
    url = adresse(Texte, "change", texte.pk)
    envoi = lire_formulaire(client_administrateur.get(url))

    reponse = client_administrateur.post(url, envoi | {"_suivant": "a\r\nSet-Cookie: b=c"})

    assert reponse.status_code == 302
    assert reponse.url.startswith(adresse(Texte, "changelist"))
    assert "Set-Cookie" not in reponse.headers


def test_la_derniere_ligne_n_a_pas_de_suivante(client_administrateur):
    page = client_administrateur.get(adresse(Adhesion, "change", creer_adhesion().pk))

    assert "1 sur 1" in page.content.decode()
    assert "_suivant" not in page.content.decode()


def test_les_raccourcis_sont_documentes_et_existent(client_administrateur):
    creer_adhesion()
    adhesion = Adhesion.objects.get()
    creer_adhesion()
    page = client_administrateur.get(adresse(Adhesion, "change", adhesion.pk)).content.decode()
    liste = client_administrateur.get(LISTE).content.decode()
    documentes = re.findall(r"<dt><kbd>(\w)</kbd>", liste)

    assert set(documentes) == {"S", "V", "N", "P", "R"}
    for touche in {"s", "v", "n"}:
        assert f'accesskey="{touche}"' in page
    assert 'accesskey="r"' in liste


def test_une_liste_se_lit_en_francais(client_administrateur):
    creer_adhesion()
    page = client_administrateur.get(LISTE, {"a_completer": "sans_convention"}).content.decode()

    assert "Supprimer la sélection" in page
    assert "1\u00a0résultat (" in page
    for maladresse in [
        "sélectionnés</option>",
        "Par à compléter",
        'alt="Search"',
        "Ajouter adhésion",
    ]:
        assert maladresse not in page
