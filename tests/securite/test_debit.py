"""Une machine qui insiste attend ; un maire, et un soir de conseil, jamais."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from mutualisation.securite.debit import ECHECS, EXPORTS, RECHERCHES, Limite
from tests.fabriques import creer_agent
from tests.severite import connecter

pytestmark = pytest.mark.django_db
DEMANDES = {
    "recherche": ("get", reverse("recherche"), {"q": "archives"}),
    "export": ("get", reverse("adhesion_liste"), {"export": "csv"}),
    "mes données": ("get", reverse("mes_donnees"), {}),
    "pdf": ("get", "/rapports/1999/rapport.pdf", {}),
    "import": ("post", reverse("import_envoyer", args=["sieges"]), {}),
    "ancien mot de passe": ("post", reverse("mot_de_passe_changer"), {"old_password": "essai"}),
    "ancien, administration": ("post", reverse("admin:password_change"), {"old_password": "essai"}),
    "mot de passe oublié": ("post", reverse("mot_de_passe_oublie"), {"email": "a@exemple.fr"}),
}


@pytest.fixture(autouse=True)
def limites(settings, monkeypatch):
    settings.LIMITES_DE_DEBIT = True
    cache.clear()
    # Toujours la même minute : aucun essai ne tombe dans la suivante.
    monkeypatch.setattr("mutualisation.securite.debit.time.time", lambda: 1_800_000_001)


def epuiser(limite: Limite, qui: object) -> None:
    cache.set(limite._cle(qui), limite.nombre, limite.secondes)


@pytest.mark.parametrize("nom", DEMANDES)
def test_chaque_demande_couteuse_est_comptee(client_agent, client, monkeypatch, nom):
    methode, adresse, envoi = DEMANDES[nom]
    demandeur = client if nom == "mot de passe oublié" else client_agent
    avant = getattr(demandeur, methode)(adresse, envoi)
    monkeypatch.setattr(Limite, "compter", lambda limite, qui: limite.nombre + 1)

    reponse = getattr(demandeur, methode)(adresse, envoi)

    assert avant.status_code != 429
    assert reponse.status_code == 429
    assert int(reponse["Retry-After"]) > 0
    assert "Trop de demandes" in reponse.content.decode()


def test_la_derniere_permise_passe_et_la_suivante_attend(client_agent):
    compte = client_agent.get(reverse("mon_compte")).wsgi_request.user.pk
    epuiser(RECHERCHES, compte)
    cache.decr(RECHERCHES._cle(compte))

    statuts = [client_agent.get(reverse("recherche"), {"q": "a"}).status_code for _ in range(2)]

    assert statuts == [200, 429]
    assert client_agent.get(reverse("adhesion_liste")).status_code == 200


def test_la_fenetre_passee_on_repart_de_zero(client_agent, monkeypatch):
    compte = client_agent.get(reverse("mon_compte")).wsgi_request.user.pk
    epuiser(RECHERCHES, compte)
    assert client_agent.get(reverse("recherche")).status_code == 429

    monkeypatch.setattr("mutualisation.securite.debit.time.time", lambda: 1_800_000_060)

    assert client_agent.get(reverse("recherche")).status_code == 200


def test_un_mot_de_passe_essaye_sur_beaucoup_de_noms_s_arrete(client):
    agent = creer_agent(username="agent")
    agent.set_password("Saone-2026-Dijon")
    agent.save()

    def entrer(nom, mot_de_passe="Saone-2026-Dijon", **origine):
        envoi = {"username": nom, "password": mot_de_passe}
        return client.post(reverse("connexion"), envoi, **origine).status_code

    essais = [entrer(f"nom-{rang}") for rang in range(ECHECS.nombre + 2)]

    assert essais == [200] * ECHECS.nombre + [429, 429]
    assert entrer("agent") == 429
    assert entrer("agent", REMOTE_ADDR="192.0.2.7") == 302


def test_un_soir_de_conseil_chacun_a_son_compte_derriere_une_meme_adresse():
    presse, voisin = creer_agent(username="presse"), creer_agent(username="voisin")
    epuiser(RECHERCHES, presse.pk)

    statuts = [connecter(elu).get(reverse("recherche")).status_code for elu in (presse, voisin)]

    assert statuts == [429, 200]


def test_une_connexion_reussie_ne_compte_pas(client):
    agent = creer_agent(username="agent")
    agent.set_password("Saone-2026-Dijon")
    agent.save()
    client.post(reverse("connexion"), {"username": "agent", "password": "Saone-2026-Dijon"})

    assert not cache.has_key(ECHECS._cle("127.0.0.1"))


def test_le_reglage_leve_les_limites(client_agent, settings, monkeypatch):
    settings.LIMITES_DE_DEBIT = False
    monkeypatch.setattr(Limite, "compter", lambda limite, qui: limite.nombre + 1)

    assert client_agent.get(reverse("recherche")).status_code == 200


def test_un_cache_en_fichiers_compte_et_oublie_a_l_echeance(settings, tmp_path, monkeypatch):
    moteur = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": moteur, "LOCATION": tmp_path, "TIMEOUT": None}}

    assert [EXPORTS.compter("a") for _ in range(3)] == [1, 2, 3]
    assert EXPORTS.compter("b") == 1
    cle = EXPORTS._cle("a")
    monkeypatch.setattr("mutualisation.securite.debit.time.time", lambda: 1_800_000_100)
    assert not cache.has_key(cle)
