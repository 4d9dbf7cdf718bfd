"""Ce que le public lit d'une édition figée ; le projet, que seuls les agents voient."""

import re
from hashlib import sha256
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
from tests.fabriques_rapport import creer_edition, creer_fichier_edition, creer_production

pytestmark = pytest.mark.django_db

FICHIERS = {
    "lecture.html": ("text/html", "<h1>L’état de la mutualisation, 2020</h1>"),
    "rapport.html": ("text/html", "<h1>Document à imprimer</h1>"),
    "rapport.pdf": ("application/pdf", "%PDF-1.7 figé"),
    "donnees.json": ("application/json", "{}"),
    "donnees.zip": ("application/zip", "PK"),
    "adhesions.csv": ("text/csv", "collectivite\r\nÉchenon\r\n"),
}
LISTE = reverse("rapport_liste")
PAGE = reverse("rapport_detail", args=[2020])
EDITION = reverse("edition_detail", args=[2020, 1])


@pytest.fixture
def rapport():
    return creer_rapport(annee=2020, titre="L’état de la mutualisation")


@pytest.fixture
def edition(rapport):
    return publier(rapport)


def publier(rapport, numero=1, **valeurs):
    edition = creer_edition(rapport=rapport, numero=numero, **valeurs)
    for nom, (type_mime, texte) in FICHIERS.items():
        octets = f"{texte} ({numero})".encode()
        creer_fichier_edition(
            edition=edition,
            nom=nom,
            type_mime=type_mime,
            contenu=octets,
            taille=len(octets),
            empreinte=sha256(octets).hexdigest(),
        )
    return edition


def fichier(nom, numero=1):
    return reverse("edition_fichier", args=[2020, numero, nom])


def lire(client, adresse):
    return client.get(adresse).content.decode().replace("\u00a0", " ")


# L'édition publiée


def test_sans_se_connecter_on_trouve_et_on_lit_l_edition(client, edition):
    liste, page = lire(client, LISTE), lire(client, PAGE)

    assert f'href="{PAGE}"' in liste
    assert f'href="{fichier("rapport.pdf")}"' in liste
    assert "<h1>L’état de la mutualisation, 2020</h1> (1)" in page
    assert reverse("connexion") in page
    assert "Administration" not in page
    assert "?brouillon" not in liste + page


def test_l_accueil_public_montre_les_rapports_publies(client, edition):
    creer_rapport(annee=2021)

    accueil = lire(client, "/")

    assert f'href="{PAGE}"' in accueil
    assert f'href="{fichier("donnees.zip")}"' in accueil
    assert "2021" not in accueil


def test_la_page_est_celle_qui_a_ete_figee_meme_si_les_donnees_changent(client, edition, rapport):
    creer_texte_chapitre(rapport=rapport, chapitre="perspectives", texte="Écrit après.")
    creer_adhesion()

    assert "Écrit après" not in lire(client, PAGE)


def test_la_derniere_edition_est_servie_et_l_ancienne_dit_le_motif(client, edition, rapport):
    publier(rapport, 2, motif="Effectifs de Chenôve corrigés.")

    derniere, ancienne = lire(client, PAGE), lire(client, EDITION)

    assert "2020</h1> (2)" in derniere
    assert "Une édition plus récente existe" not in derniere
    assert "2020</h1> (1)" in ancienne
    assert re.search(
        r"Une édition plus récente existe.*édition 2.*Effectifs de Chenôve corrigés", ancienne
    )
    assert f"{reverse('rapport_comparer')}?avant=2020-1&amp;apres=2020-2" in ancienne
    assert f'rel="canonical" href="http://testserver{EDITION}"' in ancienne


def test_la_liste_ne_garde_que_la_derniere_edition_de_chaque_annee(client, edition, rapport):
    publier(rapport, 2, motif="Correction.")
    publier(creer_rapport(annee=2019))

    liste = lire(client, LISTE)

    assert re.findall(r"Édition (\d), publiée", liste) == ["2", "1"]
    assert liste.index("2020") < liste.index("2019")


def test_la_reference_a_citer_donne_l_adresse_permanente(client, edition):
    reference = re.search(r'<p class="citation">(.*?)</p>', lire(client, PAGE))[1]

    assert "<cite>L’état de la mutualisation</cite>, rapport 2020, édition 1" in reference
    assert reference.endswith(f"http://testserver{EDITION}")


def test_chaque_fichier_public_est_donne_avec_son_empreinte(client, client_agent, edition):
    page, page_d_un_agent = lire(client, PAGE), lire(client_agent, PAGE)

    for nom in FICHIERS:
        est_reserve = nom in {"donnees.json", "rapport.html", "lecture.html"}
        assert (fichier(nom) in page) is not est_reserve
        assert fichier(nom) in page_d_un_agent
    assert edition.fichiers.get(nom="rapport.pdf").empreinte in page
    assert edition.empreinte in page


def test_une_edition_se_lit_en_trois_requetes(client, edition, rapport, requetes):
    publier(rapport, 2, motif="Correction.")

    assert requetes(lambda: client.get(PAGE)) <= 3
    assert requetes(lambda: client.get(EDITION)) <= 3


