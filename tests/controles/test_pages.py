"""La page des contrôles : qui la lit, ce qu'elle montre, ce qu'on y explique."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from mutualisation.controles.lecture import Etat, lire_constats
from mutualisation.models import ConstatExplique
from tests.fabriques import creer_agent, creer_domaine, creer_effectif, creer_rapport
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db

LISTE = reverse("controles")
CODE = "etp-et-agents"


@pytest.fixture
def effectif():
    """Plus d'ETP que d'agents."""
    numerique = creer_domaine(code="numerique", titre="Numérique")
    return creer_effectif(domaine=numerique, agents=47, etp=Decimal("47.1"))


@pytest.fixture
def client_controleur():
    """Agent qui a le droit d'expliquer."""
    agent = creer_agent(first_name="Camille", last_name="Petit")
    agent.user_permissions.add(Permission.objects.get(codename="add_constatexplique"))
    client = ClientSevere()
    client.force_login(agent)
    return client


def adresse():
    (lu,) = lire_constats(annee=2020)
    return reverse("constat_expliquer", args=[CODE], query={"cle": lu.constat.cle})


def expliquer(client, texte="Un agent cumule deux temps partiels."):
    return client.post(adresse(), {"texte": texte}, follow=True)


def test_la_page_montre_l_ecart_ses_valeurs_et_ou_le_corriger(client_agent, effectif):
    page = client_agent.get(LISTE).content.decode()

    assert "1\u00a0écart à traiter sur 1." in page
    assert "47,1\u00a0ETP" in page or "47,1 ETP" in page
    assert reverse("admin:services_communs_effectif_change", args=[effectif.pk]) in page
    assert "Expliquer" not in page


def test_une_base_sans_donnee_n_a_rien_a_signaler(client_agent):
    assert "Aucune incohérence n’est relevée." in client_agent.get(LISTE).content.decode()


def test_un_elu_ne_la_voit_pas(client_maire, effectif):
    assert client_maire.get(LISTE).status_code == 404
    assert client_maire.get(adresse()).status_code == 404


def test_expliquer_demande_le_droit(client_agent, effectif):
    assert client_agent.get(adresse()).status_code == 403
    assert client_agent.post(adresse(), {"texte": "Non."}).status_code == 403
    assert not ConstatExplique.objects.exists()


def test_un_ecart_explique_n_est_plus_a_traiter_et_dit_par_qui(client_controleur, effectif):
    reponse = expliquer(client_controleur)

    page = reponse.content.decode()
    assert reponse.redirect_chain == [(f"{LISTE}#{CODE}", 302)]
    assert "Un agent cumule deux temps partiels." in page
    assert "Camille Petit" in page
    assert "ont tous une explication" in page


def test_il_revient_quand_ses_valeurs_changent(client_controleur, effectif):
    expliquer(client_controleur)
    effectif.etp = Decimal("48")
    effectif.save()

    (lu,) = lire_constats(annee=2020)

    assert lu.etat == Etat.A_REVOIR
    assert lu.est_a_traiter
    page = client_controleur.get(LISTE).content.decode()
    assert "Les valeurs ont changé depuis" in page
    assert "pour d’autres valeurs" in client_controleur.get(adresse()).content.decode()


def test_une_donnee_voisine_ne_le_fait_pas_revenir(client_controleur, effectif):
    expliquer(client_controleur)
    creer_effectif(agents=10, etp=Decimal(9), domaine=creer_domaine())

    (lu,) = [lu for lu in lire_constats() if lu.controle.code == CODE]

    assert lu.etat == Etat.EXPLIQUE


def test_une_explication_videe_est_retiree(client_controleur, effectif):
    expliquer(client_controleur)

    page = expliquer(client_controleur, texte="  ").content.decode()

    assert not ConstatExplique.objects.exists()
    assert "est à traiter" in page


def test_une_explication_trop_longue_reste_a_l_ecran(client_controleur, effectif):
    page = expliquer(client_controleur, texte="x" * 2001).content.decode()

    assert "Ce texte dépasse 2000 signes." in page
    assert "x" * 2001 in page
    assert not ConstatExplique.objects.exists()


def test_l_explication_publiee_au_rapport_vaut_ici(effectif):
    rapport = creer_rapport(annee=2020, date_observation=effectif.date)
    rapport.explications.create(point="etp:numerique", texte="Heures supplémentaires.")

    (lu,) = lire_constats()

    assert lu.etat == Etat.EXPLIQUE
    assert lu.constat.explication == "Heures supplémentaires."


@pytest.mark.parametrize(
    "criteres",
    [
        {"annee": "2019"},
        {"gravite": "bloquant"},
        {"theme": "Finances"},
        {"etat": "expliqué"},
    ],
)
def test_les_criteres_restreignent_la_page(client_agent, effectif, criteres):
    creer_effectif(agents=None, etp=Decimal(3), date="2019-11-30")

    page = client_agent.get(LISTE, criteres).content.decode()

    assert "Numérique, au" not in page
    assert "Tout afficher" in page


@pytest.mark.parametrize(
    "criteres", [{"annee": "abc"}, {"gravite": "😀"}, {"theme": "%" * 10_000}, {"etat": "\x00"}]
)
def test_un_critere_trafique_ne_casse_rien(client_agent, effectif, criteres):
    reponse = client_agent.get(LISTE, criteres)

    assert reponse.status_code == 200
    assert "Numérique" in reponse.content.decode()


@pytest.mark.parametrize("cle", ["", "inconnue", "%", "x" * 10_000])
def test_un_ecart_qui_n_existe_plus_est_introuvable(client_controleur, effectif, cle):
    page = reverse("constat_expliquer", args=[CODE], query={"cle": cle})

    assert client_controleur.get(page).status_code == 404
    assert client_controleur.get(reverse("constat_expliquer", args=["rien"])).status_code == 404
