"""Qui peut siéger où : chaque règle refuse à la saisie, et dit l'article qui la fonde."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from gouvernance.models import Mandat, MembreInstance
from tests.epreuves import double
from tests.fabriques import creer_ccas, creer_commune, creer_mandature, creer_sieges
from tests.fabriques_gouvernance import (
    creer_elu_metropolitain,
    creer_instance,
    creer_mandat,
    creer_membre,
)

pytestmark = pytest.mark.django_db

DEBUT = date(2020, 7, 16)


@pytest.fixture
def mandature():
    return creer_mandature()


@pytest.fixture
def commune_de(mandature):
    """Commune qui a ce nombre de sièges."""

    def creer(sieges, **valeurs):
        return creer_sieges(mandature=mandature, nombre=sieges, commune=creer_commune(**valeurs))

    return lambda sieges, **valeurs: creer(sieges, **valeurs).commune


def elu_de(commune):
    return creer_elu_metropolitain(commune=commune)


def conseiller_de(commune, **valeurs):
    return creer_mandat(elu=elu_de(commune), **valeurs)


def nouveau_mandat(elu=None, fonction="conseiller", date_debut=DEBUT, **valeurs):
    elu = elu or creer_elu_metropolitain()
    return Mandat(elu=elu, fonction=fonction, date_debut=date_debut, **valeurs)


def nouvelle_place(instance, mandat, qualite="membre", date_debut=DEBUT, **valeurs):
    return MembreInstance(
        instance=instance, mandat=mandat, qualite=qualite, date_debut=date_debut, **valeurs
    )


def commission(nom):
    return creer_instance(nature="commission", nom=nom)


def refuser(ligne, champ, *phrases):
    with pytest.raises(ValidationError) as refus:
        ligne.full_clean()
    message = " ".join(refus.value.message_dict[champ])
    for phrase in phrases:
        assert re.search(phrase, message), message


# Mandats


@pytest.mark.parametrize(
    ("debut", "fin", "admis"),
    [
        (date(2020, 7, 15), None, False),
        (DEBUT, date(2026, 3, 31), True),
        (DEBUT, None, True),
        (date(2026, 3, 31), None, True),
        (DEBUT, date(2026, 4, 1), False),
        (date(2026, 4, 1), None, False),
    ],
)
def test_un_mandat_tient_dans_sa_mandature(mandature, debut, fin, admis):
    mandat = nouveau_mandat(
        fonction="municipal", mandature=mandature, date_debut=debut, date_fin=fin
    )

    if admis:
        mandat.full_clean()
    else:
        champ = "date_fin" if fin else "date_debut"
        refuser(mandat, champ, r"hors de la mandature 2020-2026 \(du 16.juillet 2020 au 31.mars")


def test_deux_presidents_ne_se_succedent_pas_le_meme_jour():
    premier = creer_mandat(fonction="president", date_fin=date(2021, 5, 3))

    refuser(
        nouveau_mandat(fonction="president", date_debut=date(2021, 5, 3)),
        "fonction",
        f"déjà un président du 16.juillet 2020 au 3.mai 2021, {premier.elu}",
        "L. 5211-9",
    )
    nouveau_mandat(fonction="president", date_debut=date(2021, 5, 4)).full_clean()


def test_un_mandat_identique_ne_se_chevauche_pas():
    mandat = creer_mandat(date_fin=date(2021, 5, 3))
    autre = double(mandat, date_debut=date(2021, 1, 1), date_fin=None)

    refuser(autre, "date_debut", "exerce déjà cette fonction du 16.juillet 2020 au 3.mai 2021")
    double(autre, date_debut=date(2021, 5, 4)).full_clean()


def test_une_autre_qualite_se_cumule_sous_un_autre_nom():
    mandat = creer_mandat(fonction="autre", delegation="Chambre de commerce")

    double(mandat, delegation="Université").full_clean()


def test_une_commune_n_a_qu_un_maire():
    maire = creer_mandat(fonction="maire")

    refuser(
        nouveau_mandat(elu_de(maire.elu.commune), "maire"),
        "fonction",
        "a déjà un maire",
        "L. 2122-1",
    )


def test_une_fonction_d_elu_suppose_une_commune():
    personne = creer_elu_metropolitain(commune=None)

    refuser(nouveau_mandat(personne, "maire"), "fonction", "n’en a pas")
    nouveau_mandat(personne, "autre").full_clean()


def test_un_elu_ne_represente_pas_un_ccas():
    refuser(creer_elu_metropolitain(commune=creer_ccas()), "commune", "n’est pas une commune")


def test_pas_plus_de_conseillers_que_de_sieges(commune_de):
    quetigny = commune_de(2, nom="Quetigny")
    partant = conseiller_de(quetigny, date_fin=date(2021, 12, 31))
    restant = conseiller_de(quetigny)

    refuser(
        nouveau_mandat(elu_de(quetigny), date_debut=date(2021, 12, 31)),
        "fonction",
        "Quetigny a 2.sièges, tous pourvus",
        "L. 5211-6-1",
    )
    nouveau_mandat(elu_de(quetigny), date_debut=date(2022, 1, 1)).full_clean()
    # Une seconde fonction de la même personne n'occupe pas un second siège.
    nouveau_mandat(restant.elu, "vice_president").full_clean()
    partant.full_clean()


def test_les_remplacants_successifs_n_occupent_qu_un_siege(commune_de):
    ahuy = commune_de(2)
    conseiller_de(ahuy, date_fin=date(2021, 12, 31))
    conseiller_de(ahuy, date_debut=date(2022, 1, 1))

    nouveau_mandat(elu_de(ahuy)).full_clean()


def test_une_commune_sans_siege_n_a_pas_de_conseiller(commune_de):
    commune_de(1)

    refuser(nouveau_mandat(), "fonction", "n’a pas de siège au conseil")


def test_seule_une_commune_d_un_siege_a_un_suppleant(commune_de):
    ahuy = commune_de(1)
    marsannay = commune_de(2, nom="Marsannay-la-Côte")

    nouveau_mandat(elu_de(ahuy), "suppleant").full_clean()
    creer_mandat(elu=elu_de(ahuy), fonction="suppleant")
    refuser(nouveau_mandat(elu_de(ahuy), "suppleant"), "fonction", "déjà un suppléant", "L. 273-10")
    refuser(
        nouveau_mandat(elu_de(marsannay), "suppleant"),
        "fonction",
        "Marsannay-la-Côte a 2 sièges : seule une commune d’un siège",
        "L. 5211-6",
    )


def test_une_metropole_n_a_que_vingt_vice_presidents(mandature):
    for _ in range(20):
        creer_mandat(fonction="vice_president", mandature=mandature, date_fin=date(2021, 5, 3))

    refuser(
        nouveau_mandat(fonction="vice_president", date_debut=date(2021, 5, 3)),
        "fonction",
        "Les 20 vice-présidences sont pourvues",
        "L. 5211-10",
    )
    nouveau_mandat(fonction="vice_president", date_debut=date(2021, 5, 4)).full_clean()


# Places dans une instance


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
def test_une_petite_commune_envoie_deux_conseillers_municipaux_en_commission(commune_de, sieges):
    ahuy = commune_de(sieges, nom="Ahuy")
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


def test_une_commune_de_trois_sieges_n_envoie_que_des_conseillers_metropolitains(commune_de):
    longvic = commune_de(3, nom="Longvic")
    municipal = creer_mandat(elu=elu_de(longvic), fonction="municipal")

    refuser(nouvelle_place(commission("A"), municipal), "mandat", "Longvic a 3 sièges", "art. 7")
    nouvelle_place(commission("B"), conseiller_de(longvic)).full_clean()


# Les deux autres portes : le formulaire d'administration, la base


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


def test_un_elu_et_son_mandat_se_saisissent_ensemble(client_administrateur, commune_de):
    ahuy = commune_de(1)
    conseiller_de(ahuy)
    saisie = {
        "nom": "Nom",
        "prenom": "Camille",
        "commune": ahuy.pk,
        "mandats-TOTAL_FORMS": 1,
        "mandats-INITIAL_FORMS": 0,
        "mandats-0-fonction": "conseiller",
        "mandats-0-date_debut": "16/07/2020",
    }
    adresse = reverse("admin:gouvernance_elu_add")

    refus = client_administrateur.post(adresse, saisie)
    accord = client_administrateur.post(adresse, saisie | {"mandats-0-fonction": "municipal"})

    assert "1\u00a0siège, tous pourvus à cette date" in refus.content.decode()
    assert accord.status_code == 302
    assert Mandat.objects.filter(elu__nom="Nom", fonction="municipal").exists()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("regle", "creer"),
    [
        (
            "gouvernance_mandat_un_president_a_la_fois",
            lambda **dates: creer_mandat(fonction="president", **dates),
        ),
        (
            "gouvernance_membreinstance_un_president_a_la_fois",
            lambda **dates: creer_membre(
                instance=MembreInstance.objects.first().instance
                if MembreInstance.objects.exists()
                else creer_instance(),
                qualite="president",
                **dates,
            ),
        ),
        (
            "gouvernance_mandat_sans_chevauchement",
            lambda **dates: creer_mandat(
                elu=getattr(Mandat.objects.first(), "elu", None) or creer_elu_metropolitain(),
                **dates,
            ),
        ),
    ],
)
def test_postgresql_exclut_deux_periodes_closes_qui_se_chevauchent(regle, creer):
    creer(date_debut=date(2020, 7, 16), date_fin=date(2021, 5, 3))
    creer(date_debut=date(2021, 5, 4), date_fin=date(2021, 12, 31))

    with pytest.raises(IntegrityError, match=regle), transaction.atomic():
        creer(date_debut=date(2021, 12, 31), date_fin=date(2022, 5, 3))
