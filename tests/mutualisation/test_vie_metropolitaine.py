"""Page d'une commune : ce qui est attendu d'elle, ses sièges, les séances à venir."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mutualisation.tableau_de_bord.gouvernance import lire_vie_metropolitaine
from tests.fabriques import creer_commune, creer_mandature, creer_sieges
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_elu_metropolitain,
    creer_instance,
    creer_mandat,
    creer_membre,
    creer_reponse,
    creer_seance,
)
from tests.mutualisation.pages_de_communes import construire

pytestmark = pytest.mark.django_db


def lire(client, commune):
    reponse = client.get(reverse("commune_detail", args=[commune.code_insee]))
    return reponse.context["page"].vie, reponse.content.decode().replace("\u00a0", " ")


def consulter(commune, nature="schema", **champs):
    consultation = creer_consultation(
        nature=nature, transmise_le=timezone.localdate(), objet="Schéma 2026-2032"
    )
    champs = {"transmise_le": timezone.localdate()} | champs
    return creer_reponse(consultation=consultation, commune=commune, **champs)


def sieger(commune, nombre):
    creer_sieges(
        commune=commune,
        nombre=nombre,
        mandature=creer_mandature(date_debut=timezone.localdate() - timedelta(days=900)),
    )


def test_ce_qui_est_attendu_dit_l_echeance_et_le_sens_du_silence(client_maire, commune):
    reponse = consulter(commune)
    restants = (reponse.echeance - timezone.localdate()).days

    vie, html = lire(client_maire, commune)

    assert "Ce qui est attendu de vous" in html
    assert f"dans {restants} jours" in html
    assert "Sans réponse, l’avis est réputé favorable." in html
    assert vie.attendus[0].adresse == reverse("consultation_detail", args=[reponse.consultation_id])


def test_une_reponse_rendue_n_est_plus_attendue(client_maire, commune):
    consulter(commune, sens="favorable", rendue_le=timezone.localdate())

    vie, html = lire(client_maire, commune)

    assert vie.attendus == ()
    assert "Ce qui est attendu de vous" not in html


def test_l_attente_d_une_autre_commune_ne_se_lit_pas(client_maire, commune):
    consulter(creer_commune())

    assert lire(client_maire, commune)[0].attendus == ()


def test_sans_delai_la_page_le_dit(client_maire, commune):
    consulter(commune, nature="adhesion")

    assert "sans délai fixé par la loi" in lire(client_maire, commune)[1]


@pytest.mark.parametrize(
    ("jours", "attendu"), [(0, ", aujourd’hui"), (1, ", demain"), (2, ", dans 2 jours")]
)
def test_le_dernier_jour_se_dit(commune, jours, attendu):
    reponse = consulter(commune)
    page = construire(commune)
    etat = replace(page.etat, aujourd_hui=reponse.echeance - timedelta(days=jours))

    vie = lire_vie_metropolitaine(commune, page.fiche, etat)

    assert vie.attendus[0].delai.replace("\u00a0", " ").endswith(attendu)


@pytest.mark.parametrize(("nombre", "attendu"), [(1, True), (2, False)])
def test_une_commune_d_un_seul_siege_a_un_suppleant(client_maire, commune, nombre, attendu):
    sieger(commune, nombre)

    vie, html = lire(client_maire, commune)

    assert vie.a_un_suppleant is attendu
    assert ("son nom n’est pas enregistré" in html) is attendu


def test_conseillers_et_suppleant_connus_se_nomment(client_maire, commune):
    sieger(commune, 1)
    conseil = creer_instance(nature="conseil", nom="Conseil métropolitain")
    for nom, qualite in [("Martin", "membre"), ("Durand", "suppleant")]:
        elu = creer_elu_metropolitain(nom=nom, prenom="Camille", commune=commune)
        creer_membre(instance=conseil, mandat=creer_mandat(elu=elu), qualite=qualite)

    vie, _ = lire(client_maire, commune)

    assert vie.conseillers == ("Camille Martin",)
    assert vie.suppleants == ("Camille Durand",)


def test_les_prochaines_seances_sont_celles_de_la_metropole_et_de_la_commune(client_maire, commune):
    demain = timezone.localdate() + timedelta(days=1)
    creer_seance(jour=demain)
    creer_seance(instance=creer_instance(collectivite=creer_commune()), jour=demain)
    creer_seance(jour=demain - timedelta(days=2))

    vie, _ = lire(client_maire, commune)

    assert len(vie.seances) == 1


def test_le_nombre_de_requetes_reste_le_meme(client_maire, commune, requetes):
    def remplir():
        consulter(commune)
        elu = creer_elu_metropolitain(commune=commune)
        creer_membre(instance=conseil, mandat=creer_mandat(elu=elu))
        creer_seance(jour=timezone.localdate() + timedelta(days=3))

    conseil = creer_instance(nature="conseil", nom="Conseil métropolitain")
    remplir()
    adresse = reverse("commune_detail", args=[commune.code_insee])
    avant = requetes(lambda: client_maire.get(adresse))
    for jours in range(5):
        creer_seance(jour=timezone.localdate() + timedelta(days=4 + jours))
        elu = creer_elu_metropolitain(commune=commune)
        creer_membre(instance=conseil, mandat=creer_mandat(elu=elu))

    assert requetes(lambda: client_maire.get(adresse)) == avant <= 15
