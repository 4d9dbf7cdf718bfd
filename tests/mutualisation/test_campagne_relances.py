"""Relancer par courriel, une fois par jour et par fiche."""

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from mutualisation.campagne.relances import relancer
from services_communs.models import Fiche
from tests.fabriques import (
    creer_agent,
    creer_domaine,
    creer_effectif,
    creer_fiche,
    creer_indicateur,
    creer_objectif,
    creer_rapport,
    creer_realisation,
)

pytestmark = pytest.mark.django_db

SITE = "https://mutualisation.example"
RELANCER = reverse("campagne_relancer", args=[2021])


@pytest.fixture(autouse=True)
def rapport():
    return creer_rapport(annee=2021)


def jour(ecart):
    return timezone.localdate() + timedelta(days=ecart)


def fiche_de(titre, **valeurs):
    """Fiche à rendre d'un domaine dont le contributeur a une adresse."""
    domaine = creer_domaine(titre=titre)
    domaine.contributeurs.add(creer_agent(email=f"{titre.lower()}@metropole.example"))
    return creer_fiche(**{"domaine": domaine, "annee": 2021, "etat": "en_cours"} | valeurs)


def lisible(texte):
    return texte.replace("\u00a0", " ")


def test_le_courriel_dit_ce_qui_manque_et_mene_a_la_fiche(mailoutbox):
    fiche = fiche_de("Achats", echeance=jour(5), responsable=creer_agent(email="rh@exemple.test"))
    creer_indicateur(domaine=fiche.domaine, libelle="Nombre de marchés", est_obligatoire=True)

    relancer(2021, SITE)

    (courriel,) = mailoutbox
    corps = lisible(courriel.body)
    assert courriel.to == ["rh@exemple.test", "achats@metropole.example"]
    assert lisible(courriel.subject).startswith(
        "Rapport 2021 : la fiche « Achats » est attendue le"
    )
    assert "- aucune réalisation\n" in corps
    assert "- 1 indicateur sans valeur 2021 : Nombre de marchés\n" in corps
    assert f"{SITE}/campagne/2021/domaines/{fiche.domaine.code}/" in corps


def test_une_fiche_en_retard_ou_complete_recoit_un_autre_texte(mailoutbox):
    fiche = fiche_de("Achats", echeance=jour(-3))
    creer_objectif(fiche=fiche)
    creer_realisation(fiche=fiche)
    creer_effectif(domaine=fiche.domaine, date=date(2021, 12, 31))

    relancer(2021, SITE)

    corps = lisible(mailoutbox[0].body)
    assert "était attendue le" in lisible(mailoutbox[0].subject)
    assert "il y a 3 jours" in corps
    assert "Rien n’y manque" in corps


def test_un_titre_a_esperluette_reste_lisible(mailoutbox):
    fiche_de("Achats & marchés")

    relancer(2021, SITE)

    assert "« Achats & marchés »" in lisible(mailoutbox[0].subject)
    assert "&amp;" not in mailoutbox[0].body


def test_une_fiche_n_est_relancee_qu_une_fois_par_jour(mailoutbox):
    fiche = fiche_de("Achats")

    premier, second = relancer(2021, SITE), relancer(2021, SITE)

    assert (premier.envoyees, second.deja_relancees) == (("Achats",), ("Achats",))
    assert len(mailoutbox) == 1
    Fiche.objects.filter(pk=fiche.pk).update(relancee_le=timezone.now() - timedelta(days=1))
    assert relancer(2021, SITE).envoyees == ("Achats",)
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("etat", ["a_valider", "validee"])
def test_une_fiche_soumise_n_est_plus_relancee(mailoutbox, etat):
    fiche_de("Achats", etat=etat)

    bilan = relancer(2021, SITE)

    assert bilan.phrases == (("info", "Aucune fiche n’est à relancer."),)
    assert mailoutbox == []


def test_qui_n_a_pas_d_adresse_est_dit(mailoutbox):
    sans_adresse = creer_domaine(titre="Logistique")
    sans_adresse.contributeurs.add(
        creer_agent(email=""), creer_agent(email="parti@metropole.example", is_active=False)
    )
    fiche = creer_fiche(domaine=sans_adresse, annee=2021)

    bilan = relancer(2021, SITE)

    assert bilan.sans_adresse == ("Logistique",)
    assert mailoutbox == []
    assert Fiche.objects.get(pk=fiche.pk).relancee_le is None


