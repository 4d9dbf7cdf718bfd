"""La vue d'ensemble dans un navigateur : la matrice se parcourt au clavier, entêtes figés."""

from tests.navigateur.test_parcours import deborde, se_connecter

COUVERTURE = "/tableau-de-bord/couverture/?au=2020-12-31"


def test_de_la_vue_d_ensemble_aux_lignes_d_un_chiffre(page):
    se_connecter(page, "agent")
    page.goto("/tableau-de-bord/?annee=2020")

    page.locator(".chiffre", has_text="adhésions").get_by_role("link").click()

    assert page.locator(".resultats__nombre").inner_text().replace("\u00a0", " ") == (
        "188 résultats"
    )
    assert not deborde(page)


def test_la_matrice_defile_au_clavier_et_garde_ses_entetes(page):
    se_connecter(page, "agent")
    page.goto(COUVERTURE)
    page.set_viewport_size({"width": 360, "height": 700})
    region = page.locator(".matrice-ecran")

    region.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    region.evaluate(
        """region => new Promise(fini => {
          const suivre = () => region.scrollLeft > 100 ? fini() : requestAnimationFrame(suivre);
          suivre();
        })"""
    )

    commune = page.get_by_role("rowheader", name="Ahuy").bounding_box()
    entete = page.get_by_role("columnheader", name="Commune", exact=True).bounding_box()
    cadre = region.bounding_box()
    assert abs(commune["x"] - cadre["x"]) < 2
    assert entete["y"] < cadre["y"] + cadre["height"]
    assert not deborde(page)


def test_une_case_dit_qui_adhere_et_depuis_quand(page):
    se_connecter(page, "agent")
    page.goto(COUVERTURE)

    ligne = page.get_by_role("row", name="Quetigny")

    assert ligne.get_by_role("cell", name="commune et CCAS depuis 2019").count() == 6
    assert ligne.get_by_role("cell", name="commune depuis 2019", exact=True).count() == 2


def test_sans_script_on_trie_et_on_choisit_un_jour(chromium, site, donnees):
    contexte = chromium.new_context(base_url=site, java_script_enabled=False)
    page = contexte.new_page()
    se_connecter(page, "agent")
    page.goto(COUVERTURE)

    page.get_by_role("link", name="population").click()
    premiere = page.locator(".croisee tbody th").first.inner_text()
    page.get_by_label("État au").fill("2017-12-31")
    page.get_by_role("button", name="Afficher").click()

    assert premiere.startswith("Dijon")
    assert "2 adhésions" in page.locator(".phrase").inner_text().replace("\u00a0", " ")
    assert "lignes=population" in page.url
    contexte.close()
