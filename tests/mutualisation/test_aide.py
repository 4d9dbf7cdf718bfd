"""L'aide, les mentions et le pied de page."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.urls import reverse

from gouvernance.regles import REGLES
from mutualisation.environnement import MENTIONS
from tests.fabriques import (
    creer_administrateur,
    creer_agent,
    creer_commune,
    creer_elu,
    creer_rapport,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db

PAGES = ["aide", "glossaire", "accessibilite", "mentions_legales", "donnees_personnelles"]
LIEN = re.compile(r'<a [^>]*href="(/[^"#?]*)')


def contributeur():
    agent = creer_agent()
    agent.groups.add(Group.objects.get_or_create(name="contributeurs")[0])
    return agent


PERSONNES = {
    "anonyme": lambda: None,
    "maire": lambda: creer_elu(creer_commune(nom="Ahuy")),
    "agent": creer_agent,
    "contributeur": contributeur,
    "administrateur": creer_administrateur,
}


@pytest.mark.parametrize("nom", PERSONNES)
@pytest.mark.parametrize("page", PAGES)
def test_chaque_lien_repond_a_qui_il_est_montre(nom, page):
    creer_rapport(annee=2020)
    client = connecter(PERSONNES[nom]())
    contenu = client.get(reverse(page)).content.decode()

    reponses = {adresse: client.get(adresse, follow=True) for adresse in set(LIEN.findall(contenu))}

    assert {adresse: r.status_code for adresse, r in reponses.items() if r.status_code != 200} == {}
    connexion = reverse("connexion")
    renvoyes = {
        a for a, r in reponses.items() if r.redirect_chain and connexion in str(r.redirect_chain)
    }
    assert renvoyes == set()


@pytest.mark.parametrize(
    ("nom", "premier"),
    [
        ("anonyme", "public"),
        ("maire", "commune"),
        ("agent", "direction"),
        ("contributeur", "contributeur"),
    ],
)
def test_l_aide_commence_par_ce_que_fait_la_personne(nom, premier):
    reponse = connecter(PERSONNES[nom]()).get(reverse("aide"))

    assert reponse.context["aide"].roles[0].ancre == premier
    assert ("votre compte" in reponse.content.decode()) == (nom != "anonyme")


def test_un_lien_reserve_n_est_montre_qu_a_qui_peut_le_suivre():
    reserves = [reverse("admin:index"), reverse("consultation_ouvrir")]

    def montres(personne):
        contenu = connecter(personne).get(reverse("aide")).content.decode()
        return [f'href="{adresse}"' in contenu for adresse in reserves]

    assert montres(None) == [False, False]
    assert montres(creer_agent()) == [True, False]
    assert montres(creer_administrateur()) == [True, True]


def test_l_aide_dit_de_chaque_consultation_ce_que_vaut_le_silence(client):
    contenu = client.get(reverse("aide")).content.decode()

    for regle in REGLES.values():
        assert regle.phrase_du_silence in contenu


def test_l_aide_en_requetes_constantes(client, requetes):
    elu = creer_elu(creer_commune())
    client.force_login(elu)
    avant = requetes(lambda: client.get(reverse("aide")))
    for _ in range(5):
        elu.collectivites.add(creer_commune())

    assert requetes(lambda: client.get(reverse("aide"))) == avant


@pytest.mark.parametrize("page", PAGES)
def test_une_page_publique_ne_pose_aucun_cookie(client, page):
    assert not client.get(reverse(page)).cookies


def test_une_mention_vide_est_dite_et_une_mention_reglee_est_montree(client, settings):
    settings.MENTIONS = dict.fromkeys(MENTIONS, "")
    vide = client.get(reverse("mentions_legales")).content.decode()
    settings.MENTIONS = settings.MENTIONS | {"editeur": "Métropole de <Test>, contact@test.example"}
    reglee = client.get(reverse("mentions_legales")).content.decode()

    assert vide.count("non renseigné") == 3
    assert reglee.count("non renseigné") == 2
    assert "Métropole de &lt;Test&gt;" in reglee
    assert 'href="mailto:contact@test.example"' in reglee


def test_chaque_mention_reglee_parait_et_est_au_readme(client):
    lisezmoi = (settings.RACINE / "README.md").read_text(encoding="utf-8")
    gabarits = "".join(
        gabarit.read_text(encoding="utf-8")
        for gabarit in (settings.RACINE / "templates" / "aide").glob("*.html")
    )

    for mention, variable in MENTIONS.items():
        assert f"`{variable}`" in lisezmoi
        assert f"mentions.{mention} " in gabarits


@pytest.mark.parametrize("gabarit", ["500.html", "403_csrf.html", "squelette.html"])
def test_le_pied_de_page_parait_meme_sans_requete(gabarit):
    contenu = render_to_string(gabarit)

    for page in PAGES:
        assert f'href="{reverse(page)}"' in contenu
    assert "Accessibilité&nbsp;: non conforme" in contenu
