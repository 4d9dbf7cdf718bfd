"""Qui peut siéger où : chaque règle d'une place refuse, et dit l'article qui la fonde."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.models import MembreInstance
from tests.fabriques_gouvernance import creer_instance, creer_mandat, creer_membre
from tests.gouvernance.mandats import (
    commission,
    commune_a_sieges,
    conseiller_de,
    elu_de,
    nouveau_mandat,
    nouvelle_place,
    refuser,
)

pytestmark = pytest.mark.django_db


def test_une_instance_qui_n_existe_pas_encore_n_a_pas_de_membre():
    voirie = creer_instance(nom="Commission voirie", date_debut=date(2021, 1, 1))

    refuser(
        nouvelle_place(voirie, creer_mandat()),
        "date_debut",
        "Commission voirie n’existe pas le 16.juillet 2020",
        "premier jour est le 1er.janvier 2021",
    )


def test_une_instance_close_n_a_plus_de_membre():
    comite = creer_instance(date_fin=date(2021, 5, 3))

    refuser(
        nouvelle_place(comite, creer_mandat(), date_fin=date(2021, 5, 4)),
        "date_fin",
        "n’existe plus le 4.mai 2021",
    )


def test_une_place_tient_dans_le_mandat_qui_la_donne():
    mandat = creer_mandat(date_fin=date(2021, 5, 3))
    instance = creer_instance()

    avant = nouvelle_place(instance, mandat, date_debut=date(2020, 7, 15))
    refuser(avant, "date_debut", "hors de son mandat")
    apres = nouvelle_place(instance, mandat, date_fin=date(2021, 5, 4))
    refuser(apres, "date_fin", "hors de son mandat")
    nouvelle_place(instance, mandat).full_clean()


def test_une_personne_n_a_qu_une_place_par_instance():
    membre = creer_membre()
    second_mandat = creer_mandat(elu=membre.mandat.elu, fonction="maire")

    refuser(nouvelle_place(membre.instance, second_mandat), "mandat", "y siège déjà depuis le 16")


def test_une_instance_n_a_qu_un_president_a_la_fois():
    premier = creer_membre(qualite="president", date_fin=date(2021, 5, 3))
    mandat = creer_mandat()

    refuser(
        nouvelle_place(premier.instance, mandat, "president", date(2021, 5, 3)),
        "qualite",
        "a déjà un président du 16",
    )
    nouvelle_place(premier.instance, mandat, "president", date(2021, 5, 4)).full_clean()


def test_un_conseiller_ne_choisit_pas_une_troisieme_commission():
    mandat = creer_mandat()
    creer_membre(instance=commission("Mobilité"), mandat=mandat)
    creer_membre(instance=commission("Finances"), mandat=mandat, date_fin=date(2021, 5, 3))
    habitat = commission("Habitat")

    refuser(
        nouvelle_place(habitat, mandat, date_debut=date(2021, 5, 3)),
        "instance",
        r"déjà dans 2 commissions thématiques \(Finances et Mobilité\)",
        "pacte de gouvernance, art. 7",
    )
    nouvelle_place(habitat, mandat, date_debut=date(2021, 5, 4)).full_clean()
    nouvelle_place(habitat, mandat, "invite").full_clean()


@pytest.mark.parametrize("fonction", ["president", "vice_president", "delegue"])
def test_l_executif_est_de_droit_de_toutes_les_commissions(fonction):
    mandat = creer_mandat(fonction=fonction)
    for nom in "ABCD":
        creer_membre(instance=commission(nom), mandat=mandat, qualite="de_droit")

    nouvelle_place(commission("E"), mandat, "de_droit").full_clean()


def test_un_conseiller_sans_delegation_n_est_pas_de_droit():
    refuser(
        nouvelle_place(commission("A"), creer_mandat(), "de_droit"),
        "qualite",
        "n’est pas membre de droit",
    )


def test_un_conseiller_metropolitain_n_est_pas_au_conseil_de_developpement():
    conseil = creer_instance(nature="conseil_dev")
    mandat = creer_mandat()

    refuser(nouvelle_place(conseil, mandat), "mandat", "est conseiller métropolitain", "5211-10-1")
    nouvelle_place(conseil, mandat, "invite").full_clean()
    nouvelle_place(conseil, creer_mandat(fonction="autre")).full_clean()


def test_un_membre_du_conseil_de_developpement_ne_devient_pas_conseiller():
    membre = creer_membre(
        instance=creer_instance(nature="conseil_dev"),
        mandat=creer_mandat(fonction="autre"),
        date_fin=date(2021, 5, 3),
    )

    elu = membre.mandat.elu
    refuser(nouveau_mandat(elu), "fonction", "siège au conseil de développement", "L. 5211-10-1")
    nouveau_mandat(elu, date_debut=date(2021, 5, 4)).full_clean()


def test_un_maire_sans_siege_est_invite_au_bureau_sans_voix():
    bureau = creer_instance(nature="bureau")
    maire = creer_mandat(fonction="maire")

    refuser(nouvelle_place(bureau, maire), "qualite", "invité au bureau, sans voix", "art. 4")
    nouvelle_place(bureau, maire, "invite").full_clean()
    creer_mandat(elu=maire.elu, fonction="conseiller")
    nouvelle_place(bureau, maire).full_clean()


def test_nul_n_a_de_voix_au_conseil_sans_y_avoir_de_siege():
    conseil = creer_instance(nature="conseil")
    suppleant = creer_mandat(fonction="suppleant")

    refuser(nouvelle_place(conseil, suppleant), "qualite", "comme suppléant ou invité")
    nouvelle_place(conseil, suppleant, "suppleant").full_clean()
    refuser(
        nouvelle_place(conseil, creer_mandat(), "suppleant"), "qualite", "n’a pas de mandat de supp"
    )


@pytest.mark.parametrize("sieges", [1, 2])
def test_une_petite_commune_envoie_deux_conseillers_municipaux_en_commission(sieges):
    ahuy = commune_a_sieges(sieges, nom="Ahuy")
    for nom in "AB":
        mandat = creer_mandat(elu=elu_de(ahuy), fonction="municipal")
        nouvelle_place(commission(nom), mandat).full_clean()
        creer_membre(instance=commission(f"{nom} bis"), mandat=mandat)
    metropolitain = conseiller_de(ahuy)
    creer_membre(instance=commission("C"), mandat=metropolitain)

    troisieme = creer_mandat(elu=elu_de(ahuy), fonction="municipal")
    refuser(
        nouvelle_place(commission("D"), troisieme),
        "mandat",
        "Ahuy, qui a .*, a déjà 2 conseillers municipaux",
        "L. 5211-40-1",
    )
    nouvelle_place(commission("E"), metropolitain).full_clean()


def test_une_commune_de_trois_sieges_n_envoie_que_des_conseillers_metropolitains():
    longvic = commune_a_sieges(3, nom="Longvic")
    municipal = creer_mandat(elu=elu_de(longvic), fonction="municipal")

    refuser(nouvelle_place(commission("A"), municipal), "mandat", "Longvic a 3 sièges", "art. 7")
    nouvelle_place(commission("B"), conseiller_de(longvic)).full_clean()


def test_le_formulaire_dit_la_regle_au_champ_fautif(client_administrateur):
    maire = creer_mandat(fonction="maire")
    bureau = creer_instance(nature="bureau")

    reponse = client_administrateur.post(
        reverse("admin:gouvernance_membreinstance_add"),
        {
            "instance": bureau.pk,
            "mandat": maire.pk,
            "qualite": "membre",
            "date_debut": "16/07/2020",
        },
    )

    assert "invité au bureau, sans voix (pacte de gouvernance, art. 4)" in reponse.content.decode()
    assert reponse.context["adminform"].form.errors.keys() == {"qualite"}
    assert not MembreInstance.objects.exists()
