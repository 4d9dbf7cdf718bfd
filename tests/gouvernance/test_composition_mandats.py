"""Qui peut exercer quoi : chaque règle d'un mandat refuse, et dit l'article qui la fonde."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from gouvernance.models import Mandat, MembreInstance
from tests.epreuves import double
from tests.fabriques import creer_ccas
from tests.fabriques_gouvernance import (
    creer_elu_metropolitain,
    creer_instance,
    creer_mandat,
    creer_membre,
)
from tests.gouvernance.mandats import (
    DEBUT,
    commune_a_sieges,
    conseiller_de,
    elu_de,
    mandature,
    nouveau_mandat,
    refuser,
)

pytestmark = pytest.mark.django_db


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
def test_un_mandat_tient_dans_sa_mandature(debut, fin, admis):
    mandat = nouveau_mandat(
        fonction="municipal", mandature=mandature(), date_debut=debut, date_fin=fin
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


def test_pas_plus_de_conseillers_que_de_sieges():
    quetigny = commune_a_sieges(2, nom="Quetigny")
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


def test_les_remplacants_successifs_n_occupent_qu_un_siege():
    ahuy = commune_a_sieges(2)
    conseiller_de(ahuy, date_fin=date(2021, 12, 31))
    conseiller_de(ahuy, date_debut=date(2022, 1, 1))

    nouveau_mandat(elu_de(ahuy)).full_clean()


def test_une_commune_sans_siege_n_a_pas_de_conseiller():
    commune_a_sieges(1)

    refuser(nouveau_mandat(), "fonction", "n’a pas de siège au conseil")


def test_seule_une_commune_d_un_siege_a_un_suppleant():
    ahuy = commune_a_sieges(1)
    marsannay = commune_a_sieges(2, nom="Marsannay-la-Côte")

    nouveau_mandat(elu_de(ahuy), "suppleant").full_clean()
    creer_mandat(elu=elu_de(ahuy), fonction="suppleant")
    refuser(nouveau_mandat(elu_de(ahuy), "suppleant"), "fonction", "déjà un suppléant", "L. 273-10")
    refuser(
        nouveau_mandat(elu_de(marsannay), "suppleant"),
        "fonction",
        "Marsannay-la-Côte a 2 sièges : seule une commune d’un siège",
        "L. 5211-6",
    )


def test_une_metropole_n_a_que_vingt_vice_presidents():
    for _ in range(20):
        creer_mandat(fonction="vice_president", mandature=mandature(), date_fin=date(2021, 5, 3))

    refuser(
        nouveau_mandat(fonction="vice_president", date_debut=date(2021, 5, 3)),
        "fonction",
        "Les 20 vice-présidences sont pourvues",
        "L. 5211-10",
    )
    nouveau_mandat(fonction="vice_president", date_debut=date(2021, 5, 4)).full_clean()


def test_un_elu_et_son_mandat_se_saisissent_ensemble(client_administrateur):
    ahuy = commune_a_sieges(1)
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
