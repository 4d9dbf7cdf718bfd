"""Chaque grille : ses lignes, ce qu'elle refuse, ce qu'elle reprend, et ses requêtes."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from gouvernance.models import Presence
from services_communs.models import Adhesion, Effectif, Mesure
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_agent,
    creer_ccas,
    creer_cle,
    creer_commune,
    creer_cout,
    creer_domaine,
    creer_effectif,
    creer_evaluation_en_travaux,
    creer_indicateur,
    creer_mesure,
    creer_participation,
    creer_service,
    creer_valeur,
)
from tests.fabriques_gouvernance import creer_instance, creer_membre, creer_seance
from tests.grilles.gestes import cellules, en_faute, envoyer, nom, ouvrir
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return connecter(creer_administrateur())


def test_un_effectif_se_saisit_a_cote_de_celui_d_avant(client):
    numerique, achats = creer_domaine(titre="Numérique"), creer_domaine(titre="Achats")
    creer_effectif(domaine=numerique, date=date(2020, 11, 30), agents=47, etp=Decimal("47.1"))
    creer_effectif(domaine=numerique, date=date(2020, 11, 30), agents=3, perimetre="Écoles")
    adresse = f"{reverse('grille_effectifs')}?date=2021-12-31"
    tableau = ouvrir(client, adresse)

    reponse = envoyer(client, adresse, tableau, action="reprendre")

    repris = reponse.context["tableau"]
    remplies = cellules(repris)
    assert remplies[nom(repris, "Numérique", "etp")] == "47,1"
    assert remplies[nom(repris, "Achats", "agents")] == ""
    assert repris.totaux[0].texte == "47"
    assert not Effectif.objects.filter(date__year=2021).exists()
    envoyer(client, adresse, repris, {("Numérique", "agents"): "48", ("Achats", "etp"): "4,5"})
    lus = Effectif.objects.filter(date=date(2021, 12, 31), perimetre="")
    assert set(lus.values_list("domaine", "agents", "etp")) == {
        (numerique.pk, 48, Decimal("47.1")),
        (achats.pk, None, Decimal("4.5")),
    }


def test_reprendre_n_ecrase_jamais_ce_qui_existe(client):
    actes = creer_indicateur(libelle="Actes")
    avant = creer_indicateur(libelle="Appels", domaine=actes.domaine)
    creer_mesure(indicateur=actes, annee=2020, valeur=Decimal(5))
    for indicateur in [actes, avant]:
        creer_mesure(indicateur=indicateur, annee=2019, valeur=Decimal(9), periode="juin")
    adresse = f"{reverse('grille_mesures')}?annee=2020"
    tableau = ouvrir(client, adresse)

    tout = envoyer(client, adresse, tableau, action="reprendre").context["tableau"]
    sans = envoyer(client, adresse, tableau, action="reprendre_la_structure").context["tableau"]

    assert cellules(tout)[nom(tout, "Actes", "valeur")] == "5"
    assert cellules(tout)[nom(tout, "Actes", "periode")] == ""
    assert cellules(tout)[nom(tout, "Appels", "valeur")] == "9"
    assert cellules(sans)[nom(sans, "Appels", "valeur")] == ""
    assert cellules(sans)[nom(sans, "Appels", "periode")] == "juin"
    assert Mesure.objects.filter(annee=2020).count() == 1


def test_un_contributeur_ne_saisit_que_ses_domaines():
    contributeur = creer_agent()
    groupe = Group.objects.create(name="contributeurs")
    droits = ["add_mesure", "change_mesure"]
    groupe.permissions.set(Permission.objects.filter(codename__in=droits))
    contributeur.groups.add(groupe)
    sien, autre = creer_indicateur(libelle="Sien"), creer_indicateur(libelle="Autre")
    sien.domaine.contributeurs.add(contributeur)
    client, adresse = connecter(contributeur), f"{reverse('grille_mesures')}?annee=2020"
    tableau = ouvrir(client, adresse)
    assert [rangee.ligne.libelle for rangee in tableau.rangees] == ["Sien"]

    forcee = envoyer(client, adresse, tableau, **{f"v.{autre.pk}.valeur": "5"})
    assert forcee.status_code == 200
    envoyer(client, adresse, tableau, {("Sien", "valeur"): "5"})
    envoyer(client, adresse, ouvrir(client, adresse), {("Sien", "valeur"): ""})

    assert not Mesure.objects.exists()
    assert client.get(f"{adresse}&domaine={autre.domaine.code}").status_code == 404


def test_une_adhesion_ne_se_vide_pas_elle_se_clot(client):
    service, commune = creer_service(), creer_commune(nom="Ahuy")
    creer_adhesion(service=service, collectivite=commune, date_debut=date(2019, 1, 1))
    adresse = reverse("grille_adhesions", args=[service.code])

    refus = envoyer(client, adresse, ouvrir(client, adresse), {("Ahuy", "debut"): ""})
    assert "prend un dernier jour" in en_faute(refus.context["tableau"])["Ahuy", "debut"]
    inverse = envoyer(client, adresse, ouvrir(client, adresse), {("Ahuy", "fin"): "31/12/2018"})
    assert "précède" in " ".join(en_faute(inverse.context["tableau"]).values())
    envoyer(client, adresse, ouvrir(client, adresse), {("Ahuy", "fin"): "31/12/2020"})

    assert Adhesion.objects.get().date_fin == date(2020, 12, 31)
    libelles = [rangee.ligne.libelle for rangee in ouvrir(client, adresse).rangees]
    assert "Ahuy, 2e période" in libelles


def test_les_presences_se_notent_ensemble(client):
    instance = creer_instance()
    seance = creer_seance(instance=instance)
    membres = [creer_membre(instance=instance) for _ in range(3)]
    noms = [str(membre.mandat.elu) for membre in membres]
    adresse = reverse("grille_presences", args=[seance.pk])
    represente = {
        (noms[0], "etat"): "représenté par un pouvoir",
        (noms[0], "pouvoir"): noms[1].upper(),
        (noms[2], "etat"): "excusé",
    }

    refus = envoyer(client, adresse, ouvrir(client, adresse), represente)
    assert "Un pouvoir se donne à un membre présent" in refus.context["tableau"].generales[0]
    assert not Presence.objects.exists()
    assert (
        envoyer(
            client,
            adresse,
            ouvrir(client, adresse),
            represente | {(noms[1], "etat"): "présent"},
        ).status_code
        == 302
    )
    assert dict(Presence.objects.values_list("membre", "etat")) == dict(
        zip([m.pk for m in membres], ["represente", "present", "excuse"], strict=True)
    )


def multiplier(service, evaluation, cle):
    """De quoi grossir toutes les grilles à la fois."""
    commune = creer_commune()
    for collectivite in [commune, creer_ccas(commune=commune)]:
        creer_adhesion(service=service, collectivite=collectivite)
        creer_valeur(cle=cle, collectivite=collectivite)
    for exercice in [2018, 2019, 2020, 2021]:
        creer_participation(
            evaluation=evaluation, payeur=commune, exercice_debut=exercice, exercice_fin=exercice
        )
        creer_mesure(indicateur=creer_indicateur(), annee=exercice)
        creer_effectif(date=date(exercice, 12, 31))
    creer_cout(evaluation=evaluation, service=creer_service(), exercice=2020)
    creer_cout(evaluation=evaluation, service=service, exercice=2021, nature="fonctionnement")


def test_nombre_de_requetes_constant(client, requetes):
    service, cle = creer_service(), creer_cle()
    evaluation = creer_evaluation_en_travaux(date=date(2018, 1, 1))
    instance = creer_instance()
    seance = creer_seance(instance=instance)
    adresses = [
        f"{reverse('grille_mesures')}?annee=2020",
        f"{reverse('grille_effectifs')}?date=2021-12-31",
        reverse("grille_adhesions", args=[service.code]),
        f"{reverse('grille_participations', args=[evaluation.pk])}?exercice=2020",
        f"{reverse('grille_participations', args=[evaluation.pk])}?exercice=2020&service=ensemble",
        f"{reverse('grille_couts', args=[evaluation.pk])}?exercice=2020",
        reverse("grille_cle", args=[cle.pk]),
        reverse("grille_presences", args=[seance.pk]),
    ]
    multiplier(service, evaluation, cle)
    creer_membre(instance=instance)
    avant = {adresse: requetes(lambda a=adresse: client.get(a)) for adresse in adresses}
    for _ in range(4):
        creer_cout(evaluation=evaluation, service=creer_service(), exercice=2021)
        creer_membre(instance=instance)
        commune = creer_commune()
        creer_adhesion(service=service, collectivite=commune)
        creer_valeur(cle=cle, collectivite=commune)
        creer_participation(evaluation=evaluation, payeur=commune, exercice_debut=2020)
        creer_mesure(indicateur=creer_indicateur(), annee=2019)
        creer_effectif(date=date(2020, 12, 31))

    assert {adresse: requetes(lambda a=adresse: client.get(a)) for adresse in adresses} == avant


def test_reprendre_vers_l_annee_suivante_propose_sans_ecrire(client):
    actes, appels = creer_indicateur(libelle="Actes"), creer_indicateur(libelle="Appels")
    for indicateur in [actes, appels]:
        creer_mesure(indicateur=indicateur, annee=2020, valeur=Decimal(9))
    tableau = ouvrir(client, f"{reverse('grille_mesures')}?annee=2020")
    (suivante,) = tableau.grille.liens
    assert suivante.libelle == "Reprendre vers 2021"

    repris = ouvrir(client, suivante.adresse)

    assert cellules(repris)[nom(repris, "Actes", "valeur")] == "9"
    assert not Mesure.objects.filter(annee=2021).exists()
    reponse = envoyer(client, suivante.adresse, repris, {("Appels", "valeur"): ""})
    assert reponse.url == f"{reverse('grille_mesures')}?annee=2021"
    assert list(Mesure.objects.filter(annee=2021).values_list("indicateur")) == [(actes.pk,)]
