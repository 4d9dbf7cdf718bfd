"""Le journal de sécurité : un événement par fait, son compte, et rien de ce qui a été saisi."""

import json
import logging
import re
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from gouvernance.comptes.operations import effacer_le_compte
from gouvernance.evenements import Evenement, consigner
from gouvernance.exercices.operations import clore, rouvrir
from gouvernance.models import Utilisateur
from mutualisation.securite.journaux import journaux
from mutualisation.securite.requetes import BIEN_FORME
from mutualisation.settings import RACINE
from tests.fabriques import creer_administrateur, creer_agent, creer_commune, creer_domaine

pytestmark = pytest.mark.django_db
MOT_DE_PASSE = "Saone-2026-Dijon"


@pytest.fixture
def agent():
    agent = creer_agent(username="agent", email="agent@exemple.fr")
    agent.set_password(MOT_DE_PASSE)
    agent.save()
    return agent


@pytest.fixture
def relever(caplog, django_capture_on_commit_callbacks):
    """Ce qu'un appel écrit au journal de sécurité."""

    def relever(appel):
        caplog.clear()
        with (
            caplog.at_level(logging.INFO, "securite"),
            django_capture_on_commit_callbacks(execute=True),
        ):
            appel()
        notes = [note for note in caplog.records if note.name == "securite"]
        return [(note.evenement, note.compte, note.details) for note in notes]

    return relever


def entrer(client, nom, mot_de_passe):
    return client.post(reverse("connexion"), {"username": nom, "password": mot_de_passe})


def test_entrer_et_sortir_se_notent(client, agent, relever):
    adresse = {"adresse": "127.0.0.1"}

    assert relever(lambda: entrer(client, "agent", MOT_DE_PASSE)) == [
        ("connexion", agent.pk, adresse)
    ]
    assert relever(lambda: client.post(reverse("deconnexion"))) == [("deconnexion", agent.pk, {})]


@pytest.mark.parametrize("nom", ["agent", "personne@exemple.fr"])
def test_un_refus_dit_le_compte_vise_jamais_le_nom_essaye(client, agent, relever, caplog, nom):
    (note,) = relever(lambda: entrer(client, nom, "mot-de-passe-faux"))

    vise = agent.pk if nom == "agent" else None
    assert note == ("connexion_refusee", None, {"vise": vise, "adresse": "127.0.0.1"})
    assert "exemple.fr" not in caplog.text
    assert "faux" not in caplog.text


def test_un_verrou_puis_sa_levee_se_notent(client, agent, relever, settings):
    settings.AXES_FAILURE_LIMIT = 1
    administrateur = creer_administrateur()

    notes = relever(lambda: entrer(client, "agent", "faux"))
    client.force_login(administrateur)
    verrou = AccessAttempt.objects.get()
    (levee,) = relever(lambda: client.post(reverse("verrou_lever", args=[verrou.pk])))

    visee = {"vise": agent.pk, "adresse": "127.0.0.1"}
    assert ("connexion_verrouillee", None, visee) in notes
    assert levee == ("verrou_leve", administrateur.pk, visee)


def test_un_mot_de_passe_change_se_note_une_fois(agent, relever):
    agent.set_password("Une autre phrase de passe")

    assert relever(agent.save) == [("mot_de_passe_change", None, {"vise": agent.pk})]
    assert relever(lambda: agent.check_password("Une autre phrase de passe")) == []


def test_un_droit_change_dit_par_qui_et_lequel(client_administrateur, agent, relever):
    adresse = reverse("admin:gouvernance_utilisateur_change", args=[agent.pk])
    groupe = Group.objects.create(name="lecteurs")
    commune = creer_commune()
    envoi = {
        "username": "agent",
        "is_active": "on",
        "groups": [groupe.pk],
        "collectivites": [commune.pk],
        "date_joined_0": "01/01/2026",
        "date_joined_1": "08:00:00",
    }

    notes = relever(lambda: client_administrateur.post(adresse, envoi))

    auteur = Utilisateur.objects.get(is_superuser=True)
    assert {(evenement, par) for evenement, par, _ in notes} == {("droit_change", auteur.pk)}
    assert {details["numero"] for *_, details in notes} == {agent.pk}
    changes = {champ for *_, details in notes for champ in details["champs"]}
    assert changes == {"is_staff", "groups", "collectivites"}


def test_un_domaine_confie_et_un_groupe_elargi_sont_des_droits(agent, relever):
    domaine, groupe = creer_domaine(), Group.objects.create(name="lecteurs")

    (confie,) = relever(lambda: domaine.contributeurs.add(agent))
    (elargi,) = relever(lambda: groupe.permissions.add(Permission.objects.first()))

    assert confie[2]["champs"] == ["contributeurs"]
    assert (elargi[2]["objet"], elargi[2]["champs"]) == ("auth.group", ["permissions"])


