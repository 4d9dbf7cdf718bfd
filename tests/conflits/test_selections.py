"""Actions de liste : la page intermédiaire n'agit que sur les versions qu'elle a montrées."""

import pytest
from django.contrib import admin
from django.urls import reverse

from services_communs.models import Adhesion, ServiceCommun
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import envoyer, ouvrir, page
from tests.fabriques import creer_adhesion, creer_service

pytestmark = pytest.mark.django_db
SERVICES = reverse("admin:services_communs_servicecommun_changelist")
ADHESIONS = reverse("admin:services_communs_adhesion_changelist")


def choisir(client, adresse, action, objets):
    choisis = [objet.pk for objet in objets]
    return client.post(adresse, {"action": action, "_selected_action": choisis})


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ")


def test_une_selection_inchangee_se_supprime(claire):
    services = [creer_service(), creer_service()]
    confirmation = choisir(claire, SERVICES, "delete_selected", services)

    claire.post(SERVICES, lire_formulaire(confirmation, "versions"))

    assert not ServiceCommun.objects.exists()


def test_un_objet_change_depuis_est_nomme_et_rien_n_est_supprime(claire, paul):
    archives, droit = creer_service(nom="Archives", courriel=""), creer_service(nom="Droit")
    vue = lire_formulaire(choisir(claire, SERVICES, "delete_selected", [archives, droit]), "post")
    envoyer(paul, archives, ouvrir(paul, archives), courriel="a@metropole.test")

    refus = claire.post(SERVICES, vue)
    assert ServiceCommun.objects.count() == 2
    assert "Archives : " in texte(refus)
    assert "vide → a@metropole.test, par Paul Petit le" in texte(refus)
    assert "Droit : " not in texte(refus)
    claire.post(SERVICES, lire_formulaire(refus, "post"))

    assert not ServiceCommun.objects.exists()


def test_une_ligne_ajoutee_ou_un_objet_disparu_se_disent_aussi(claire, paul):
    archives, droit = creer_service(nom="Archives"), creer_service(nom="Droit")
    vue = lire_formulaire(choisir(claire, SERVICES, "delete_selected", [archives, droit]), "post")
    creer_adhesion(service=archives)
    paul.post(page(droit, "delete"), ouvrir(paul, droit, "delete"))

    refus = texte(claire.post(SERVICES, vue))

    assert "Archives : Adhésions : 1 ligne ajoutée." in refus
    assert "Droit : supprimé par Paul Petit le" in refus
    assert ServiceCommun.objects.count() == 1


def test_confirmer_sans_les_versions_montre_d_abord(claire):
    service = creer_service()
    champs = {"action": "delete_selected", "_selected_action": [service.pk], "post": "yes"}

    refus = claire.post(SERVICES, champs)

    assert "relisez celle-ci" in texte(refus)
    assert ServiceCommun.objects.exists()


def test_la_cloture_groupee_refuse_une_adhesion_changee_depuis(claire, paul):
    adhesion = creer_adhesion()
    vue = lire_formulaire(choisir(claire, ADHESIONS, "cloturer", [adhesion]), "versions")
    decision = {"date_fin": "2031-12-31", "motif": "Retrait.", "confirmer": "oui"}
    envoyer(paul, adhesion, ouvrir(paul, adhesion), date_fin="2030-12-31")

    refus = claire.post(ADHESIONS, vue | decision)

    assert "par Paul Petit le" in texte(refus)
    assert f"{Adhesion.objects.get().date_fin}" == "2030-12-31"


def test_les_versions_se_lisent_en_autant_de_requetes_pour_dix_objets(claire, requetes):
    services = [creer_service() for _ in range(10)]

    def compter(nombre):
        return requetes(lambda: choisir(claire, SERVICES, "delete_selected", services[:nombre]))

    assert compter(10) == compter(2)


def test_aucune_liste_ne_se_modifie_sur_place():
    """`list_editable` enregistre sans dire quelle version on a lue."""
    assert not [p for p in admin.site._registry.values() if p.list_editable]
