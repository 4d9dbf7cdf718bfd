"""La page des droits : qui voit et peut quoi, et les comptes à regarder."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from mutualisation.droits.contenu import lire_droits
from mutualisation.droits.personnes import lire_les_personnes
from tests.droits.preparation import creer_les_groupes, creer_membre_du_groupe
from tests.fabriques import (
    creer_administrateur,
    creer_agent,
    creer_commune,
    creer_domaine,
    creer_elu,
    creer_utilisateur,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db

JOUR = date(2026, 11, 22)
HIER = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def groupes(db):
    creer_les_groupes()


def roles() -> dict[str, str]:
    return {personne.identifiant: personne.role for personne in lire_les_personnes(JOUR)}


def alertes(compte) -> tuple[str, ...]:
    [lue] = [p for p in lire_les_personnes(JOUR) if p.numero == compte.pk]
    return lue.alertes


def test_chacun_a_le_role_de_son_plus_fort_groupe(groupes):
    creer_administrateur(username="super")
    chef = creer_membre_du_groupe("gestionnaires")
    chef.groups.add(*creer_membre_du_groupe("administrateurs").groups.all())
    creer_elu(creer_commune(), username="maire")
    creer_utilisateur(username="perdu")
    creer_agent(username="nu")
    creer_agent(username="parti", is_active=False)

    lus = roles()

    assert next(iter(lus.items())) == ("super", "Super-utilisateur")
    assert lus[chef.username] == "Administrateur"
    assert (lus["maire"], lus["nu"]) == ("Lecteur communal", "Agent sans groupe")
    assert lus["perdu"] == "Sans collectivité"
    assert "parti" not in lus


def test_un_contributeur_a_ses_domaines_et_un_maire_ses_communes(groupes):
    contributeur = creer_membre_du_groupe("contributeurs")
    creer_domaine(titre="Archives").contributeurs.add(contributeur)
    maire = creer_elu(creer_commune(nom="Talant"), creer_commune(nom="Ahuy"))

    perimetres = {p.numero: p.perimetre for p in lire_les_personnes(JOUR)}

    assert perimetres[contributeur.pk] == ("Archives",)
    assert perimetres[maire.pk] == ("Ahuy", "Talant")


def test_un_compte_dormant_est_signale():
    un_an = HIER - timedelta(days=366)

    neuf, attendu = (HIER - timedelta(days=jours) for jours in (29, 30))
    assert alertes(creer_agent(date_joined=neuf)) == ()
    assert alertes(creer_agent(date_joined=attendu)) == ("jamais connecté",)
    assert alertes(creer_agent(last_login=un_an)) == ("pas venu depuis plus d’un an",)
    assert alertes(creer_agent(last_login=HIER)) == ()
    assert lire_droits(JOUR).dormantes == 2


def test_un_agent_sans_second_facteur_est_signale_la_ou_il_est_exige(settings):
    agent = creer_agent(last_login=HIER)
    settings.SECOND_FACTEUR_EXIGE = True
    assert alertes(agent) == ("second facteur à activer",)

    TOTPDevice.objects.create(user=agent, confirmed=True)

    assert alertes(agent) == ()


def test_ce_qu_un_compte_a_d_etrange_est_signale(groupes):
    propre = creer_agent(last_login=HIER)
    propre.user_permissions.set(Permission.objects.filter(codename="change_utilisateur"))
    sans_effet = creer_membre_du_groupe("gestionnaires")
    sans_effet.is_staff, sans_effet.last_login = False, HIER
    sans_effet.save()

    assert alertes(propre) == (
        "droits donnés en propre, hors de tout groupe",
        "administre les comptes sans en avoir le rôle",
    )
    assert alertes(sans_effet) == ("n’ouvre aucune page", "groupe sans effet : n’est pas agent")


def test_qui_consulte_les_comptes_lit_la_page_sans_les_modifier(groupes):
    delegue = creer_utilisateur(last_name="Protection des données")
    delegue.user_permissions.set(Permission.objects.filter(codename="view_utilisateur"))
    creer_agent(username="dupont")

    page = connecter(delegue).get(reverse("droits")).content.decode()

    assert "dupont" in page
    assert "Contributions et attributions de compensation" in page
    assert "/admin/gouvernance/utilisateur/" not in page


def test_la_revue_se_telecharge(client_administrateur):
    un_an = timezone.now() - timedelta(days=366)
    creer_utilisateur(username="jdurand", last_name="=Durand", date_joined=un_an)

    fichier = client_administrateur.get(reverse("droits"), {"export": "csv"})

    texte = b"".join(fichier.streaming_content).decode("utf-8-sig")
    assert "Collectivités ou domaines" in texte
    assert "jamais connecté" in texte
    assert "'=Durand" in texte


def test_la_page_coute_autant_pour_beaucoup_de_comptes(groupes, requetes):
    def ajouter():
        membre = creer_membre_du_groupe("contributeurs")
        creer_domaine().contributeurs.add(membre)
        creer_elu(creer_commune())

    ajouter()
    un = requetes(lambda: lire_droits(JOUR))
    for _ in range(3):
        ajouter()

    assert requetes(lambda: lire_droits(JOUR)) == un


def test_l_accueil_de_l_administration_y_mene(client_administrateur):
    assert reverse("droits") in client_administrateur.get(reverse("admin:index")).content.decode()
