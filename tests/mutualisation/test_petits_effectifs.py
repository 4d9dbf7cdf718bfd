"""Ce que le public lit d'un petit nombre d'agents, sous toutes les formes du rapport."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouvernance.chapitres import Identite
from gouvernance.francais import INSECABLE
from mutualisation.rapport.annexes import annexes
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.donnees_ouvertes import composer_archive
from mutualisation.rapport.petits_effectifs import (
    Fourchette,
    ecarts_publiables,
    est_masque,
    publier,
    publier_somme,
    publier_transferts,
    total_etp_publie,
)
from mutualisation.rapport.rendu import rendre_html
from services_communs.chapitres import (
    EffectifObserve,
    EffectifsAnnuels,
    LigneTransferts,
    TableauTransferts,
    TransfertDate,
)
from services_communs.models import Effectif, TransfertAgents
from tests.fabriques import (
    creer_chiffre_annonce,
    creer_commune,
    creer_domaine,
    creer_effectif,
    creer_rapport,
    creer_texte_chapitre,
    creer_transfert,
)

SEUIL = 5
RECIT = """
Domaine : {{ nombre_agents:Écoute }}, {{ nombre_agents_transferes:Écoute }} transférés.
Commune : {{ nombre_agents_venus:Talant }}.
Ensemble : {{ nombre_agents }}, {{ nombre_etp }} ETP, {{ nombre_agents_transferes }} transférés.
"""
NOMBRE_MASQUE = f"1{INSECABLE}à{INSECABLE}4"


# La règle


@pytest.mark.parametrize(
    ("agents", "minimum", "attendu"),
    [
        (0, 5, "0"),
        (1, 5, NOMBRE_MASQUE),
        (4, 5, NOMBRE_MASQUE),
        (5, 5, "5"),
        (1, 1, "1"),
        (1, 2, "1"),
        (2, 3, f"1{INSECABLE}à{INSECABLE}2"),
    ],
)
def test_un_petit_nombre_d_agents_est_donne_par_ses_bornes(agents, minimum, attendu):
    assert str(publier(agents, minimum)) == attendu


def test_un_total_n_en_dit_pas_plus_que_ses_termes():
    assert publier_somme([10, 1], SEUIL) == Fourchette(11, 14)
    assert publier_somme([10, 0, 5], SEUIL) == Fourchette(15, 15)
    assert publier_somme([], SEUIL) == Fourchette(0, 0)


@pytest.mark.parametrize(
    ("agents", "etp", "masque"),
    [
        (3, "2.5", True),
        (5, "4.8", False),
        (None, "4", True),
        (None, "6", False),
        (12, None, False),
    ],
)
def test_les_etp_se_taisent_avec_les_agents(agents, etp, masque):
    effectif = EffectifObserve("Achats", date(2020, 11, 30), "", agents, etp and Decimal(etp))

    assert est_masque(effectif, SEUIL) is masque


def test_le_total_des_etp_ne_trahit_pas_celui_qui_manque():
    jour = date(2020, 11, 30)
    grand = EffectifObserve("Achats", jour, "", 12, Decimal("11.5"))
    petit = EffectifObserve("Reprographie", jour, "", 1, Decimal(1))

    assert total_etp_publie(EffectifsAnnuels((grand, petit), ()), SEUIL) == "au moins 11,5"
    assert total_etp_publie(EffectifsAnnuels((grand, petit), ()), 1) == "12,5"


transferts_quelconques = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("XYZ"), st.integers(1, 2)),
    st.integers(1, 12),
    max_size=12,
)


def tableau(nombres):
    details = tuple(
        TransfertDate(domaine, Identite(origine, "commune", "", ""), date(2019, mois, 1), "mois", n)
        for (domaine, origine, mois), n in nombres.items()
    )
    return TableauTransferts((), (LigneTransferts("A", ()),), details)


@given(transferts_quelconques, st.data())
def test_aucune_soustraction_ne_retrouve_un_nombre_masque(nombres, donnees):
    """Tout ce qui se publie resterait le même si chaque nombre masqué en cachait un autre."""
    autres = {
        cle: donnees.draw(st.integers(1, SEUIL - 1)) if n < SEUIL else n
        for cle, n in nombres.items()
    }

    assert publier_transferts(tableau(nombres), SEUIL) == publier_transferts(tableau(autres), SEUIL)


@given(transferts_quelconques)
def test_les_bornes_d_un_total_l_encadrent(nombres):
    publie = publier_transferts(tableau(nombres), SEUIL)

    assert publie.total.minimum <= sum(nombres.values()) <= publie.total.maximum
    assert publie.total.est_exacte == all(n >= SEUIL for n in nombres.values())


@given(transferts_quelconques)
def test_sans_seuil_le_tableau_est_exact(nombres):
    publie = publier_transferts(tableau(nombres), 1)

    assert publie.total == Fourchette(sum(nombres.values()), sum(nombres.values()))
    assert sum(ligne.total.minimum for ligne in publie.lignes) == publie.total.minimum
    assert sum(total.minimum for total in publie.totaux) == publie.total.minimum


def test_le_tableau_publie_de_2020_est_celui_du_rapport(donnees):
    transferts = construire_rapport(2020).transferts

    publie = publier_transferts(transferts, 1)

    assert publie.origines == transferts.origines
    assert [
        (ligne.domaine, tuple(c.minimum for c in ligne.cellules)) for ligne in publie.lignes
    ] == [(ligne.domaine, ligne.agents) for ligne in transferts.lignes]


# Toutes les formes


@pytest.fixture
def ouvrir(db):
    """Rapport d'une commune, d'un petit domaine et d'un grand, avec ce seuil."""

    def rapport(seuil):
        creer_texte_chapitre(
            rapport=creer_rapport(effectif_minimal=seuil), chapitre="essentiel", texte=RECIT
        )
        petit, grand = creer_domaine(titre="Écoute"), creer_domaine(titre="Appui")
        commune = creer_commune(nom="Talant", date_debut=None)
        creer_transfert(domaine=petit, origine=commune, agents=3)
        creer_transfert(domaine=grand, origine=commune, agents=80)
        creer_effectif(domaine=petit, agents=4, etp=Decimal("3.70"))
        creer_effectif(domaine=grand, agents=90, etp=Decimal("88.80"))
        creer_effectif(domaine=grand, perimetre="Antenne", agents=None, etp=Decimal("2.30"))
        return construire_rapport(2020)

    return rapport


