"""Le glossaire et les liens qui y mènent."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.urls import reverse

from mutualisation.aide.glossaire import THEMES, TermeInconnu, glossaire
from mutualisation.templatetags.glossaire import termes, termes_des_colonnes

GABARITS = Path(__file__).resolve().parents[2] / "templates"
EMPLOI = re.compile(r'{% terme "([^"]+)" %}')
ATTENDUS = """
    AC, ajustement, CCAS, CIF, CLECT, charges transférées, déjà valorisé, refacturation,
    imputation, convention, fiche d’impact, CST, transfert d’agents, mise à disposition, ETP,
    EPCI, FPU, métropole, commune membre, population municipale, population totale, millésime,
    mandature, bureau, quorum, conférence des maires, jours francs, délibération, SCDL,
    télétransmission, matière, silence, majorité qualifiée, majorité simple, schéma de
    mutualisation, pacte de gouvernance, prorata, service commun, service mutualisé,
    mutualisation horizontale, groupement de commandes, campagne, clé de répartition,
    régularisation, édition, projet de rapport, brouillon, fiche, indicateur, réserves
"""


def emplois() -> list[tuple[str, str]]:
    return [
        (str(gabarit.relative_to(GABARITS)), mot)
        for gabarit in sorted(GABARITS.rglob("*.html"))
        for mot in EMPLOI.findall(gabarit.read_text(encoding="utf-8"))
    ]


def test_chaque_terme_employe_dans_un_gabarit_est_au_glossaire():
    employes = emplois()

    assert len(employes) > 10
    assert [e for e in employes if e[1].casefold() not in glossaire.par_ecriture] == []


@pytest.mark.parametrize("mot", " ".join(ATTENDUS.split()).split(", "))
def test_les_mots_du_metier_sont_au_glossaire(mot):
    assert glossaire.chercher(mot)


def test_les_voisins_d_un_terme_sont_d_autres_termes():
    for terme in glossaire.termes.values():
        assert set(terme.voisins) <= glossaire.termes.keys() - {terme.ancre}


def test_une_ecriture_ne_designe_qu_un_terme():
    ecritures = [e.casefold() for terme in glossaire.termes.values() for e in terme.ecritures]

    assert len(ecritures) == len(set(ecritures))


def test_chaque_definition_tient_en_quatre_phrases_et_a_son_theme():
    for terme in glossaire.termes.values():
        assert terme.theme in THEMES
        assert 1 <= len(re.findall(r"[.…](?= [A-ZÀÉ]|$)", terme.definition)) <= 4


def test_la_page_donne_une_ancre_a_chaque_terme(client, db):
    page = client.get(reverse("glossaire")).content.decode()
    ancres = re.findall(r' id="([^"]+)"', page)

    assert len(ancres) == len(set(ancres))
    assert glossaire.termes.keys() <= set(ancres)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ancres)


def test_un_terme_mene_a_sa_definition():
    rendu = Template('{% load glossaire %}{% terme "CLECT" %}').render(Context())

    assert 'href="/aide/glossaire/#clect"' in rendu
    assert "commission locale d’évaluation des charges transférées (glossaire)" in rendu
    assert rendu.endswith(">CLECT</a>")


def test_un_terme_inconnu_est_une_erreur():
    with pytest.raises(TermeInconnu, match="« TVA »"):
        Template('{% load glossaire %}{% terme "TVA" %}').render(Context())


def test_un_texte_relie_chaque_terme_une_fois_et_reste_echappe():
    rendu = termes("<b> La CLECT, puis la CLECT : l’attribution de compensation & l’AC, en bureau.")

    assert rendu.startswith("&lt;b&gt; La <a ")
    assert rendu.count('#clect"') == 1
    assert rendu.count('#ac"') == 1
    assert "&amp;" in rendu
    assert "#bureau" not in rendu


def test_un_mot_n_est_pas_reconnu_dans_un_autre():
    assert termes("un accord, un CSTX, réimputation") == "un accord, un CSTX, réimputation"


def test_une_liste_explique_les_termes_de_ses_entetes():
    class Colonne:
        def __init__(self, header):
            self.header = header

    class Liste:
        legende = "Montants votés par la CLECT"
        columns = (Colonne("Déjà valorisé"), Colonne("Commune"))

    assert [terme.ancre for terme in termes_des_colonnes(Liste())] == ["clect", "deja-valorise"]
