"""Pages des instances : qui les lit, ce qu'elles montrent, en combien de requêtes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Instance
from tests.fabriques import creer_commune
from tests.fabriques_gouvernance import creer_instance, creer_mandat, creer_membre, creer_seance

pytestmark = pytest.mark.django_db


def test_chaque_instance_du_pacte_a_sa_page(client_maire, donnees):
    instances = list(Instance.objects.all())
    assert len(instances) == 13

    for instance in instances:
        contenu = client_maire.get(instance.get_absolute_url()).content.decode()
        assert all(regle in contenu for regle in instance.regles.splitlines())
        assert instance.reference in contenu


def test_une_instance_d_une_autre_commune_est_inconnue(client_maire, commune, client_agent):
    sienne = creer_instance(collectivite=commune, nature="conseil_municipal")
    autre = creer_instance(collectivite=creer_commune(), nature="conseil_municipal")

    statuts = [client_maire.get(i.get_absolute_url()).status_code for i in (sienne, autre)]

    assert statuts == [200, 404]
    assert client_agent.get(autre.get_absolute_url()).status_code == 200
    assert autre.nom not in client_maire.get(reverse("instance_liste")).content.decode()


def test_la_page_se_lit_a_une_date(client_agent):
    membre = creer_membre(mandat=creer_mandat(date_fin=date(2021, 5, 3)))
    adresse = membre.instance.get_absolute_url()

    def contenu(**parametres):
        return client_agent.get(adresse, parametres).content.decode()

    assert str(membre.mandat.elu) in contenu(au="2021-05-03")
    assert str(membre.mandat.elu) not in contenu()
    assert "Composition au 3\u00a0mai 2021" in contenu(au="2021-05-03")


def test_une_date_mal_ecrite_est_dite_et_montre_aujourd_hui(client_agent):
    membre = creer_membre()

    reponse = client_agent.get(membre.instance.get_absolute_url(), {"au": "hier"})

    assert reponse.status_code == 200
    assert reponse.context["formulaire"].errors.keys() == {"au"}
    assert str(membre.mandat.elu) in reponse.content.decode()


def test_les_seances_menent_a_leur_page(client_agent):
    aujourd_hui = timezone.localdate()
    instance = creer_instance()
    jours = [aujourd_hui, aujourd_hui + timedelta(30), aujourd_hui - timedelta(30)]
    seances = [creer_seance(instance=instance, jour=jour) for jour in jours]

    reponse = client_agent.get(instance.get_absolute_url())

    page = reponse.context["page"]
    assert (page.a_venir, page.passees) == ((seances[0], seances[1]), (seances[2],))
    contenu = reponse.content.decode()
    assert all(reverse("seance_detail", args=[seance.pk]) in contenu for seance in seances)


def test_seul_qui_peut_modifier_voit_le_lien_de_saisie(client_maire, client_administrateur):
    instance = creer_instance()
    saisie = reverse("admin:gouvernance_instance_change", args=[instance.pk])

    contenus = [
        client.get(instance.get_absolute_url()).content.decode()
        for client in (client_maire, client_administrateur)
    ]

    assert [saisie in contenu for contenu in contenus] == [False, True]


@pytest.mark.parametrize("nature", ["conseil", "bureau", "clect", "conference", "commission"])
def test_la_page_en_requetes_constantes(client_agent, requetes, nature):
    instance = creer_instance(nature=nature)
    creer_membre(instance=instance)
    creer_seance(instance=instance)
    avant = requetes(lambda: client_agent.get(instance.get_absolute_url()))
    for rang in range(10):
        creer_membre(instance=instance)
        creer_seance(instance=instance, jour=date(2022, 1, 1 + rang))

    apres = requetes(lambda: client_agent.get(instance.get_absolute_url()))

    assert apres == avant <= 15


def test_la_liste_compte_femmes_et_hommes_au_jour_choisi(client_agent):
    membre = creer_membre(
        instance=creer_instance(nom="Bureau"),
        mandat=creer_mandat(date_fin=date(2021, 5, 3)),
        date_fin=date(2021, 5, 3),
    )
    membre.mandat.elu.sexe = "F"
    membre.mandat.elu.save()
    creer_membre(instance=membre.instance, mandat=creer_mandat(), qualite="invite")

    def comptes(au):
        [ligne] = client_agent.get(reverse("instance_liste"), {"au": au}).context["table"].rows
        return ligne.record.nombre_membres, ligne.record.femmes, ligne.record.hommes

    assert comptes("2021-05-03") == (1, 1, 0)
    assert comptes("2021-05-04") == (0, 0, 0)


def test_le_nom_se_cherche_sans_accent(client_agent):
    creer_instance(nom="Conférence métropolitaine")
    creer_instance(nom="Bureau")

    reponse = client_agent.get(reverse("instance_liste"), {"nom": "metropo"})

    noms = [ligne.record.nom for ligne in reponse.context["table"].rows]
    assert noms == ["Conférence métropolitaine"]
