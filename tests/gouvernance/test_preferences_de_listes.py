"""Colonnes choisies et filtres nommés : à chacun les siens, liste par liste."""

import pytest
from django.urls import reverse

from gouvernance.models import PreferenceDeListe
from tests.exports import LECTEURS
from tests.fabriques import creer_adhesion
from tests.fabriques_gouvernance import creer_preference

pytestmark = pytest.mark.django_db
LISTE = "/services-communs/adhesions/"
FILTREE = f"{LISTE}?au=2020-12-31&service=&sort=-date_debut&page=2"
TOUTES = ["collectivite", "service", "domaine", "date_debut", "date_fin"]


def choisir(client, *colonnes, proposees=TOUTES, retour=LISTE):
    donnees = {"retour": retour, "proposee": proposees, "colonne": colonnes}
    return client.post(reverse("colonnes_choisir"), donnees, follow=True)


def nommer(client, nom, retour=FILTREE):
    donnees = {"retour": retour, "nom": nom}
    return client.post(reverse("filtre_enregistrer"), donnees, follow=True)


def colonnes(client, adresse=LISTE):
    return [colonne.name for colonne in client.get(adresse).context["table"].columns]


def test_les_colonnes_choisies_sont_retenues_a_l_ecran_et_dans_le_fichier(client_agent):
    creer_adhesion()

    page = choisir(client_agent, "service", "date_fin")

    assert page.redirect_chain == [(LISTE, 302)]
    assert "Vos colonnes sont retenues" in page.content.decode()
    assert colonnes(client_agent) == ["collectivite", "service", "date_fin"]
    for format, lire in LECTEURS.items():
        lu = lire(client_agent.get(LISTE, {"export": format}))
        assert lu.codes == ["collectivite", "service", "date_fin"]


def test_la_premiere_colonne_reste_et_une_inconnue_est_ignoree(client_agent):
    choisir(client_agent, proposees=[*TOUTES, "disparue", "pas un nom", "\x00"])

    assert colonnes(client_agent) == ["collectivite"]


def test_les_colonnes_se_retrouvent_toutes(client_agent):
    choisir(client_agent)

    choisir(client_agent, *TOUTES)

    assert colonnes(client_agent) == TOUTES
    assert PreferenceDeListe.objects.count() == 1


def test_les_colonnes_des_uns_ne_sont_pas_celles_des_autres(client_agent, client_maire):
    choisir(client_agent)

    assert colonnes(client_maire) == TOUTES
    assert len(colonnes(client_agent, "/communes/")) > 1


def test_un_tri_sur_une_colonne_masquee_se_dit(client_agent):
    choisir(client_agent)

    outils = client_agent.get(LISTE, {"sort": "service"}).context["outils"]

    assert "ne montre ou ne trie pas" in outils.remarques[0]


def test_un_filtre_se_nomme_se_rappelle_et_se_supprime(client_agent):
    page = nommer(client_agent, "  Fin   2020 ")

    (filtre,) = page.context["outils"].filtres
    assert (filtre.nom, filtre.criteres) == ("Fin 2020", "au=2020-12-31&sort=-date_debut")
    assert filtre.est_en_cours
    assert 'href="?au=2020-12-31&amp;sort=-date_debut"' in page.content.decode()

    adresse = reverse("filtre_supprimer", args=[filtre.cle])
    page = client_agent.post(adresse, {"retour": LISTE}, follow=True)

    assert page.context["outils"].filtres == ()
    assert "Fin 2020" in page.content.decode()


@pytest.mark.parametrize(
    ("nom", "retour", "message"),
    [
        ("Fin 2020", FILTREE, "Vous avez déjà un filtre de ce nom pour cette liste."),
        ("", FILTREE, "Un filtre enregistré a un nom et des critères."),
        ("Sans critère", LISTE, "Un filtre enregistré a un nom et des critères."),
        ("x" * 61, FILTREE, "au plus 60 caractères"),
    ],
)
def test_un_filtre_refuse_dit_pourquoi(nom, retour, message, client_agent):
    nommer(client_agent, "Fin 2020")

    page = nommer(client_agent, nom, retour)

    assert message in page.content.decode()
    assert PreferenceDeListe.objects.count() == 1


def test_le_meme_nom_sert_a_une_autre_personne_et_a_une_autre_liste(client_agent, client_maire):
    nommer(client_agent, "Le mien")
    nommer(client_maire, "Le mien")
    nommer(client_agent, "Le mien", "/communes/?nom=a")

    assert PreferenceDeListe.objects.filter(nom="Le mien").count() == 3


def test_le_filtre_d_autrui_ne_se_voit_ni_ne_se_supprime(client_agent):
    autrui = creer_preference()

    adresse = reverse("filtre_supprimer", args=[autrui.pk])

    assert client_agent.post(adresse, {"retour": LISTE}).status_code == 404
    assert client_agent.get(LISTE).context["outils"].filtres == ()
    assert PreferenceDeListe.objects.filter(pk=autrui.pk).exists()


def test_des_colonnes_ne_se_suppriment_pas_comme_un_filtre(client_agent):
    choisir(client_agent)
    cle = PreferenceDeListe.objects.get().pk

    adresse = reverse("filtre_supprimer", args=[cle])

    assert client_agent.post(adresse, {"retour": LISTE}).status_code == 404


@pytest.mark.parametrize(
    "retour",
    [
        "",
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "/\\ailleurs.example/",
        "javascript:alert(1)",
        "/inconnue/",
        "/services-communs/adhesions/?x=" + "x" * 3_000,
    ],
)
@pytest.mark.parametrize("verbe", ["colonnes_choisir", "filtre_enregistrer"])
def test_on_ne_revient_qu_a_une_page_de_ce_site(verbe, retour, client_agent):
    reponse = client_agent.post(reverse(verbe), {"retour": retour, "nom": "x"})

    assert reponse.status_code == 404


def test_les_preferences_se_lisent_en_une_requete(client_agent, requetes):
    nommer(client_agent, "Un")
    avant = requetes(lambda: client_agent.get(LISTE))
    for rang in range(5):
        nommer(client_agent, f"Filtre {rang}")
    choisir(client_agent, *TOUTES)

    assert requetes(lambda: client_agent.get(LISTE)) == avant


def test_qui_n_a_aucune_collectivite_sait_pourquoi_il_ne_voit_rien(client):
    creer_adhesion()
    client.force_login(creer_preference().utilisateur)

    assert "n’est rattaché à aucune collectivité" in client.get(LISTE).content.decode()


def test_un_elu_sait_ce_qu_il_aurait_pu_voir(client_maire, commune):
    creer_adhesion()

    page = client_maire.get(LISTE).content.decode()

    assert "Rien n’est encore enregistré" in page
    assert commune.nom in page
