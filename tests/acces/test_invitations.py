"""Un compte s'ouvre par invitation : un lien d'une semaine, qui ne sert qu'une fois."""

import logging
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.signing import TimestampSigner
from django.urls import reverse
from django.utils import timezone

from gouvernance.comptes.invitations import JETONS, inviter
from gouvernance.models import Utilisateur
from tests.fabriques import creer_administrateur, creer_commune, creer_utilisateur
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db
CHOISI = "quatre mots choisis au hasard"


@pytest.fixture
def compte():
    compte = creer_utilisateur(username="dgs", email="dgs@ahuy.test")
    compte.set_unusable_password()
    compte.save()
    return compte


@pytest.fixture
def lien(compte):
    return inviter(compte, auteur=creer_administrateur()).lien


def ouvrir(lien, client=None):
    return (client or ClientSevere()).get(lien, follow=True)


def choisir(page, mot_de_passe=CHOISI):
    envoi = {"new_password1": mot_de_passe, "new_password2": mot_de_passe}
    return page.client.post(page.request["PATH_INFO"], envoi)


def entrer(client):
    return client.post(reverse("connexion"), {"username": "dgs", "password": CHOISI})


def est_refuse(reponse) -> bool:
    return reponse.status_code == 200 and "Ce lien ne sert plus" in reponse.content.decode()


def test_d_un_compte_ajoute_a_une_personne_connectee(client_administrateur, client):
    commune = creer_commune()
    ajout = {"username": "dgs", "last_name": "Bourgeois", "email": "dgs@ahuy.test"}
    ajoute = client_administrateur.post(
        reverse("admin:gouvernance_utilisateur_add"), ajout | {"collectivites": [commune.pk]}
    )
    compte = Utilisateur.objects.get(username="dgs")
    assert ajoute.url == reverse("compte_inviter", args=[compte.pk])
    assert not compte.has_usable_password()
    assert list(compte.collectivites.all()) == [commune]

    envoi = client_administrateur.post(ajoute.url)
    assert "L’invitation est partie à dgs@ahuy.test" in envoi.content.decode()
    assert mail.outbox[0].to == ["dgs@ahuy.test"]
    lien = next(mot for mot in mail.outbox[0].body.split() if "/invitation/" in mot)
    assert lien not in envoi.content.decode()

    page = ouvrir(lien, client)
    assert "Votre nom d’utilisateur est <strong>dgs</strong>" in page.content.decode()
    assert choisir(page).url == reverse("mot_de_passe_termine")
    # Elle se connecte comme tout le monde : un second facteur y sera demandé s'il est exigé.
    assert "_auth_user_id" not in client.session
    assert entrer(client).url == reverse("accueil")


def test_la_page_d_ajout_ne_demande_aucun_mot_de_passe(client_administrateur):
    page = client_administrateur.get(reverse("admin:gouvernance_utilisateur_add"))

    assert 'type="password"' not in page.content.decode()


def test_sans_courriel_le_lien_se_montre_une_fois(client_administrateur, compte):
    Utilisateur.objects.update(email="")
    adresse = reverse("compte_inviter", args=[compte.pk])
    reponse = client_administrateur.post(adresse)

    assert "/invitation/" in reponse.content.decode()
    assert "no-store" in reponse["Cache-Control"]
    assert "/invitation/" not in client_administrateur.get(adresse).content.decode()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("moteur", "dit"),
    [
        ("django.core.mail.backends.console.EmailBackend", "n’est pas réglé"),
        ("django.core.mail.backends.smtp.EmailBackend", "n’a pas pris le message"),
    ],
)
def test_un_courriel_qui_ne_part_pas_laisse_le_lien(settings, compte, moteur, dit):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = moteur, 1
    invitation = inviter(compte, auteur=creer_administrateur())

    assert dit in invitation.empechement
    assert not est_refuse(ouvrir(invitation.lien))


