"""L'administration : chaque page de chaque modèle, pour chaque rôle, selon son seul droit."""

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from gouvernance.models import Utilisateur
from tests.droits.attentes import AUTRES_PAGES_ADMINISTREES, PAGES_ADMINISTREES, ROLES
from tests.fabriques import creer_administrateur

pytestmark = pytest.mark.django_db

ABSENT = "999999999"
AGENTS = [role for role in ROLES if role.startswith(("agent", "contrib", "gest", "admin"))]


def prefixe(modele) -> str:
    return f"{modele._meta.app_label}_{modele._meta.model_name}_"


def pages_de(modele) -> dict[str, str]:
    """L'adresse de chaque page du modèle, pour un objet qui n'existe pas."""
    connues = {}
    for page in PAGES_ADMINISTREES:
        arguments = [] if page in {"changelist", "add"} else [ABSENT]
        if page != "retablir" or f"{prefixe(modele)}retablir" in noms_administres():
            connues[page] = reverse(f"admin:{prefixe(modele)}{page}", args=arguments)
    return connues


def noms_administres() -> set[str]:
    def parcourir(motifs):
        for motif in motifs:
            if hasattr(motif, "url_patterns"):
                yield from parcourir(motif.url_patterns)
            elif motif.name:
                yield motif.name

    [site] = [m for m in get_resolver().url_patterns if getattr(m, "namespace", "") == "admin"]
    return set(parcourir(site.url_patterns))


def test_chaque_page_de_l_administration_a_son_droit():
    attendues = {
        f"{prefixe(modele)}{page}" for modele in admin.site._registry for page in PAGES_ADMINISTREES
    }
    assert noms_administres() - attendues == AUTRES_PAGES_ADMINISTREES


@pytest.mark.parametrize("methode", ["GET", "POST"])
@pytest.mark.parametrize("role", [role for role in ROLES if role not in AGENTS])
def test_qui_n_est_pas_agent_n_y_entre_pas(monde, visiteur, role, methode):
    adresses = [a for modele in admin.site._registry for a in pages_de(modele).values()]
    adresses.append(reverse("admin:index"))

    assert {monde.repondre(role, methode, adresse, visiteur) for adresse in adresses} == {302}


@pytest.mark.parametrize("methode", ["GET", "POST"])
@pytest.mark.parametrize("role", AGENTS)
def test_un_agent_sans_le_droit_d_une_page_est_refuse(monde, visiteur, role, methode):
    """Que l'objet existe ou non : celui-ci n'existe pas, et la réponse ne le dit pas."""
    agent = Utilisateur.objects.get(pk=monde.personnes[role].pk)
    fautes = {}
    for modele in admin.site._registry:
        meta = modele._meta
        for page, adresse in pages_de(modele).items():
            droits = {PAGES_ADMINISTREES[page]} | ({"change"} if page == "change" else set())
            if any(agent.has_perm(f"{meta.app_label}.{d}_{meta.model_name}") for d in droits):
                continue
            recu = monde.repondre(role, methode, adresse, visiteur)
            # Qui lit un objet sans pouvoir le changer apprend qu'il n'existe pas : il le saurait.
            if recu != 403 and (page, recu) != ("retablir", 404):
                fautes[adresse] = recu
    assert fautes == {}


def test_nul_ne_remplace_le_mot_de_passe_de_plus_puissant_que_soi(monde, visiteur):
    compte = creer_administrateur()
    adresse = reverse("compte_inviter", args=[compte.pk])

    assert monde.repondre("administrateur", "GET", adresse, visiteur) == 302
    assert monde.repondre("administrateur", "POST", adresse, visiteur) == 302
    assert Utilisateur.objects.get(pk=compte.pk).password == compte.password
