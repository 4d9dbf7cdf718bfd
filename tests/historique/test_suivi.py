"""Chaque écriture laisse une ligne fidèle à la base, par quelque porte qu'elle passe."""

import pytest
from django.contrib.auth.models import Group
from django.db.models import F
from django.urls import reverse

from gouvernance.historique.suivi import est_suivi, pour_motif
from gouvernance.models import CCAS, Collectivite, Commune, Deliberation, Texte, Utilisateur
from services_communs.models import Adhesion, Fiche
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_agent,
    creer_commune,
    creer_deliberation,
    creer_etape,
    creer_fiche,
    creer_texte,
)
from tests.historique.fidelite import infideles

pytestmark = pytest.mark.django_db


def genres(objet) -> str:
    return "".join(
        type(objet)
        .historique.filter(id=objet.pk)
        .order_by("history_id")
        .values_list("history_type", flat=True)
    )


def derniere(objet):
    return type(objet).historique.filter(id=objet.pk).latest()


def test_creation_changement_suppression_laissent_chacun_leur_ligne():
    texte = creer_texte()
    texte.objet = "Autre titre"
    texte.save()
    pk = texte.pk
    texte.delete()

    lignes = Texte.historique.filter(id=pk).order_by("history_id")
    assert [ligne.history_type for ligne in lignes] == ["+", "~", "-"]
    assert lignes.last().objet == "Autre titre"


def test_un_enregistrement_partiel_ne_copie_que_ce_qui_est_en_base():
    texte = creer_texte(objet="Avant")
    texte.objet, texte.contenu = "Jamais enregistré", "Enregistré"
    texte.save(update_fields=["contenu"])

    assert (derniere(texte).objet, derniere(texte).contenu) == ("Avant", "Enregistré")
    assert not infideles(Texte)


def test_un_enregistrement_partiel_ne_defait_pas_celui_d_un_autre():
    fiche = creer_fiche()
    autre = Fiche.objects.get(pk=fiche.pk)
    autre.a_etudier = "Écrit par l’autre"
    autre.save()
    fiche.prerequis = "Écrit par l’un"
    fiche.save(update_fields=["prerequis"])

    assert derniere(fiche).a_etudier == "Écrit par l’autre"


def test_un_objet_partiellement_charge_est_copie_en_entier(django_assert_max_num_queries):
    texte = Texte.objects.only("objet").get(pk=creer_texte(contenu="Résumé gardé").pk)
    texte.objet = "Autre"
    with django_assert_max_num_queries(4):
        texte.save()

    assert derniere(texte).contenu == "Résumé gardé"
    assert not infideles(Texte)


def test_une_valeur_calculee_par_la_base_est_copiee_calculee():
    fiche = creer_fiche(annee=2019)
    fiche.annee = F("annee") + 1
    fiche.save()

    assert derniere(fiche).annee == 2020


def test_les_mandataires_ecrivent_dans_l_historique_de_leur_table():
    commune = Commune.objects.get(pk=creer_commune().pk)
    commune.nom = "Renommée"
    commune.save()
    ccas = CCAS(nature="ccas", nom="CCAS renommé", article="le", commune=commune)
    ccas.save()

    assert Collectivite.historique.filter(id=commune.pk).latest().nom == "Renommée"
    assert Collectivite.historique.get(id=ccas.pk).history_type == "+"
    assert est_suivi(Commune)
    assert est_suivi(CCAS)


@pytest.mark.parametrize("geste", ["add", "remove", "set", "clear"])
def test_un_lien_multiple_se_copie_dans_les_deux_sens(geste):
    for depuis_l_autre_bout in (False, True):
        adhesion, deliberation = creer_adhesion(), creer_deliberation()
        if geste != "add":
            adhesion.deliberations.add(deliberation)
        porte = deliberation.adhesions if depuis_l_autre_bout else adhesion.deliberations
        vise = adhesion if depuis_l_autre_bout else deliberation
        avant = len(genres(adhesion))
        getattr(porte, geste)(*{"set": [[]], "clear": []}.get(geste, [vise]))

        lies = {lien.deliberation_id for lien in derniere(adhesion).deliberations.all()}
        assert lies == ({deliberation.pk} if geste == "add" else set())
        assert len(genres(adhesion)) == avant + 1


def test_supprimer_l_objet_lie_se_lit_chez_celui_qui_le_portait():
    adhesion, deliberation = creer_adhesion(), creer_deliberation()
    adhesion.deliberations.add(deliberation)
    fiche = creer_fiche(responsable=creer_agent())
    with pour_motif("Départ"):
        deliberation.delete()
        fiche.responsable.delete()

    assert not derniere(adhesion).deliberations.exists()
    assert derniere(adhesion).history_change_reason == "Départ"
    assert derniere(fiche).responsable_id is None
    assert not infideles(Adhesion)
    assert not infideles(Fiche)


def test_supprimer_un_groupe_se_lit_chez_ses_membres():
    agent, groupe = creer_agent(), Group.objects.create(name="éphémère")
    agent.groups.add(groupe)
    groupe.delete()

    assert not derniere(agent).groups.exists()


def test_se_connecter_ne_laisse_pas_de_ligne(client):
    agent = creer_agent()
    client.force_login(agent)

    assert genres(agent) == "+"
    assert not hasattr(Utilisateur.historique.model, "password")


def test_le_motif_ne_vaut_que_dans_son_bloc():
    auteur = creer_agent()
    with pour_motif("Erreur de plume", auteur):
        texte = creer_texte()
    texte.save()

    premiere, seconde = Texte.historique.filter(id=texte.pk).order_by("history_id")
    assert (premiere.history_change_reason, premiere.history_user) == ("Erreur de plume", auteur)
    assert (seconde.history_change_reason, seconde.history_user) == ("", None)


def test_l_auteur_d_une_page_est_celui_qui_l_a_envoyee(client):
    texte, auteur = creer_texte(), creer_administrateur()
    client.force_login(auteur)
    adresse = reverse("admin:gouvernance_texte_change", args=[texte.pk])
    formulaire = client.get(adresse).context["adminform"].form
    saisie = {nom: valeur for nom, valeur in formulaire.initial.items() if valeur is not None}
    client.post(adresse, saisie | {"objet": "Objet corrigé"})

    assert derniere(texte).objet == "Objet corrigé"
    assert derniere(texte).history_user == auteur


def test_une_etape_garde_ses_communes():
    etape, commune = creer_etape(), creer_commune()
    etape.communes.set([commune])

    assert [lien.collectivite_id for lien in derniere(etape).communes.all()] == [commune.pk]


def test_les_suppressions_en_cascade_laissent_leurs_lignes():
    fiche = creer_fiche()
    objectif = fiche.objectifs.create(ordre=1, texte="Un objectif")
    fiche.delete()

    assert genres(objectif) == "+-"


def test_une_suppression_par_lot_laisse_ses_lignes():
    deliberations = [creer_deliberation() for _ in range(3)]
    Deliberation.objects.filter(pk__in=[d.pk for d in deliberations]).delete()

    assert [genres(d) for d in deliberations] == ["+-"] * 3
