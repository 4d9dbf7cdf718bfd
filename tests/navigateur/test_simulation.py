"""« Talant adhère aux affaires juridiques et aux assurances au 1er juillet », de bout en bout."""

from django.urls import reverse

from tests.navigateur.test_parcours import deborde, se_connecter, titre

SERVICES = ["Affaires juridiques", "Assurances"]


def hypothese(page, rang, nature, service, jour):
    ligne = page.get_by_role("group", name=f"Hypothèse {rang}", exact=True)
    ligne.get_by_label("Nature").select_option(label=nature)
    ligne.get_by_label("Service").select_option(label=service)
    ligne.get_by_label("Date d’effet").fill(jour)
    return ligne


def enregistrer(page):
    page.get_by_role("button", name="Enregistrer et calculer").click()


def texte(page):
    return page.locator("main").inner_text().replace("\u00a0", " ")


def test_talant_adhere_a_deux_services_au_1er_juillet(page, fautes_d_accessibilite):
    se_connecter(page, "agent")
    page.goto(reverse("scenario_liste"))
    page.get_by_role("link", name="Nouveau scénario").click()
    page.get_by_label("Nom", exact=True).fill("Talant")
    page.get_by_label("Premier exercice").fill("2027")
    page.get_by_label("Dernier exercice").fill("2028")
    for rang, service in enumerate(SERVICES, start=1):
        hypothese(page, rang, "adhésion", service, "2027-07-01")
    enregistrer(page)
    assert "Hypothèse 2, Commune" in texte(page)
    assert fautes_d_accessibilite(page) == []

    for rang in [1, 2]:
        ligne = page.get_by_role("group", name=f"Hypothèse {rang}", exact=True)
        ligne.get_by_label("Commune").select_option(label="Talant")
    enregistrer(page)
    assert titre(page) == "Talant"
    for service in SERVICES:
        assert f"{service} : son coût n’est pas connu" in texte(page)
    assert fautes_d_accessibilite(page) == []

    page.get_by_role("link", name="Saisir un coût ou une valeur d’hypothèse").click()
    page.get_by_label("À défaut de clé, partager selon la population").check()
    for rang, service in enumerate(SERVICES, start=3):
        ligne = hypothese(page, rang, "coût annuel du service", service, "2027-01-01")
        ligne.get_by_label("Montant ou valeur").fill("100000")
    enregistrer(page)
    assert "De 2027 à 2028, Talant paierait" in texte(page)
    assert page.get_by_role("heading", name="Ce qui manque").count() == 0
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        page.reload()
        assert not deborde(page)
        assert fautes_d_accessibilite(page) == []