@pytest.mark.parametrize("etat", ["en_cours", "echouee"])
def test_une_edition_reste_lisible_quand_la_suivante_se_prepare_ou_echoue(client, edition, etat):
    creer_production(nature="edition", etat=etat, cle=edition.empreinte)

    assert "2020</h1> (1)" in lire(client, PAGE)
    assert client.get(fichier("rapport.pdf")).status_code == 200


# Les fichiers


@pytest.mark.parametrize(
    ("nom", "type_mime", "disposition"),
    [
        ("rapport.pdf", "application/pdf", "inline; filename="),
        ("donnees.zip", "application/zip", "attachment; filename="),
        ("adhesions.csv", "text/csv; charset=utf-8", "attachment; filename="),
    ],
)
def test_un_fichier_public_se_telecharge_tel_qu_il_a_ete_fige(
    client, edition, nom, type_mime, disposition
):
    reponse = client.get(fichier(nom))
    racine, extension = nom.split(".")

    assert reponse.content == edition.fichiers.get(nom=nom).octets
    assert reponse["Content-Type"] == type_mime
    assert (
        reponse["Content-Disposition"]
        == f'{disposition}"{racine}-mutualisation-2020-edition-1.{extension}"'
    )
    assert reponse["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reponse["ETag"] == f'"{sha256(reponse.content).hexdigest()}"'


@pytest.mark.parametrize(
    ("nom", "arguments", "fige"),
    [
        ("rapport_pdf", [2020], "rapport.pdf"),
        ("rapport_donnees", [2020], "donnees.zip"),
        ("rapport_tableau", [2020, "adhesions"], "adhesions.csv"),
    ],
)
def test_l_adresse_de_l_annee_sert_la_derniere_edition(
    client, edition, rapport, nom, arguments, fige
):
    derniere = publier(rapport, 2, motif="Correction.")

    reponse = client.get(reverse(nom, args=arguments))

    assert reponse.content == derniere.fichiers.get(nom=fige).octets
    assert "-edition-2." in reponse["Content-Disposition"]
    assert reponse["Cache-Control"] == "public, no-cache"


def test_un_fichier_deja_lu_n_est_ni_relu_ni_renvoye(client, edition, requetes):
    adresse = fichier("rapport.pdf")
    etiquette = client.get(adresse)["ETag"]

    reponse = client.get(adresse, headers={"If-None-Match": etiquette})

    assert (reponse.status_code, reponse.content) == (304, b"")
    assert reponse["ETag"] == etiquette
    assert "immutable" in reponse["Cache-Control"]
    assert requetes(lambda: client.get(adresse, headers={"If-None-Match": etiquette})) == 1


def test_un_fichier_se_sert_en_deux_requetes(client, edition, requetes):
    adresses = [fichier("rapport.pdf"), reverse("rapport_pdf", args=[2020])]

    assert [requetes(lambda a=a: client.get(a)) for a in adresses] == [2, 2]


@pytest.mark.parametrize("nom", ["donnees.json", "rapport.html", "lecture.html"])
def test_ce_qui_porte_les_petits_effectifs_est_aux_agents(
    client, client_maire, client_agent, edition, nom
):
    assert client.get(fichier(nom)).status_code == 404
    assert client_maire.get(fichier(nom)).status_code == 404
    assert client_agent.get(fichier(nom))["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "adresse",
    [
        f"{EDITION}inconnu.csv",
        f"{EDITION}transferts.csv",
        f"{EDITION}../rapport.pdf",
        f"{EDITION}..%2F..%2Frapport.pdf",
        f"{EDITION}%2Fetc%2Fpasswd",
        f"{EDITION}RAPPORT.PDF",
        f"{PAGE}tableaux/inconnu.csv",
        f"{PAGE}tableaux/..%2Fdonnees.csv",
        f"{PAGE}tableaux/donnees.json",
        f"{PAGE}editions/7/",
        f"{PAGE}editions/7/rapport.pdf",
        f"{PAGE}editions/99999999999999999999/",
        "/rapports/99999999999999999999/",
        "/rapports/99999999999999999999/rapport.pdf",
    ],
)
def test_un_nom_invente_ne_mene_a_rien(client, client_agent, edition, adresse):
    assert client.get(adresse).status_code == 404
    assert client_agent.get(adresse, follow=True).status_code == 404


# Ce qui n'est pas publié


@pytest.mark.parametrize("annee", [2020, 1999])
@pytest.mark.parametrize("nom", ["rapport_detail", "rapport_pdf", "rapport_donnees"])
def test_sans_edition_le_public_ne_sait_pas_s_il_y_a_un_projet(client_maire, rapport, nom, annee):
    publier(creer_rapport(annee=2019))

    reponse = client_maire.get(reverse(nom, args=[annee]))

    assert reponse.status_code == 404
    assert f"Aucun rapport publié pour {annee}" in reponse.content.decode()
    assert reverse("rapport_detail", args=[2019]) in reponse.content.decode()


def test_une_edition_inconnue_le_dit(client, edition):
    assert "Aucune édition 7 du rapport 2020" in lire(client, f"{PAGE}editions/7/")


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


# Le projet


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
