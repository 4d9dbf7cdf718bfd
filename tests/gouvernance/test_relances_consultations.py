"""Rappeler par courriel, une seule fois, ce qu'une commune doit encore répondre."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from gouvernance.consultations.operations import dater_transmission, noter_reponse
from gouvernance.consultations.relances import relancer
from gouvernance.models import Consultation
from tests.fabriques import creer_administrateur, creer_commune, creer_elu
from tests.fabriques_gouvernance import creer_consultation, creer_reponse

pytestmark = pytest.mark.django_db

SITE = "https://mutualisation.example"


def jour(ecart):
    return timezone.localdate() + timedelta(days=ecart)


def lisible(texte):
    return texte.replace("\u00a0", " ")


def attendre(nom, *adresses, consultation=None, depuis=-10, **valeurs):
    """Réponse attendue d'une commune dont les lecteurs ont ces adresses."""
    commune = creer_commune(nom=nom)
    for adresse in adresses:
        creer_elu(commune, email=adresse)
    consultation = consultation or creer_consultation(transmise_le=jour(depuis), **valeurs)
    return creer_reponse(
        consultation=consultation, commune=commune, transmise_le=consultation.transmise_le
    )


def tout_relancer(**options):
    return relancer(Consultation.objects.all(), SITE, **options)


def test_le_courriel_dit_l_objet_l_echeance_le_silence_et_le_lien(mailoutbox):
    reponse = attendre("Ahuy", "mairie@ahuy.example", "dgs@ahuy.example", objet="Schéma & suite")

    tout_relancer()

    (courriel,) = mailoutbox
    corps = lisible(courriel.body)
    assert courriel.to == ["mairie@ahuy.example", "dgs@ahuy.example"]
    assert lisible(courriel.subject).startswith("Ahuy : votre réponse est attendue jusqu’au")
    assert "« Schéma & suite »" in corps
    assert "Sans réponse, l’avis est réputé favorable." in corps
    assert "CGCT, art. L. 5211-39-1" in corps
    assert SITE + reponse.consultation.get_absolute_url() in corps


def test_une_commune_n_est_relancee_qu_une_fois(mailoutbox):
    attendre("Ahuy", "mairie@ahuy.example")

    premier, second = tout_relancer(), tout_relancer()

    assert (premier.envoyees, second.deja_relancees) == (("Ahuy",), ("Ahuy",))
    assert len(mailoutbox) == 1


def test_une_transmission_corrigee_se_rappelle_de_nouveau(mailoutbox):
    reponse = attendre("Ahuy", "mairie@ahuy.example")
    tout_relancer()

    dater_transmission(reponse, jour(-2))

    assert tout_relancer().envoyees == ("Ahuy",)


def test_qui_n_a_pas_d_adresse_est_dit(mailoutbox):
    reponse = attendre("Ahuy", "")
    creer_elu(reponse.commune, email="parti@ahuy.example", is_active=False)

    bilan = tout_relancer()

    assert bilan.phrases == (("warning", "Personne à qui écrire, faute d’adresse\u00a0: Ahuy."),)
    assert mailoutbox == []
    reponse.refresh_from_db()
    assert reponse.relancee_le is None


def test_qui_a_repondu_ou_laisse_passer_le_delai_n_est_plus_relance(mailoutbox):
    repondue = attendre("Ahuy", "mairie@ahuy.example")
    noter_reponse(repondue, sens="favorable", rendue_le=jour(-1))
    attendre("Talant", "mairie@talant.example", depuis=-200)
    close = attendre("Daix", "mairie@daix.example", nature="adhesion")
    Consultation.objects.filter(pk=close.consultation_id).update(close_le=jour(0))

    bilan = tout_relancer()

    assert bilan.phrases == (("info", "Aucune commune n’est à relancer."),)
    assert mailoutbox == []


def test_la_minuterie_n_ecrit_qu_a_l_approche_de_l_echeance(mailoutbox):
    attendre("Ahuy", "mairie@ahuy.example", depuis=-85)
    attendre("Talant", "mairie@talant.example", depuis=-10)
    attendre("Daix", "mairie@daix.example", nature="adhesion")

    assert tout_relancer(avant=15).envoyees == ("Ahuy",)
    assert sorted(tout_relancer().envoyees) == ["Daix", "Talant"]


def test_un_courriel_refuse_se_retente(mailoutbox, monkeypatch):
    attendre("Ahuy", "mairie@ahuy.example")

    def refuser(self, messages):
        raise SMTPServerDisconnected

    with monkeypatch.context() as panne:
        panne.setattr(EmailBackend, "send_messages", refuser)
        assert tout_relancer().refusees == ("Ahuy",)
        with pytest.raises(CommandError, match="à relancer"):
            call_command("relancer_consultations")

    assert tout_relancer().envoyees == ("Ahuy",)


def test_la_commande_dit_ce_qu_elle_fait(mailoutbox, capsys):
    attendre("Ahuy", "mairie@ahuy.example")
    attendre("Talant")

    call_command("relancer_consultations", avant=120)

    dit = capsys.readouterr()
    assert "1 relance envoyée par courriel : Ahuy." in lisible(dit.out)
    assert "Personne à qui écrire" in lisible(dit.err)


def test_un_nombre_de_jours_negatif_est_refuse():
    with pytest.raises(CommandError, match="au moins 0"):
        call_command("relancer_consultations", avant=-1)


def test_le_bouton_relance_cette_consultation_seulement(client, mailoutbox):
    reponse = attendre("Ahuy", "mairie@ahuy.example")
    attendre("Talant", "mairie@talant.example")
    client.force_login(creer_administrateur())
    adresse = reverse("consultation_relancer", args=[reponse.consultation_id])
    assert (
        "Relancer par courriel (1\u00a0commune)"
        in client.get(reponse.consultation.get_absolute_url()).content.decode()
    )

    page = client.post(adresse, follow=True).content.decode()

    assert "1\u00a0relance envoyée par courriel\u00a0: Ahuy." in page
    assert [courriel.to for courriel in mailoutbox] == [["mairie@ahuy.example"]]
    assert adresse not in page


def test_relancer_vingt_communes_ne_lit_pas_plus_que_deux(requetes):
    """Une écriture par courriel envoyé ; les lectures, elles, restent constantes."""
    consultation = creer_consultation(transmise_le=jour(-10))
    for rang in range(2):
        attendre(f"Commune A{rang}", consultation=consultation)
    avant = requetes(tout_relancer)
    for rang in range(20):
        attendre(f"Commune B{rang}", consultation=consultation)

    assert requetes(tout_relancer) == avant
