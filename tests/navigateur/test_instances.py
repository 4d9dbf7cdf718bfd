"""Instances et simulateur de sièges, larges et étroits, clairs et sombres, avec des membres."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.models import Collectivite, Instance
from tests.fabriques_gouvernance import creer_elu_metropolitain, creer_mandat, creer_membre

PAGES = {
    "liste": lambda: reverse("instance_liste"),
    "conseil": lambda: Instance.objects.get(nature="conseil").get_absolute_url(),
    "clect": lambda: Instance.objects.get(nature="clect").get_absolute_url(),
    "absente": lambda: (
        Instance.objects.get(nature="commission_voirie").get_absolute_url() + "?au=2014-12-31"
    ),
    "sièges": lambda: reverse("siege_simuler", query={"millesime": 2022}),
}


@pytest.fixture
def page_ouverte(page):
    page.goto(reverse("connexion"))
    page.get_by_label("Nom d’utilisateur").fill("agent")
    page.get_by_label("Mot de passe").fill("demonstration")
    page.get_by_role("button", name="Se connecter").click()
    return page


@pytest.fixture
def membres(donnees):
    """Deux conseillers pour Ahuy, qui n'a qu'un siège : de quoi faire paraître une alerte."""
    ahuy = Collectivite.objects.get(nom="Ahuy")
    for instance in Instance.objects.filter(nature__in=["conseil", "clect"]):
        for _ in range(2):
            elu = creer_elu_metropolitain(commune=ahuy, sexe="F")
            creer_membre(instance=instance, mandat=creer_mandat(elu=elu))


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_est_accessible_dans_les_deux_modes(
    page_ouverte, membres, fautes_d_accessibilite, nom
):
    adresse = PAGES[nom]()
    for mode in ["light", "dark"]:
        page_ouverte.emulate_media(color_scheme=mode)
        page_ouverte.goto(adresse)

        assert fautes_d_accessibilite(page_ouverte) == []
        assert not page_ouverte.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_de_l_instance_a_une_date_passee_et_retour(page_ouverte, membres):
    conseil = Instance.objects.get(nature="conseil")
    page_ouverte.goto(reverse("instance_liste"))
    page_ouverte.get_by_role("link", name="Conseil métropolitain").click()
    assert "Ahuy 2 pour 1" in page_ouverte.inner_text("main")

    page_ouverte.get_by_label("Composition au").fill(f"{date(2020, 7, 15)}")
    page_ouverte.get_by_role("button", name="Montrer").click()

    assert page_ouverte.url.endswith(f"{conseil.get_absolute_url()}?au=2020-07-15")
    assert "aucune personne n’est encore saisie" in page_ouverte.inner_text("main")
    page_ouverte.get_by_role("link", name="Revenir à aujourd’hui").click()
    assert "Ahuy 2 pour 1" in page_ouverte.inner_text("main")


def test_changer_de_recensement_sans_script(page_ouverte):
    page_ouverte.goto(reverse("siege_simuler"))
    page_ouverte.get_by_label("Recensement").select_option("2016")
    page_ouverte.get_by_role("button", name="Répartir").click()

    assert "Dijon en aurait 52 sur 86" in page_ouverte.inner_text("main")
    page_ouverte.get_by_role("link", name="Instances", exact=True).last.click()
    assert page_ouverte.url.endswith(reverse("instance_liste"))
