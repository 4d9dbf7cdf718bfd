"""Les pages de l'historique : d'un objet dans l'administration, de tout sur le site."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from gouvernance.historique.suivi import pour_motif
from gouvernance.models import Texte
from gouvernance.templatetags.historique import instant
from services_communs.models import Adhesion, Fiche
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_agent,
    creer_effectif,
    creer_fiche,
    creer_objectif,
    creer_texte,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db


def adresse(objet, page="history", pk=None) -> str:
    meta = objet._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[pk or objet.pk])


def texte_de(reponse) -> str:
    return reponse.content.decode().replace("\u00a0", " ")


def test_l_onglet_dit_qui_pourquoi_avant_et_apres(client_administrateur):
    fiche = creer_fiche(a_etudier="Avant")
    with pour_motif("Erreur de plume", creer_agent(first_name="Camille", last_name="Essai")):
        Fiche.historique.update(history_date=timezone.now() - timedelta(hours=1))
        fiche.a_etudier = "Après"
        fiche.save()
    creer_objectif(fiche=fiche, texte="Un objectif neuf")

    page = texte_de(client_administrateur.get(adresse(fiche)))
    for attendu in ["par Camille Essai", "Erreur de plume", "<del>Avant</del>", "Un objectif neuf"]:
        assert attendu in page


def test_l_onglet_demande_le_droit_de_voir_l_objet():
    texte, agent = creer_texte(), creer_agent()

    assert connecter(agent).get(adresse(texte)).status_code == 403
    agent.user_permissions.add(Permission.objects.get(codename="view_texte"))
    assert connecter(agent).get(adresse(texte)).status_code == 200


def test_un_objet_supprime_garde_son_onglet_et_se_retablit(client_administrateur):
    adhesion = creer_adhesion()
    moment, pk, nom = timezone.now(), adhesion.pk, str(adhesion)
    adhesion.delete()
    assert "a été supprimé" in texte_de(client_administrateur.get(adresse(Adhesion, pk=pk)))
    depuis = adresse(Adhesion, "retablir", pk)
    demande = {"au": instant(moment), "motif": "Supprimée par erreur"}
    assert nom in texte_de(client_administrateur.get(depuis, {"au": instant(moment)}))
    assert not Adhesion.objects.filter(pk=pk).exists()

    reponse = client_administrateur.post(depuis, demande, follow=True)
    assert Adhesion.objects.filter(pk=pk).exists()
    assert "est rétabli" in texte_de(reponse)
    assert Adhesion.historique.latest().history_change_reason == "Supprimée par erreur"


def test_sans_motif_rien_n_est_retabli(client_administrateur):
    texte = creer_texte(objet="Avant")
    moment = timezone.now()
    texte.objet = "Après"
    texte.save()
    reponse = client_administrateur.post(
        adresse(texte, "retablir"), {"au": instant(moment), "motif": ""}
    )

    assert "Dites pourquoi." in texte_de(reponse)
    texte.refresh_from_db()
    assert texte.objet == "Après"


def test_qui_ne_peut_que_lire_ne_retablit_pas():
    texte, agent = creer_texte(), creer_agent()
    agent.user_permissions.add(Permission.objects.get(codename="view_texte"))
    demande = {"au": instant(timezone.now())}

    assert connecter(agent).get(adresse(texte, "retablir"), demande).status_code == 403
    page = texte_de(connecter(agent).get(adresse(texte), demande))
    assert "Tel qu’il était" in page
    assert "Rétablir cet état" not in page


@pytest.mark.parametrize("au", ["", "hier", "2020-13-45T00:00", "9999-01-01T00:00"])
def test_un_moment_illisible_ne_se_retablit_pas(client_administrateur, au):
    reponse = client_administrateur.get(adresse(creer_texte(), "retablir"), {"au": au})

    assert reponse.status_code == 404


def test_un_moment_illisible_est_dit_pres_de_son_champ(client_administrateur):
    page = texte_de(client_administrateur.get(adresse(creer_texte()), {"au": "hier"}))

    assert "Écrivez un jour et une heure" in page


def test_deux_moments_se_comparent(client_administrateur):
    texte = creer_texte(objet="Avant")
    debut = timezone.now()
    texte.objet = "Après"
    texte.save()
    demande = {"au": instant(debut), "et": instant(timezone.now())}

    page = texte_de(client_administrateur.get(adresse(texte), demande))
    assert "<del>Avant</del>" in page
    assert "<ins>Après</ins>" in page


def test_un_numero_inconnu_n_a_pas_d_historique(client_administrateur):
    for pk in (999_999, "abc"):
        assert client_administrateur.get(adresse(Texte, pk=pk)).status_code == 404


def test_l_ensemble_se_filtre(client_administrateur):
    auteur = creer_agent(last_name="Essai")
    with pour_motif("Erratum", auteur):
        creer_texte(reference="Article visé")
    creer_texte(reference="Article tu")
    hier = timezone.localdate() - timedelta(days=1)
    for criteres in [
        {"motif": "errat"},
        {"personne": auteur.pk},
        {"sorte": "gouvernance.texte", "motif": "Erratum"},
    ]:
        page = texte_de(client_administrateur.get(reverse("historique"), criteres))
        assert "Article visé" in page
        assert "Article tu" not in page
    page = texte_de(client_administrateur.get(reverse("historique"), {"au": hier}))
    assert "Aucune modification" in page


def test_l_historique_d_un_exercice_suit_une_annee_une_date_ou_une_relation(client_administrateur):
    fiche = creer_fiche(annee=2020)
    creer_objectif(fiche=fiche, texte="De 2020")
    creer_objectif(fiche=creer_fiche(annee=2021), texte="De 2021")
    creer_effectif(date=date(2020, 11, 30), agents=7)

    page = texte_de(client_administrateur.get(reverse("historique_exercice", args=[2020])))
    assert "De 2020" in page
    assert "30 novembre 2020" in page
    assert "De 2021" not in page


def test_l_historique_d_une_personne_ne_dit_que_ses_gestes(client_administrateur):
    auteur = creer_agent(last_name="Essai")
    with pour_motif("", auteur):
        creer_texte(reference="Par elle")
    creer_texte(reference="Par une autre")

    page = texte_de(client_administrateur.get(reverse("historique_personne", args=[auteur.pk])))
    assert "Par elle" in page
    assert "Par une autre" not in page


def test_un_critere_impossible_ne_montre_pas_tout(client_administrateur):
    assert client_administrateur.get(reverse("historique_exercice", args=[1])).status_code == 404


def test_un_agent_ne_lit_que_ce_qu_il_a_le_droit_de_voir(client_agent):
    creer_texte(reference="Article caché")

    assert "Article caché" not in texte_de(client_agent.get(reverse("historique")))


def test_un_elu_ne_lit_aucun_historique(client_maire):
    for nom, arguments in [("historique", []), ("historique_exercice", [2020])]:
        assert client_maire.get(reverse(nom, args=arguments)).status_code == 404


def test_l_ensemble_coute_autant_quand_l_historique_grandit(requetes):
    client = connecter(creer_administrateur())
    creer_texte()
    peu = requetes(lambda: client.get(reverse("historique")))
    for n in range(60):
        creer_texte(objet=f"Objet {n}")

    assert requetes(lambda: client.get(reverse("historique"))) <= peu
    assert "Page 1 sur" in texte_de(client.get(reverse("historique")))
