"""Un maire, sa directrice générale et la direction des services aux communes, chacun à son écran.

Au clavier seul, à la souris, sans JavaScript, sur un téléphone, en sombre, au double de la taille.
"""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.navigateur.test_parcours import deborde, titre

ECRANS = {
    "large": {"viewport": {"width": 1280, "height": 900}},
    "téléphone": {"viewport": {"width": 360, "height": 780}},
    "sans JavaScript": {
        "viewport": {"width": 1280, "height": 900},
        "java_script_enabled": False,
    },
    "sombre": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    # Ce que voit un écran de 1280 pixels dont les pages sont au double de leur taille.
    "double taille": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
}
TABULATIONS = 600


@dataclass
class Visite:
    """Une personne devant son écran ; `au_clavier` : elle n'a pas de souris."""

    page: Page
    au_clavier: bool

    def suivre(self, nom: str, exact: bool = True) -> None:
        """Le premier lien ou bouton de ce nom."""
        role = self.page.get_by_role("link", name=nom, exact=exact).or_(
            self.page.get_by_role("button", name=nom, exact=exact)
        )
        cible = role.locator("visible=true").first
        if self.au_clavier:
            self.atteindre(cible)
            self.page.keyboard.press("Enter")
        else:
            cible.click()
        self.page.wait_for_load_state()

    def atteindre(self, cible) -> None:
        """Avec la seule touche de tabulation, le foyer restant toujours visible."""
        for _ in range(TABULATIONS):
            self.page.keyboard.press("Tab")
            if cible.evaluate("element => element === document.activeElement"):
                contour = cible.evaluate("element => getComputedStyle(element).outlineStyle")
                assert contour == "solid"
                return
        raise AssertionError("La tabulation n’y mène pas.")

    def deplier(self, nom: str) -> None:
        resume = self.page.locator("summary", has_text=nom).first
        if self.au_clavier:
            self.atteindre(resume)
            self.page.keyboard.press("Enter")
        else:
            resume.click()

    def ecrire(self, champ: str, texte: str) -> None:
        cible = self.page.get_by_label(champ).locator("visible=true").first
        if self.au_clavier:
            self.atteindre(cible)
            self.page.keyboard.type(texte)
        else:
            cible.fill(texte)

    def menu(self, nom: str) -> None:
        ouvrir = self.page.get_by_role("button", name="Menu")
        if ouvrir.is_visible():
            self.suivre("Menu")
        self.suivre(nom)

    def se_connecter(self, compte: str) -> None:
        self.page.goto(reverse("accueil"))
        self.suivre("Se connecter")
        self.ecrire("Nom d’utilisateur", compte)
        self.ecrire("Mot de passe", "demonstration")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda adresse: "connexion" not in adresse)

    @property
    def titre(self) -> str:
        return titre(self.page)

    @property
    def texte(self) -> str:
        return self.page.locator("main").inner_text().replace("\u00a0", " ")


@pytest.fixture(params=ECRANS)
def visite(request, chromium, site, donnees):
    options = ECRANS[request.param]
    contexte = chromium.new_context(base_url=site, locale="fr-FR", **options)
    page = contexte.new_page()
    erreurs = []
    page.on("pageerror", lambda erreur: erreurs.append(str(erreur)))
    yield Visite(page, au_clavier=request.param == "large")
    contexte.close()
    assert erreurs == []


def test_un_maire_voit_ce_qu_il_partage_et_ce_qu_il_paie(visite, editions):
    visite.se_connecter("maire-quetigny")
    assert visite.titre == "Quetigny en 2020"
    assert "8 des 20 services communs" in visite.texte
    assert "2,17 € par habitant" in visite.texte

    visite.suivre("2019")
    assert visite.titre == "Quetigny en 2019"
    visite.suivre("2020")

    visite.suivre("20 940 €")
    assert visite.titre == "Participations"
    assert "20 940 €" in visite.page.locator("tfoot").inner_text().replace("\u00a0", " ")

    visite.menu("Ma commune")
    visite.deplier("Expliquer ces montants")
    assert "8 mois sur douze" in visite.texte
    visite.suivre("Assurances")
    assert visite.titre == "Assurances"
    assert not deborde(visite.page)


def test_une_directrice_generale_prepare_sa_note(visite, editions):
    """Ce qui est attendu, la règle, le mot qu'elle ignore, le rapport et un tableau à joindre."""
    visite.se_connecter("maire-ahuy")
    assert visite.titre == "Ahuy en 2020"
    visite.menu("Finances")
    assert visite.titre == "Participations"
    lien = visite.page.get_by_role("link", name="CSV", exact=True).first
    with visite.page.expect_download() as telechargement:
        lien.click()
    assert telechargement.value.suggested_filename.endswith(".csv")

    visite.suivre("Glossaire")
    assert visite.titre == "Glossaire"
    assert "commission locale d’évaluation des charges transférées" in visite.texte.lower()
    visite.menu("Rapports")
    assert "Rapports" in visite.titre
    assert not deborde(visite.page)


def test_la_direction_passe_du_tout_au_detail(visite, editions):
    visite.se_connecter("agent")
    assert visite.titre == "Vue d’ensemble"

    visite.page.goto(reverse("couverture", query={"au": "2020-12-31"}))
    assert "188 adhésions au 31 décembre 2020" in visite.texte
    visite.suivre("Ressources humaines")
    assert visite.titre == "Ressources humaines"

    visite.page.goto(reverse("changements", query={"du": "2019-01-01", "au": "2020-12-31"}))
    assert "19 services communs créés" in visite.texte
    visite.suivre("+186", exact=False)
    assert visite.titre == "Adhésions nouvelles"
    expect(visite.page.locator(".resultats__nombre")).to_have_text("186 résultats")
    assert not deborde(visite.page)
