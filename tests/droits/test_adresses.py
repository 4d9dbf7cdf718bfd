"""Qui voit et fait quoi : chaque adresse, pour chaque rôle et chaque méthode."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from gouvernance.droits.methodes import ADMISES
from tests.adresses import ATTENTES, CONNEXION
from tests.droits.attentes import AVEC_DES_DROITS, ENVOIS, ROLES
from tests.severite import connecter

pytestmark = pytest.mark.django_db

INUTILES = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
par_role = pytest.mark.parametrize("role", ROLES)


def lectures(nom: str) -> tuple[int | None, ...]:
    """Statut attendu d'une lecture, dans l'ordre de `ROLES`."""
    statuts = ATTENTES[nom]
    return statuts + AVEC_DES_DROITS.get(nom, (statuts[1],) * 4)


def envois(nom: str) -> tuple[int, ...]:
    """Une page qui ne reçoit rien le dit, sans rien dire de plus à qui n'est pas connecté."""
    return ENVOIS.get(nom, (CONNEXION if ATTENTES[nom][0] == CONNEXION else 405, *[405] * 8))


def noms_des_adresses() -> set[str]:
    """Tous les noms d'adresse du site, hors administration."""

    def parcourir(motifs):
        for motif in motifs:
            if hasattr(motif, "url_patterns"):
                if motif.namespace != "admin":
                    yield from parcourir(motif.url_patterns)
            else:
                yield motif.name

    return set(parcourir(get_resolver().url_patterns))


def relever(monde, visiteur, role: str, methode: str, attendus: dict[str, int]) -> dict[str, int]:
    """Les adresses qui ne répondent pas ce qui est attendu."""
    recus = {nom: monde.repondre(role, methode, monde.adresse(nom), visiteur) for nom in attendus}
    return {nom: recu for nom, recu in recus.items() if recu != attendus[nom]}


def test_chaque_adresse_dit_qui_peut_la_lire():
    assert noms_des_adresses() == ATTENTES.keys()
    assert ATTENTES.keys() >= AVEC_DES_DROITS.keys() | ENVOIS.keys()


@par_role
def test_ce_que_chaque_role_lit(monde, visiteur, role):
    rang = ROLES.index(role)
    attendus = {nom: lectures(nom)[rang] for nom in ATTENTES if lectures(nom)[rang]}

    assert relever(monde, visiteur, role, "GET", attendus) == {}


@par_role
def test_ce_que_chaque_role_envoie(monde, visiteur, role):
    attendus = {nom: envois(nom)[ROLES.index(role)] for nom in ATTENTES}

    assert relever(monde, visiteur, role, "POST", attendus) == {}


@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_un_compte_desactive_n_a_que_ce_qu_a_un_anonyme(monde, visiteur, methode):
    statuts = lectures if methode == "GET" else envois
    attendus = {nom: statuts(nom)[0] for nom in ATTENTES}

    assert relever(monde, visiteur, "compte désactivé", methode, attendus) == {}


@pytest.mark.parametrize("role", ["anonyme", "maire d’une autre"])
def test_demander_l_en_tete_d_une_page_ne_dit_rien_de_plus_que_la_lire(monde, visiteur, role):
    rang = ROLES.index(role)
    attendus = {nom: lectures(nom)[rang] for nom in ATTENTES if lectures(nom)[rang]}

    assert relever(monde, visiteur, role, "HEAD", attendus) == {}


@pytest.mark.parametrize("methode", INUTILES)
@pytest.mark.parametrize("role", ["anonyme", "administrateur"])
def test_une_methode_que_le_site_n_emploie_pas_n_atteint_aucune_page(
    monde, visiteur, methode, role
):
    adresses = {monde.adresse(nom) for nom in ATTENTES} | {reverse("admin:index"), "/absente/"}

    recus = {monde.repondre(role, methode, adresse, visiteur) for adresse in adresses}

    assert recus == {405}
    assert methode not in ADMISES


def test_aucun_envoi_n_est_recu_sans_son_jeton(monde):
    """Une vue que l'on exempterait du jeton (CSRF) répondrait autre chose."""
    visiteur = Client(enforce_csrf_checks=True)
    attendus = dict.fromkeys(ATTENTES, 403)

    assert relever(monde, visiteur, "gestionnaire", "POST", attendus) == {}


@par_role
def test_un_objet_cache_repond_comme_un_objet_absent(monde, visiteur, role):
    """Sans quoi l'on saurait, à la réponse, lequel existe."""
    rang = ROLES.index(role)
    refus = {404, 403}
    for nom, arguments in monde.arguments.items():
        if type(arguments[-1]) is not int or len(arguments) > 1 or arguments == [2020]:
            continue
        absente = reverse(nom, args=[999_999_999])
        for methode, statuts in [("GET", lectures(nom)), ("POST", envois(nom))]:
            if statuts[rang] in refus:
                recu = monde.repondre(role, methode, absente, visiteur)
                assert recu == statuts[rang], f"{methode} {absente}"


def test_un_anonyme_revient_a_sa_page_apres_la_connexion(commune):
    adresse = reverse("commune_detail", args=[commune.code_insee])

    reponse = connecter(None).get(adresse)

    assert reponse.url == f"{reverse('connexion')}?next={adresse}"
