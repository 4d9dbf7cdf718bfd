"""La carte : des cercles justes, atteignables, dont les noms ne se chevauchent pas."""

from decimal import Decimal
from itertools import combinations, pairwise
from math import pi
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.graphiques import Lieu, carte
from gouvernance.graphiques.en_carte import classer, teinter
from gouvernance.graphiques.placement import (
    CORPS_ETROIT,
    COTE,
    boite_du_nom,
    dimensionner,
    placer_les_noms,
)
from gouvernance.graphiques.ruptures import grouper
from gouvernance.graphiques.theme import CORPS, ECHELLE, INCONNU, NUL

SVG = "{http://www.w3.org/2000/svg}"


def lieu(nom="Ahuy", latitude="47.37", longitude="5.02", taille=1000, valeur=3, **autres):
    place = [None if x is None else Decimal(x) for x in (latitude, longitude)]
    defauts = {"adresse": f"/communes/{nom}/", "description": f"{nom} : {valeur} services"}
    return Lieu(nom, *place, taille, valeur, **defauts | autres)


def situer(*lieux, **reglages):
    entetes = ("Commune", "Habitants", "Services")
    return carte("carte", "Services communs", "Où.", lieux, entetes=entetes, **reglages)


def liens(graphique):
    return list(ElementTree.fromstring(graphique.svg).iter(f"{SVG}a"))


def test_chaque_cercle_est_un_lien_nomme():
    graphique = situer(lieu("Dijon", latitude="47.32", taille=160_000), lieu("Ahuy"))

    [dijon, ahuy] = liens(graphique)
    assert ahuy.get("href") == "/communes/Ahuy/"
    assert ahuy.get("aria-label") == ahuy.find(f"{SVG}title").text == "Ahuy : 3 services"
    assert ahuy.find(f"{SVG}path") is not None
    assert dijon.get("href") == "/communes/Dijon/"


def test_une_carte_n_est_pas_une_image_car_elle_porte_des_liens():
    racine = ElementTree.fromstring(situer(lieu(), lieu("Daix", latitude="47.36")).svg)

    assert racine.get("role") == "group"
    assert racine.get("aria-labelledby") == racine[0].get("id")


def test_la_surface_est_proportionnelle_a_la_taille():
    cercles, *_ = dimensionner([lieu(taille=40_000), lieu("Daix", latitude="47.3", taille=10_000)])

    assert cercles[0].rayon == pytest.approx(2 * cercles[1].rayon, abs=0.1)


def test_le_nord_est_en_haut_et_l_est_a_droite():
    nord_ouest, sud_est = lieu(latitude="47.4", longitude="4.9"), lieu("Daix", "47.2", "5.2")
    cercles, *_ = dimensionner([nord_ouest, sud_est])

    assert cercles[0].x < cercles[1].x
    assert cercles[0].y < cercles[1].y


@pytest.mark.parametrize("manque", [{"latitude": None}, {"longitude": None}, {"taille": None}])
def test_un_lieu_sans_place_n_est_que_dans_la_table(manque):
    graphique = situer(lieu("Ahuy", **manque), lieu("Daix"))

    assert [lien.get("href") for lien in liens(graphique)] == ["/communes/Daix/"]
    assert [nom for nom, *_ in graphique.lignes] == ["Ahuy", "Daix"]


def test_sans_aucun_lieu_place_il_n_y_a_pas_de_dessin():
    assert situer().svg == ""
    assert situer(lieu(latitude=None)).svg == ""


def test_des_lieux_au_meme_endroit_se_dessinent():
    assert len(liens(situer(lieu("Ahuy"), lieu("Daix")))) == 2
    assert len(liens(situer(lieu("Seule")))) == 1


def test_un_nom_ne_peut_pas_injecter_de_balise():
    nom = '<script>"&'
    graphique = situer(lieu(nom, adresse="/x/?a=1&b=2", description=nom))

    assert "<script" not in graphique.svg
    assert liens(graphique)[0].get("href") == "/x/?a=1&b=2"


decimaux = {"min_value": Decimal("47.2"), "max_value": Decimal("47.4"), "places": 3}
semis = st.lists(
    st.tuples(st.decimals(**decimaux), st.decimals(**decimaux), st.integers(1, 200_000)),
    min_size=1,
    max_size=25,
    unique_by=lambda triplet: triplet[:2],
)


