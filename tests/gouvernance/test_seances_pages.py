"""Pages des séances : liste, détail, saisie en série, agenda, administration."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse
from icalendar import Calendar

from gouvernance.models import EnvoiInformation
from tests.fabriques import creer_commune, creer_deliberation
from tests.fabriques_gouvernance import (
    creer_document,
    creer_envoi,
    creer_instance,
    creer_membre,
    creer_point,
    creer_presence,
    creer_seance,
)

pytestmark = pytest.mark.django_db

PASSEE, FUTURE = date(2021, 3, 25), date(2099, 3, 25)


@pytest.fixture
def conseil():
    return creer_instance(nature="conseil", nom="Conseil métropolitain")


def lignes(client, **criteres):
    table = client.get(reverse("seance_liste"), criteres).context["table"]
    return [ligne.record for ligne in table.rows]


def test_la_liste_filtre_par_instance_periode_et_retard(client_agent, conseil):
    creer_commune()
    tenue = creer_seance(instance=conseil, jour=PASSEE, convoquee_le=date(2021, 3, 10))
    reprise = creer_seance(instance=conseil, jour=date(2021, 2, 1))
    future = creer_seance(jour=FUTURE)

    assert lignes(client_agent) == [future, tenue, reprise]
    assert lignes(client_agent, instance=conseil.pk) == [tenue, reprise]
    assert lignes(client_agent, quand="a_venir") == [future]
    assert lignes(client_agent, quand="passees", du="2021-03-01") == [tenue]
    assert lignes(client_agent, en_retard="oui") == [tenue]
    assert lignes(client_agent, en_retard="non") == [future, reprise]


def test_la_page_mene_a_tout_en_requetes_constantes(client_agent, requetes, conseil):
    seance = creer_seance(instance=conseil, jour=PASSEE, convoquee_le=date(2021, 3, 10))
    adresse = seance.get_absolute_url()

    def completer():
        creer_point(seance=seance)
        creer_presence(seance=seance, membre=creer_membre(instance=conseil))
        creer_envoi(seance=seance)
        creer_document(seance=seance)
        creer_deliberation(seance=seance, instance=conseil, date=PASSEE)

    completer()
    avant = requetes(lambda: client_agent.get(adresse))
    for _ in range(8):
        completer()

    assert requetes(lambda: client_agent.get(adresse)) == avant <= 15


def test_un_agent_sans_droit_et_un_maire_lisent_sans_rien_pouvoir_saisir(
    client_agent, client_maire, conseil
):
    seance = creer_seance(instance=conseil, jour=PASSEE)

    for client in [client_agent, client_maire]:
        contenu = client.get(seance.get_absolute_url()).content.decode()
        assert "Noter l’envoi" not in contenu
        assert "Joindre un document" not in contenu


def test_une_seance_d_une_autre_commune_est_introuvable(client_maire, client_agent):
    instance = creer_instance(
        collectivite=creer_commune(), nature="conseil_municipal", nom="Conseil de Quetigny"
    )
    seance = creer_seance(instance=instance)

    for adresse, statut in [(seance.get_absolute_url(), 404), (reverse("seance_liste"), 200)]:
        reponse = client_maire.get(adresse)
        assert reponse.status_code == statut
        assert "Quetigny" not in reponse.content.decode()
        assert "Quetigny" in client_agent.get(adresse).content.decode()


def test_un_envoi_se_note_d_un_coup_pour_toutes_les_communes(client_administrateur, conseil):
    communes = [creer_commune() for _ in range(3)]
    seance = creer_seance(instance=conseil, jour=PASSEE)
    ancien = creer_envoi(seance=seance, commune=communes[0], fait_le=date(2021, 3, 1))
    adresse = reverse("seance_envois", args=[seance.pk])

    formulaire = client_administrateur.get(adresse).context["formulaire"]
    reponse = client_administrateur.post(
        adresse,
        {
            "nature": "convocation",
            "fait_le": "2021-03-19",
            "moyen": "envoi",
            "communes": [commune.pk for commune in formulaire["communes"].initial],
        },
        follow=True,
    )

    assert reponse.redirect_chain == [(seance.get_absolute_url(), 302)]
    assert "noté pour 2 communes, le 19\u00a0mars 2021. 1 déjà notée" in reponse.content.decode()
    assert EnvoiInformation.objects.filter(seance=seance, fait_le=date(2021, 3, 19)).count() == 2
    ancien.refresh_from_db()
    assert ancien.fait_le == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"fait_le": "2099-01-01"}, "pas encore eu lieu"),
        ({"fait_le": "2021-03-24", "nature": "compte_rendu"}, "suit la séance du"),
        ({"communes": []}, "Cochez au moins une commune."),
        ({"nature": "proces_verbal"}, "proces_verbal"),
    ],
)
def test_un_envoi_mal_saisi_n_ecrit_rien(client_administrateur, conseil, saisie, message):
    seance = creer_seance(instance=conseil, jour=PASSEE)
    correcte = {
        "nature": "convocation",
        "fait_le": "2021-03-19",
        "moyen": "envoi",
        "communes": [creer_commune().pk],
    }

    page = client_administrateur.post(reverse("seance_envois", args=[seance.pk]), correcte | saisie)

    assert message in page.content.decode()
    assert not EnvoiInformation.objects.exists()


def test_l_agenda_se_relit_a_l_heure_de_paris(client_agent, conseil):
    seance = creer_seance(
        instance=conseil, jour=date(2021, 7, 1), heure=time(18, 30), lieu="Siège, salle 1"
    )
    creer_point(seance=seance, ordre=1, objet="Rapport de mutualisation")
    adresse = reverse("seance_ics", args=[seance.pk])

    premier, second = (
        Calendar.from_ical(client_agent.get(adresse).content).walk("VEVENT")[0] for _ in range(2)
    )

    assert premier["UID"] == second["UID"] == f"seance-{seance.pk}@mutualisation"
    assert premier["DTSTART"].dt == datetime(2021, 7, 1, 16, 30, tzinfo=UTC)
    assert str(premier["DTSTART"].dt.tzinfo) == "Europe/Paris"
    assert premier["LOCATION"] == "Siège, salle 1"
    assert premier["DESCRIPTION"] == "Ordre du jour :\n1. Rapport de mutualisation"
    assert seance.get_absolute_url() in premier["URL"]


def test_sans_heure_la_seance_occupe_la_journee(client_agent):
    reponse = client_agent.get(reverse("seance_ics", args=[creer_seance().pk]))
    (evenement,) = Calendar.from_ical(reponse.content).walk("VEVENT")

    assert evenement["DTSTART"].dt == PASSEE


def test_l_administration_refuse_un_pouvoir_donne_a_un_absent(client_administrateur):
    mandant, mandataire = creer_presence(), creer_membre()
    mandataire.instance = mandant.seance.instance
    mandataire.save()
    creer_presence(seance=mandant.seance, membre=mandataire, etat="absent")
    adresse = reverse("admin:gouvernance_seance_change", args=[mandant.seance.pk])
    page = client_administrateur.get(adresse)
    formulaires = [page.context["adminform"].form] + [
        formulaire
        for inline in page.context["inline_admin_formsets"]
        for formulaire in [inline.formset.management_form, *inline.formset.forms]
    ]
    saisie = {
        champ.html_name: "" if champ.value() is None else str(champ.value())
        for formulaire in formulaires
        for champ in formulaire
    }
    saisie |= {"presences-0-etat": "represente", "presences-0-pouvoir_a": str(mandataire.pk)}

    reponse = client_administrateur.post(adresse, saisie)

    assert "Un pouvoir se donne à un membre présent" in reponse.content.decode()
