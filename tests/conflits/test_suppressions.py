"""Supprimer, ou être supprimé, pendant qu'une autre personne modifie."""

from datetime import date

import pytest
from django.urls import reverse

from services_communs.models import ServiceCommun
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import envoyer, ouvrir, page
from tests.fabriques import creer_adhesion, creer_service

pytestmark = pytest.mark.django_db


def test_un_objet_inchange_se_supprime(claire):
    service = creer_service()

    reponse = claire.post(page(service, "delete"), ouvrir(claire, service, "delete"))

    assert reponse.status_code == 302
    assert not ServiceCommun.objects.exists()


def test_un_objet_change_depuis_ne_se_supprime_qu_apres_avoir_ete_revu(claire, paul):
    service = creer_service(nom="Archives", courriel="")
    champs = ouvrir(claire, service, "delete")
    envoyer(paul, service, ouvrir(paul, service), courriel="a@metropole.test")

    refus = claire.post(page(service, "delete"), champs)
    (phrase,) = refus.context["changements"]
    assert ServiceCommun.objects.exists()
    assert "vide → a@metropole.test, par Paul Petit le" in phrase.replace("\xa0", " ")
    claire.post(page(service, "delete"), lire_formulaire(refus))

    assert not ServiceCommun.objects.exists()


def test_une_ligne_ajoutee_depuis_se_voit_avant_de_supprimer(claire):
    service = creer_service()
    champs = ouvrir(claire, service, "delete")
    creer_adhesion(service=service)

    refus = claire.post(page(service, "delete"), champs)

    assert ServiceCommun.objects.exists()
    assert "Adhésions : 1 ligne ajoutée." in refus.context["changements"][0].replace("\xa0", " ")


def test_une_suppression_sans_version_montre_d_abord_ce_qu_elle_supprime(claire):
    service = creer_service()

    refus = claire.post(page(service, "delete"), {"post": "yes", "version": ""})

    assert "relisez" in refus.context["changements"][0]
    assert ServiceCommun.objects.exists()


def test_la_saisie_d_un_objet_supprime_se_recree(claire, paul):
    service = creer_service(nom="Archives")
    champs = ouvrir(claire, service)
    paul.post(page(service, "delete"), ouvrir(paul, service, "delete"))

    perdu = envoyer(claire, service, champs, nom="Archives communes")
    texte = perdu.content.decode().replace("\xa0", " ")
    assert "« Archives » a été supprimé par Paul Petit le" in texte
    saisie = lire_formulaire(perdu, "nom")
    assert "version" not in saisie
    claire.post(reverse("admin:services_communs_servicecommun_add"), saisie)

    assert ServiceCommun.objects.get().nom == "Archives communes"


def test_les_lignes_d_un_objet_supprime_se_recreent_avec_lui(claire, paul):
    service = creer_adhesion(date_debut=date(2019, 1, 1)).service
    champs = ouvrir(claire, service)
    service.adhesions.all().delete()
    ServiceCommun.objects.get(pk=service.pk).delete()

    saisie = lire_formulaire(envoyer(claire, service, champs), "nom")
    claire.post(reverse("admin:services_communs_servicecommun_add"), saisie)

    assert ServiceCommun.objects.get().adhesions.count() == 1


def test_un_objet_qui_n_a_jamais_existe_reste_introuvable(claire):
    reponse = claire.post(reverse("admin:services_communs_servicecommun_change", args=[404]), {})

    assert reponse.status_code == 302
    assert reponse.url == reverse("admin:index")