@given(semis)
def test_les_noms_ne_touchent_ni_cercle_ni_autre_nom(triplets):
    lieux = [lieu(f"Commune {i}", y, x, taille) for i, (y, x, taille) in enumerate(triplets)]
    lieux.sort(key=lambda place: -place.taille)
    cercles, largeur, hauteur = dimensionner(lieux)
    noms = placer_les_noms(cercles, largeur, hauteur)

    for corps, montres in [
        (CORPS, noms),
        (CORPS_ETROIT, [nom for nom in noms if nom.tient_en_etroit]),
    ]:
        boites = [boite_du_nom(nom, corps) for nom in montres]
        assert all(boite.tient_dans(largeur, hauteur) for boite in boites)
        assert not any(a.touche(b) for a, b in combinations(boites, 2))
        assert not any(
            boite.touche_le_cercle(cercle)
            for nom, boite in zip(montres, boites, strict=True)
            for cercle in cercles
            if cercle is not nom.cercle
        )


@given(semis)
def test_les_cercles_tiennent_dans_le_cadre_sans_le_couvrir(triplets):
    lieux = [lieu(f"Commune {i}", y, x, taille) for i, (y, x, taille) in enumerate(triplets)]
    cercles, largeur, hauteur = dimensionner(lieux)

    assert all(c.rayon <= min(c.x, c.y, largeur - c.x, hauteur - c.y) for c in cercles)
    assert sum(pi * c.rayon**2 for c in cercles) <= 0.2 * COTE**2


def test_le_nom_d_un_telephone_est_un_autre_calque():
    proches = [lieu(f"Saint-Nom-{i}", f"47.3{i}", "5.02", 1000 - i) for i in range(9)]
    svg = situer(*proches, lieu("Loin", "47.1", "5.3", 1)).svg

    assert 'class="carte__noms"' in svg
    assert 'class="carte__details"' in svg


def test_une_valeur_nulle_et_une_inconnue_ont_chacune_leur_classe():
    classes = classer([0, 3, None, 20])

    assert [teinte for teinte, *_ in classes] == [NUL, ECHELLE[1], ECHELLE[4], INCONNU]
    assert [libelle for _, libelle, _ in classes] == ["0", "3", "20", "non connu"]
    assert teinter(0, classes) == NUL
    assert teinter(None, classes) == INCONNU


def test_la_valeur_inconnue_est_cernee_de_tirets():
    graphique = situer(lieu(valeur=None), lieu("Daix", "47.3", valeur=2))

    [daix, ahuy] = sorted((lien.find(f"{SVG}path") for lien in liens(graphique)), key=tirets)
    assert tirets(ahuy) == "4 3"
    assert tirets(daix) == ""


def tirets(rond):
    return rond.get("stroke-dasharray", "")


def test_les_classes_suivent_les_ecarts_et_non_les_rangs():
    """Dijon paie treize fois plus que la suivante : elle est seule dans sa classe."""
    valeurs = [Decimal(v) for v in ["0.53", "1.06", "1.51", "2.17", "2.54", "3.01", "3.58", "49"]]

    libelles = [libelle.replace("\u00a0€", "") for _, libelle, _ in classer(valeurs, "€", 2)]

    assert libelles == ["0,53", "1,06 à 1,51", "2,17 à 2,54", "3,01 à 3,58", "49,00"]


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=60), st.integers(1, 5))
def test_un_decoupage_range_chaque_valeur_et_n_en_separe_pas_deux_egales(valeurs, nombre):
    valeurs = sorted(valeurs)
    groupes = grouper(valeurs, nombre)

    assert [valeur for groupe in groupes for valeur in groupe] == valeurs
    assert len(groupes) == min(nombre, len(set(valeurs)))
    assert all(a[-1] < b[0] for a, b in pairwise(groupes))


@given(st.lists(st.integers(0, 50) | st.none(), min_size=1, max_size=30))
def test_toute_valeur_a_une_teinte_d_autant_plus_forte_qu_elle_est_grande(valeurs):
    classes = classer(valeurs)
    teintes = [teinter(valeur, classes) for valeur in sorted(v for v in valeurs if v)]

    assert [ECHELLE.index(teinte) for teinte in teintes] == sorted(map(ECHELLE.index, teintes))
