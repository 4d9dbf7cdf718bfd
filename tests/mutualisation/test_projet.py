"""Le projet d'un rapport : calculé pour les agents, inconnu de tous les autres."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from mutualisation.models import Production
from mutualisation.rapport import pdf
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_cooperation,
    creer_effectif,
    creer_fiche,
    creer_mesure,
    creer_objectif,
    creer_participation,
    creer_partie,
    creer_rapport,
    creer_realisation,
    creer_texte_chapitre,
    creer_transfert,
)
from tests.mutualisation.pages_publiees import EDITION, LISTE, PAGE, lire, publier

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport():
    return creer_rapport(annee=2020, titre="L’état de la mutualisation")


@pytest.fixture
def edition(rapport):
    return publier(rapport)


@pytest.mark.parametrize("annee", [2020, 1999])
@pytest.mark.parametrize("nom", ["rapport_detail", "rapport_pdf", "rapport_donnees"])
def test_sans_edition_le_public_ne_sait_pas_s_il_y_a_un_projet(client_maire, rapport, nom, annee):
    publier(creer_rapport(annee=2019))

    reponse = client_maire.get(reverse(nom, args=[annee]))

    assert reponse.status_code == 404
    assert f"Aucun rapport publié pour {annee}" in reponse.content.decode()
    assert reverse("rapport_detail", args=[2019]) in reponse.content.decode()


def test_le_projet_ne_fuit_nulle_part(client, client_maire, rapport):
    creer_texte_chapitre(rapport=rapport, texte="Encore secret.")
    adresses = [
        "/",
        LISTE,
        *(
            f"{base}{suite}"
            for base in [PAGE, f"{PAGE}rapport.pdf", f"{PAGE}donnees.zip"]
            for suite in ["", "?brouillon"]
        ),
        f"{PAGE}tableaux/adhesions.csv?brouillon",
        f"{EDITION}?brouillon",
    ]

    for personne in [client, client_maire]:
        for adresse in adresses:
            reponse = personne.get(adresse, follow=True)
            page = reponse.content.decode()
            assert "secret" not in page
            assert PAGE not in page
            assert reponse.status_code == (404 if adresse.startswith(PAGE) else 200), adresse


def test_un_brouillon_demande_par_un_autre_qu_un_agent_est_introuvable(client_maire, edition):
    for adresse in [PAGE, f"{PAGE}rapport.pdf", f"{PAGE}donnees.zip"]:
        assert client_maire.get(f"{adresse}?brouillon").status_code == 404


def test_un_agent_sans_edition_est_mene_au_projet(client_agent, rapport):
    reponse = client_agent.get(PAGE, follow=True)
    page = reponse.content.decode()

    assert reponse.redirect_chain == [(f"{PAGE}?brouillon", 302)]
    assert '<p class="projet__mention">Projet</p>' in page
    assert "<h1>L’état de la mutualisation, 2020</h1>" in page
    assert 'href="#financement"' in page


def test_seul_qui_peut_publier_y_est_invite(client_agent, client_administrateur, rapport):
    adresse = reverse("rapport_publier", args=[2020])

    assert adresse not in lire(client_agent, f"{PAGE}?brouillon")
    assert adresse in lire(client_administrateur, f"{PAGE}?brouillon")


def test_un_agent_voit_les_projets_dans_la_liste(client_agent, rapport, edition):
    creer_rapport(annee=2021)

    liste = lire(client_agent, LISTE)

    assert f'href="{PAGE}?brouillon"' in liste
    assert 'href="/rapports/2021/?brouillon"' in liste
    assert "Rien n’est encore publié" in liste


def test_la_vue_d_ensemble_mene_a_l_edition_et_au_projet(client_agent, edition):
    creer_rapport(annee=2021)

    vue = lire(client_agent, reverse("tableau_de_bord"))

    assert f'href="{PAGE}?brouillon"' in vue
    assert f'href="{PAGE}rapport.pdf"' in vue
    assert 'href="/rapports/2021/"' in vue
    assert "Projet, non publié" in vue


def test_le_projet_d_une_annee_publiee_renvoie_a_l_edition(client_agent, edition):
    page = lire(client_agent, f"{PAGE}?brouillon")

    assert '<p class="projet__mention">Projet</p>' in page
    assert f'href="{EDITION}"' in page
    assert f'{reverse("rapport_comparer")}?avant=2020-1&amp;apres=2020"' in page


@pytest.mark.parametrize("suite", ["", "rapport.pdf", "donnees.zip", "tableaux/adhesions.csv"])
def test_un_projet_inconnu_est_absent(client_agent, rapport, suite):
    assert client_agent.get(f"/rapports/1999/{suite}?brouillon").status_code == 404


def test_le_pdf_d_un_projet_se_produit_une_fois_et_se_suit(client_agent, rapport, monkeypatch):
    rendus = []
    monkeypatch.setattr(
        pdf, "rendre_pdf", lambda *args, **options: rendus.append(args) or b"%PDF-1.7"
    )

    premiere, seconde = (client_agent.get(f"{PAGE}rapport.pdf?brouillon") for _ in range(2))

    production = Production.objects.get()
    assert premiere.url == seconde.url == production.get_absolute_url()
    assert production.nom == "rapport-mutualisation-2020-projet.pdf"
    assert len(rendus) == 1
    html, annexes = rendus[0]
    assert "Projet" in html
    assert "adhesions.csv" in {annexe.nom for annexe in annexes}


def test_les_donnees_d_un_projet_se_composent_a_la_demande(client_agent, edition):
    adhesion = creer_adhesion(collectivite=creer_commune(nom="Échenon"))

    tableau = client_agent.get(f"{PAGE}tableaux/adhesions.csv?brouillon")
    archive = client_agent.get(f"{PAGE}donnees.zip?brouillon")

    assert adhesion.service.nom in tableau.content.decode()
    assert "-projet.csv" in tableau["Content-Disposition"]
    assert tableau["Cache-Control"] == "private, no-cache"
    with ZipFile(BytesIO(archive.content)) as lue:
        assert any(nom.endswith("adhesions.csv") for nom in lue.namelist())


def test_chaque_tableau_a_son_adresse_et_ses_donnees(client_agent, rapport):
    creer_adhesion()
    page = client_agent.get(f"{PAGE}?brouillon").content.decode()
    tableaux = re.findall(r"<table[^>]*>", re.sub(r"(?s)<figure.*?</figure>", "", page))

    assert tableaux
    assert [tableau for tableau in tableaux if 'id="tableau-' not in tableau] == []
    for ancre in re.findall(r'href="#([^"]+)"', page):
        assert page.count(f'id="{ancre}"') == 1, ancre
    assert f'href="{PAGE}tableaux/adhesions.csv?brouillon"' in page


def test_les_donnees_des_graphiques_se_deplient(client_agent, rapport):
    creer_adhesion()

    page = client_agent.get(f"{PAGE}?brouillon").content.decode()

    assert re.search(r'id="figure-couverture".*<details>.*</details>', page, re.DOTALL)
    assert "figure__donnees" not in page


def test_le_projet_a_nombre_de_requetes_constant(client_agent, rapport, requetes):
    def saisir():
        fiche = creer_fiche()
        creer_objectif(fiche=fiche)
        creer_realisation(fiche=fiche).beneficiaires.add(creer_ccas())
        creer_adhesion(collectivite=creer_ccas())
        creer_adhesion()
        creer_transfert()
        creer_effectif()
        creer_mesure()
        creer_participation()
        creer_partie(cooperation=creer_cooperation())

    saisir()
    avant = requetes(lambda: client_agent.get(f"{PAGE}?brouillon"))
    for _ in range(5):
        saisir()

    assert requetes(lambda: client_agent.get(f"{PAGE}?brouillon")) == avant


def test_un_chapitre_du_projet_se_demande_seul(client_agent, rapport, rendus):
    adresse = reverse("rapport_pdf", args=[2020])

    reponse = client_agent.get(adresse, {"brouillon": "", "chapitre": "financement"})

    assert reponse.url == Production.objects.get().get_absolute_url()
    assert 'id="financement"' in rendus[0]
    assert 'id="gouvernance"' not in rendus[0]


def test_un_chapitre_inconnu_est_une_page_absente(client_agent, rapport):
    adresse = reverse("rapport_pdf", args=[2020])

    assert client_agent.get(adresse, {"brouillon": "", "chapitre": "x"}).status_code == 404
    assert not Production.objects.exists()