def test_la_liste_et_la_fiche_disent_qui_n_a_pas_choisi(client_administrateur, compte):
    liste = reverse("admin:gouvernance_utilisateur_changelist") + "?a_completer=jamais_venus"
    fiche = reverse("admin:gouvernance_utilisateur_change", args=[compte.pk])
    assert "dgs" in client_administrateur.get(liste).content.decode()
    assert "Pas encore choisi." in client_administrateur.get(fiche).content.decode()

    compte.set_password(CHOISI)
    compte.save()
    assert "dgs" not in client_administrateur.get(liste).content.decode()
    assert "En faire choisir un autre…" in client_administrateur.get(fiche).content.decode()


def test_un_lien_ne_sert_qu_une_fois(compte, lien):
    page, ailleurs = ouvrir(lien), ouvrir(lien)
    choisir(page)

    assert est_refuse(choisir(ailleurs, "un tout autre secret"))
    assert est_refuse(ouvrir(lien))
    compte.refresh_from_db()
    assert compte.check_password(CHOISI)


def test_une_invitation_remplace_la_precedente_et_l_ancien_mot_de_passe(compte, lien):
    choisir(ouvrir(lien))
    ouverte = ClientSevere()
    entrer(ouverte)
    compte.refresh_from_db()
    premier = inviter(compte, auteur=creer_administrateur()).lien
    second = inviter(compte, auteur=creer_administrateur()).lien

    assert ouverte.get(reverse("mon_compte")).status_code == 302
    assert entrer(ouverte).status_code == 200
    assert est_refuse(ouvrir(premier))
    assert not est_refuse(ouvrir(second))


def test_une_invitation_vaut_sept_jours(monkeypatch, compte, lien):
    def dans(duree):
        plus_tard = (timezone.now() + duree).timestamp()
        monkeypatch.setattr("django.core.signing.time.time", lambda: plus_tard)
        return est_refuse(ouvrir(lien))

    assert not dans(timedelta(days=6, hours=23))
    assert dans(timedelta(days=7, minutes=1))


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"email": "autre@ahuy.test"}, {"last_login": timezone.now()}]
)
def test_un_compte_ferme_ou_deja_ouvert_autrement_perd_son_lien(compte, lien, change):
    Utilisateur.objects.filter(pk=compte.pk).update(**change)

    assert est_refuse(ouvrir(lien))


def test_un_jeton_faux_ou_d_un_autre_repond_de_meme(compte, lien, caplog):
    voisin = creer_utilisateur()
    numero, jeton = lien.rstrip("/").split("/")[-2:]
    faux = [
        JETONS.make_token(voisin),
        TimestampSigner(salt="gouvernance.invitations").sign(str(compte.pk)),
        jeton[:-1],
        "set-password",
        "jeton",
    ]
    with caplog.at_level(logging.DEBUG):
        refus = [ouvrir(reverse("invitation", args=[numero, f])) for f in faux]
        refus.append(ouvrir(reverse("invitation", args=["OTk5OTk5", jeton])))

    assert all(est_refuse(reponse) for reponse in refus)
    assert len({reponse.content for reponse in refus}) == 1
    assert jeton[:-1] not in caplog.text


def test_le_jeton_ne_reste_ni_dans_l_adresse_ni_dans_la_page(lien):
    page = ouvrir(lien)

    assert lien.rstrip("/").split("/")[-1] not in page.request["PATH_INFO"] + page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_qui_n_a_pas_a_inviter_est_refuse_et_cela_ne_change_rien(client_administrateur, compte):
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=False)
    moi = Utilisateur.objects.get(pk=client_administrateur.session["_auth_user_id"])
    for vise in [compte, moi]:
        reponse = client_administrateur.post(reverse("compte_inviter", args=[vise.pk]))
        assert reponse.url == reverse("admin:gouvernance_utilisateur_change", args=[vise.pk])

    assert not mail.outbox
    assert not LogEntry.objects.exists()


def test_l_invitation_se_note_au_journal_sans_le_jeton(compte, lien):
    trace = LogEntry.objects.get(object_id=str(compte.pk))

    assert trace.change_message == "Invitation à choisir un mot de passe."