def texte(contenu):
    """Ce qui se lit du rapport, graphiques compris."""
    sans_style = re.sub(r"<style.*?</style>", "", rendre_html(contenu), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", sans_style)).split())


def octets(contenu):
    return b"".join(annexe.octets for annexe in annexes(contenu))


def test_chaque_forme_masque_les_petits_nombres(ouvrir):
    contenu = ouvrir(SEUIL)
    lu, csvs = texte(contenu), octets(contenu).decode()

    assert "1 à 4 agents au 30 novembre 2020" in lu
    assert "Écoute 1 à 4" in lu
    assert "Domaine : 1 à 4, 1 à 4 transférés. Commune : 81 à 84." in lu
    assert "Ensemble : 91 à 94, au moins 88,8 ETP, 81 à 84 transférés." in lu
    assert "81 à 84 agents transférés" in lu
    assert "91 à 94 agents au moins 88,8 équivalents temps plein" in lu
    assert "100,0 % des 88,8 ETP publiés" in lu
    assert ",1 à 4\r\n" in csvs
    assert ",1 à 4,non publié\r\n" in csvs
    assert ",,non publié\r\n" in csvs


def test_rien_de_public_ne_depend_de_la_valeur_masquee(ouvrir):
    avant = ouvrir(SEUIL)
    TransfertAgents.objects.filter(agents=3).update(agents=1)
    Effectif.objects.filter(agents=4).update(agents=2, etp=Decimal("1.50"))
    Effectif.objects.filter(perimetre="Antenne").update(etp=Decimal("4.10"))
    apres = construire_rapport(2020)

    assert avant != apres
    assert rendre_html(avant) == rendre_html(apres)
    assert octets(avant) == octets(apres)
    assert composer_archive(avant) == composer_archive(apres)


def test_un_seuil_d_un_montre_tous_les_nombres(ouvrir):
    contenu = ouvrir(1)
    lu, csvs = texte(contenu), octets(contenu).decode()

    assert "4 agents (3,7 ETP)" in lu
    assert "83 agents transférés" in lu
    assert "94 agents 92,5 équivalents temps plein" in lu
    assert "1 à 4" not in lu + csvs
    assert ",4,3.70\r\n" in csvs


def test_un_ecart_sur_des_agents_ne_dit_pas_les_nombres(ouvrir):
    contenu = ouvrir(SEUIL)
    creer_chiffre_annonce(
        libelle="Agents venus de Talant",
        unite="agents",
        valeur=Decimal(84),
        grandeur="agents_transferes",
        explication="La fiche en compte 3.",
    )
    masque = construire_rapport(2020)
    html = rendre_html(masque)

    assert contenu.methode.ecarts == ()
    assert len(masque.methode.ecarts) == 1
    assert "Agents venus de Talant" not in html
    assert "sans être détaillés" in html
    assert ecarts_publiables(masque.methode.ecarts, 1) == masque.methode.ecarts
    assert "Agents venus de Talant" in rendre_html(replace(masque, effectif_minimal=1))
