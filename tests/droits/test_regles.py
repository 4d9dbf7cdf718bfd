"""Les règles écrites disent vrai : face aux groupes livrés et à ce que reçoit chaque rôle."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission

from mutualisation.droits.domaines import DOMAINES
from mutualisation.droits.groupes import VERBES, lire_les_groupes, relever_les_ecarts
from mutualisation.droits.regles import ADMINISTRATEUR, LECTEUR, VISITEUR, Ecriture, Lecture
from tests.adresses import ATTENTES, CONNEXION
from tests.droits.attentes import AVEC_DES_DROITS
from tests.droits.preparation import creer_les_groupes

LU, CACHE, REFUSE = 200, 404, 403
# Ce que reçoivent le maire de la commune et celui d'une autre.
STATUTS_DES_MAIRES = {
    Lecture.RIEN: {(CACHE, CACHE), (REFUSE, REFUSE)},
    Lecture.LES_SIENNES: {(CACHE, CACHE)},
    Lecture.SIENNE: {(LU, CACHE)},
    Lecture.COMMUN: {(LU, LU)},
    Lecture.PUBLIE: {(LU, LU)},
    Lecture.VALIDE: {(LU, LU)},
    Lecture.TOUT: {(LU, LU)},
}
DROIT = re.compile(r'"((?:gouvernance|services_communs|finances|mutualisation)\.[a-z]+_[a-z]+)"')
par_domaine = pytest.mark.parametrize("domaine", DOMAINES, ids=lambda domaine: domaine.titre)


@pytest.fixture
def groupes(db):
    creer_les_groupes()
    return lire_les_groupes()


def test_chaque_modele_a_sa_regle_et_une_seule():
    applications = ["gouvernance", "services_communs", "finances", "mutualisation"]
    suivis = {
        modele._meta.label
        for application in applications
        for modele in apps.get_app_config(application).get_models()
        if not hasattr(modele, "instance_type")
    }
    regles = Counter(nom for d in DOMAINES for nom in (*d.modeles, *d.produits))

    assert regles.keys() - suivis == {"auth.Group", "admin.LogEntry"}
    assert suivis - regles.keys() == set()
    assert regles.most_common(1)[0][1] == 1


def test_les_groupes_livres_peuvent_ce_que_disent_les_regles(groupes):
    assert relever_les_ecarts(groupes) == []


def test_tout_droit_d_un_groupe_est_dans_une_regle(groupes):
    dits = {geste.droit for domaine in DOMAINES for geste in domaine.gestes}
    dits |= {
        f"{nom.lower().replace('.', f'.{verbe}_', 1)}"
        for domaine in DOMAINES
        for nom in domaine.modeles
        for verbe in VERBES
    }
    donnes = {droit for droits in groupes.values() for droit in droits}

    assert {droit for droit in donnes if ".view_" not in droit} <= dits


@par_domaine
def test_une_regle_fausse_se_voit(groupes, domaine):
    inverse = {Ecriture.TOUT: Ecriture.RIEN, Ecriture.RIEN: Ecriture.TOUT}
    fausse = replace(domaine, administrateur=inverse[domaine.administrateur])
    if not domaine.modeles:
        [geste] = domaine.gestes
        fausse = replace(domaine, gestes=(replace(geste, roles=()),))

    assert [ecart.groupe for ecart in relever_les_ecarts(groupes, [fausse])] == [
        ADMINISTRATEUR.groupe
    ]


@par_domaine
def test_chaque_role_lit_ce_que_dit_la_regle(domaine):
    """Les statuts eux-mêmes sont éprouvés, adresse par adresse, dans `test_adresses.py`."""
    assert domaine.pages
    for page in domaine.pages:
        anonyme, agent, *maires, _ = ATTENTES[page]
        assert (anonyme != CONNEXION) == (domaine.lecture(VISITEUR) != Lecture.RIEN), page
        assert tuple(maires) in STATUTS_DES_MAIRES[domaine.lecture(LECTEUR)], page
        *_, gestionnaire, administrateur = AVEC_DES_DROITS.get(page, (agent,) * 4)
        assert administrateur == LU, page
        assert (agent == LU) == (domaine.agent != Lecture.RIEN), page
        assert (gestionnaire == LU) == (
            Lecture.TOUT in (domaine.agent, domaine.lecture(VISITEUR))
        ), page


def test_un_groupe_retouche_ou_disparu_est_signale(groupes):
    groupes["gestionnaires"] -= {"finances.delete_scenario"}
    groupes["contributeurs"] |= {"services_communs.valider_fiche"}
    groupes["protection des données"] = frozenset({"gouvernance.view_utilisateur"})
    del groupes["administrateurs"]

    dits = {(ecart.groupe, ecart.phrase) for ecart in relever_les_ecarts(groupes)}

    assert ("administrateurs", "ce groupe n’existe pas") in dits
    assert ("gestionnaires", "Simulations : écrit en partie, la règle dit tout") in dits
    assert (
        "contributeurs",
        "Activité des services : a en plus « valide ou rouvre une fiche soumise »",
    ) in dits
    assert ("protection des données", "groupe propre à ce site : n’écrit rien") in dits
    assert len(dits) == 4


@pytest.mark.django_db
def test_chaque_droit_nomme_dans_le_code_existe():
    """Un droit mal écrit refuserait toujours, sans rien dire."""
    existants = {
        f"{droit.content_type.app_label}.{droit.codename}"
        for droit in Permission.objects.select_related("content_type")
    }
    verbes = {droit.partition(".")[2].partition("_")[0] for droit in existants}
    nommes = {
        droit
        for application in ["gouvernance", "services_communs", "finances", "mutualisation"]
        for fichier in (settings.RACINE / application).rglob("*.py")
        if "migrations" not in fichier.parts
        for droit in DROIT.findall(fichier.read_text("utf-8"))
        if droit.partition(".")[2].partition("_")[0] in verbes
    }

    assert len(nommes) > 20
    assert nommes <= existants
