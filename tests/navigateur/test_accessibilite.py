"""Toutes les pages du site, par qui les lit : axe-core, deux modes, trois largeurs."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from gouvernance.models import Utilisateur
from tests.navigateur.conftest import guetter_les_refus
from tests.navigateur.test_parcours import deborde
from tests.navigateur.visite import ATTENTES, EXCLUES, LONGUES, MAIRE, Visite, toutes_les_visites

# 1280 pixels agrandis deux fois n'en laissent que 640 à la page.
LARGE, AGRANDIE, ETROITE = 1280, 640, 360
DEPLIER = "document.querySelectorAll('details').forEach(e => { e.open = true; })"
# Une page n'apprend sa nouvelle largeur qu'à l'image suivante.
IMAGE_SUIVANTE = "new Promise(suite => requestAnimationFrame(() => requestAnimationFrame(suite)))"

# Écrites dans les gabarits et les scripts de Django, qu'il faudrait recopier pour les corriger.
FAUTES_DE_DJANGO = {
    "Table header text should not be empty": "la colonne qui porte le nom de chaque ligne",
    "Elements must only use permitted ARIA attributes": "l’aide du choix à deux colonnes",
}


@pytest.fixture
def ouvrir(chromium, site, donnees):
    """Ouvre une page vide pour un compte ; rien ne doit y être refusé par la politique."""
    contextes, refus = [], []

    def ouvrir(compte):
        contexte = chromium.new_context(
            base_url=site, locale="fr-FR", viewport={"width": LARGE, "height": 900}
        )
        contextes.append(contexte)
        refus.append(guetter_les_refus(contexte))
        if compte:
            client = Client()
            client.force_login(Utilisateur.objects.get(username=compte))
            jeton = client.cookies["sessionid"].value
            contexte.add_cookies([{"name": "sessionid", "value": jeton, "url": site}])
        return contexte.new_page()

    yield ouvrir
    for contexte in contextes:
        contexte.close()
    assert not any(refus), refus


@pytest.mark.usefixtures("donnees")
def test_un_style_en_ligne_est_refuse_et_se_voit(chromium, site):
    contexte = chromium.new_context(base_url=site)
    refus = guetter_les_refus(contexte)
    page = contexte.new_page()
    page.goto("/connexion/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    page.wait_for_timeout(100)
    contexte.close()

    assert refus == ["Politique de contenu, style-src-attr : inline ()"]


@pytest.fixture
def fautes(fautes_d_accessibilite):
    """Ce qui ne va pas dans une page ouverte : large et claire, agrandie, étroite et sombre."""

    def chercher(page, *, est_deja_vue_large=False):
        page.evaluate(DEPLIER)
        larges = [] if est_deja_vue_large else fautes_d_accessibilite(page)
        largeurs = debordements(page)
        page.emulate_media(color_scheme="dark")
        return [
            *(f"large, clair : {faute}" for faute in larges),
            *largeurs,
            *(f"étroit, sombre : {faute}" for faute in fautes_d_accessibilite(page)),
        ]

    return chercher


def debordements(page) -> list[str]:
    """Largeurs où la page défile de côté, et ce qui dépasse ; la page reste étroite."""
    trouves = []
    for largeur in [LARGE, AGRANDIE, ETROITE]:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.evaluate(IMAGE_SUIVANTE)
        if deborde(page):
            trouves.append(f"déborde à {largeur} pixels : {coupables(page)}")
    return trouves


def coupables(page) -> list[str]:
    """Éléments qui dépassent à droite, hors des cadres qui défilent."""
    return page.evaluate(
        """[...document.querySelectorAll('main *, header *, footer *')]
        .filter(e => !e.closest('.defilement') && e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )


def test_une_exclusion_est_une_adresse_du_site():
    assert EXCLUES.keys() <= ATTENTES.keys()


@pytest.mark.usefixtures("editions")
@pytest.mark.parametrize("visite", toutes_les_visites(), ids=str)
def test_chaque_page_est_accessible(visite: Visite, ouvrir, fautes):
    page = ouvrir(visite.compte)
    reponse = page.goto(visite.adresse)

    assert reponse.status == 200
    assert page.locator("h1").count() == 1
    if visite.nom in LONGUES:
        assert debordements(page) == []
    else:
        # L'administrateur voit large tout ce que voit un maire, et plus.
        trouvees = fautes(page, est_deja_vue_large=visite.compte == MAIRE)
        assert [faute for faute in trouvees if not est_de_django(visite, faute)] == []


def est_de_django(visite: Visite, faute: str) -> bool:
    est_de_l_administration = visite.nom.startswith("admin:")
    return est_de_l_administration and any(connue in faute for connue in FAUTES_DE_DJANGO)


@pytest.mark.parametrize(
    ("compte", "adresse", "statut"),
    [
        ("", "/nulle-part/", 404),
        ("maire-quetigny", "/communes/21003/", 404),
        ("contributeur-numerique", "/gouvernance/consultations/ouvrir/", 403),
    ],
)
def test_une_page_d_erreur_est_accessible(ouvrir, fautes, compte, adresse, statut):
    page = ouvrir(compte)

    assert page.goto(adresse).status == statut
    assert fautes(page) == []


@pytest.mark.parametrize("gabarit", ["500.html", "403_csrf.html"])
def test_une_page_sans_requete_est_accessible(ouvrir, fautes, gabarit):
    page = ouvrir("")
    page.route("**/en-erreur/", lambda route: route.fulfill(body=render_to_string(gabarit)))
    page.goto("/en-erreur/")

    assert page.get_by_role("contentinfo").get_by_role("link", name="Aide").is_visible()
    assert fautes(page) == []