def test_un_envoi_refuse_est_dit_et_se_retente(monkeypatch, mailoutbox):
    fiche = fiche_de("Achats")
    fiche_de("Finances")
    envoyer = EmailBackend.send_messages

    def refuser_les_achats(self, courriels):
        if "achats@metropole.example" in courriels[0].to:
            raise SMTPServerDisconnected("panne")
        return envoyer(self, courriels)

    monkeypatch.setattr(EmailBackend, "send_messages", refuser_les_achats)
    bilan = relancer(2021, SITE)
    monkeypatch.undo()

    assert (bilan.refusees, bilan.envoyees) == (("Achats",), ("Finances",))
    assert Fiche.objects.get(pk=fiche.pk).relancee_le is None
    assert relancer(2021, SITE).envoyees == ("Achats",)


def test_un_serveur_qui_ne_repond_pas_ne_compte_aucune_relance(monkeypatch, mailoutbox):
    def refuser(self):
        raise TimeoutError

    fiche_de("Achats")
    fiche_de("Finances")
    monkeypatch.setattr(EmailBackend, "open", refuser)
    bilan = relancer(2021, SITE)
    monkeypatch.undo()

    assert (bilan.refusees, mailoutbox) == (("Achats", "Finances"), [])
    assert relancer(2021, SITE).envoyees == ("Achats", "Finances")


@pytest.mark.parametrize(
    ("avant", "attendus"),
    [(0, {"Retard", "Jour"}), (7, {"Retard", "Jour", "Semaine"}), (None, "toutes")],
)
def test_relancer_celles_que_l_on_attend_bientot(avant, attendus):
    for titre, echeance in [("Retard", -1), ("Jour", 0), ("Semaine", 7), ("Plus tard", 8)]:
        fiche_de(titre, echeance=jour(echeance))
    fiche_de("Sans échéance")

    envoyees = set(relancer(2021, SITE, avant=avant).envoyees)

    toutes = {"Retard", "Jour", "Semaine", "Plus tard", "Sans échéance"}
    assert envoyees == (toutes if attendus == "toutes" else attendus)


def test_relancer_un_seul_domaine_depuis_le_suivi(client_administrateur, mailoutbox):
    fiche = fiche_de("Achats")
    fiche_de("Finances")

    reponse = client_administrateur.post(RELANCER, {"domaine": fiche.domaine.code}, follow=True)

    assert "1 fiche relancée par courriel : Achats." in lisible(reponse.content.decode())
    assert [courriel.to for courriel in mailoutbox] == [["achats@metropole.example"]]
    assert "http://testserver/campagne/2021/domaines/" in mailoutbox[0].body


def test_relancer_tous_dit_le_sort_de_chacun(client_administrateur):
    fiche_de("Achats")
    creer_fiche(domaine=creer_domaine(titre="Logistique"), annee=2021)

    page = client_administrateur.post(RELANCER, follow=True).content.decode()

    assert "1 fiche relancée par courriel : Achats." in lisible(page)
    assert "faute d’adresse : Logistique." in lisible(page)


def test_relancer_une_campagne_absente(client_administrateur):
    adresse = reverse("campagne_relancer", args=[2030])

    assert client_administrateur.post(adresse).status_code == 404
    assert client_administrateur.get(adresse).status_code == 405


def test_la_commande_relance_et_rend_compte(settings, capsys, mailoutbox):
    settings.ADRESSE_DU_SITE = SITE
    fiche_de("Achats", echeance=jour(3))
    creer_fiche(domaine=creer_domaine(titre="Logistique"), annee=2021, echeance=jour(-2))

    call_command("relancer_campagne", 2021, avant=7)

    sortie, alertes = (lisible(texte) for texte in capsys.readouterr())
    assert sortie == "1 fiche relancée par courriel : Achats.\n"
    assert alertes == "Personne à qui écrire, faute d’adresse : Logistique.\n"
    assert SITE in mailoutbox[0].body


def test_la_commande_echoue_si_le_serveur_refuse_un_courriel(monkeypatch):
    fiche_de("Achats")

    def refuser(self, courriels):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuser)

    with pytest.raises(CommandError, match="Courriel refusé par le serveur"):
        call_command("relancer_campagne", 2021)


@pytest.mark.parametrize(
    ("annee", "options", "message"),
    [(2030, {}, "Aucune campagne n’est ouverte pour 2030"), (2021, {"avant": -1}, "au moins 0")],
)
def test_la_commande_refuse_une_mauvaise_demande(annee, options, message):
    with pytest.raises(CommandError, match=message):
        call_command("relancer_campagne", annee, **options)