def test_enregistrer_un_compte_sans_toucher_a_ses_droits_ne_note_rien(agent, relever):
    agent.first_name = "Julie"

    assert relever(agent.save) == []


def test_creer_supprimer_effacer_un_compte_se_note(agent, relever):
    auteur = creer_administrateur()

    (cree,) = relever(lambda: creer_agent(username="autre"))
    notes = relever(lambda: effacer_le_compte(agent, auteur=auteur, motif="Départ"))
    (supprime,) = relever(Utilisateur.objects.get(username="autre").delete)

    assert (cree[0], cree[2]["is_superuser"]) == ("compte_cree", False)
    assert ("compte_efface", auteur.pk, {"vise": agent.pk}) in notes
    assert supprime[0] == "compte_supprime"


def test_clore_et_rouvrir_un_exercice_se_note(agent, relever):
    assert relever(lambda: clore(annee=2020, par=agent)) == [
        ("exercice_clos", agent.pk, {"annee": 2020})
    ]
    rouverts = relever(lambda: rouvrir(annee=2020, par=agent, motif="Erreur"))
    assert rouverts == [("exercice_rouvert", agent.pk, {"annee": 2020})]


def test_un_fichier_emporte_et_un_refus_se_notent(client_agent, client_maire, relever):
    export = relever(lambda: client_agent.get(reverse("adhesion_liste"), {"export": "csv"}))
    refus = relever(lambda: client_maire.get(reverse("verrous")))

    assert [(note[0], note[2]) for note in export] == [("export", {"page": "adhesion_liste"})]
    assert [(note[0], note[2]) for note in refus] == [("acces_refuse", {"page": "verrous"})]


def test_une_page_ordinaire_ne_se_note_pas(client_agent, relever):
    assert relever(lambda: client_agent.get(reverse("adhesion_liste"))) == []


def test_une_ligne_est_un_objet_json_avec_sa_requete(client, relever, agent, caplog):
    relever(lambda: client.get("/connexion/", headers={"X-Request-ID": "a" * 20}))
    relever(lambda: consigner(Evenement.EXPORT, agent, page="adhesion_liste"))
    ligne = json.loads(en_json(caplog.records[-1]))

    assert re.match(r"\d{4}-\d\d-\d\dT", ligne.pop("date"))
    assert ligne == {
        "niveau": "INFO",
        "journal": "securite",
        "requete": "a" * 20,
        "message": "export",
        "evenement": "export",
        "compte": agent.pk,
        "details": {"page": "adhesion_liste"},
    }


def test_une_recherche_ne_passe_pas_dans_les_journaux(client, caplog):
    client.get("/nulle-part/", {"q": "Durand"})

    (note,) = [note for note in caplog.records if note.name == "django.request"]
    assert "Durand" not in en_json(note)
    assert json.loads(en_json(note))["status_code"] == 404


def en_json(note: logging.LogRecord) -> str:
    """Ce que la console de production en écrirait."""
    configuration = logging.config.DictConfigurator(journaux(debug=False))
    formats = configuration.config["formatters"]
    console = logging.StreamHandler(StringIO())
    console.setFormatter(configuration.configure_formatter(formats["json"]))
    console.addFilter(
        configuration.configure_filter({"()": "mutualisation.securite.requetes.PorteLaRequete"})
    )
    console.handle(note)
    return console.stream.getvalue()


def test_nginx_accepte_les_memes_identifiants_que_l_application():
    nginx = (RACINE / "deploiement" / "nginx" / "mutualisation.conf").read_text(encoding="utf-8")

    assert f'"~^{BIEN_FORME.pattern}$" $http_x_request_id;' in nginx


@pytest.mark.parametrize(
    "faux", ["court", "a" * 65, "a" * 20 + " b", "é" * 20, "<script>alert(1)</script>"]
)
def test_un_identifiant_mal_forme_est_remplace(client, faux):
    rendu = client.get("/connexion/", headers={"X-Request-ID": faux})["X-Request-ID"]

    assert re.fullmatch("[0-9a-f]{32}", rendu)


def test_un_identifiant_bien_forme_est_rendu(client):
    recu = "0b8f6c1e-0d0a-4f3e-9d39-3b2d6a1f6a11"

    assert client.get("/nulle-part/", headers={"X-Request-ID": recu})["X-Request-ID"] == recu


def test_la_page_de_securite_nomme_chaque_evenement():
    page = (RACINE / "docs" / "securite.md").read_text(encoding="utf-8")

    assert [e.value for e in Evenement if f"`{e.value}`" not in page] == []
