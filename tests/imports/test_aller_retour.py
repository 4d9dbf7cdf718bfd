"""Réimporter son propre export ne change rien : chaque ressource, chaque format, cas réel."""

from datetime import date
from decimal import Decimal

import pytest

from finances.models import CleRepartition, ValeurCle
from finances.ressources import ParticipationRessource, ValeurCleRessource
from gouvernance.exports import en_cellule
from gouvernance.imports.analyse import analyser, appliquer, exporter
from gouvernance.models import Collectivite
from gouvernance.ressources import (
    CommuneRessource,
    DeliberationRessource,
    PopulationRessource,
    SiegesRessource,
)
from services_communs.models import ServiceCommun
from services_communs.ressources import (
    AdhesionRessource,
    EffectifRessource,
    MesureRessource,
    TransfertRessource,
)
from tests.imports.tableaux import relire

LIVREES = [
    (CommuneRessource, 25),
    (PopulationRessource, 115),
    (DeliberationRessource, 17),
    (SiegesRessource, 23),
    (AdhesionRessource, 188),
    (TransfertRessource, 22),
    (EffectifRessource, 19),
    (MesureRessource, 64),
    (ParticipationRessource, 51),
]


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize(("ressource", "lignes"), LIVREES)
def test_reimporter_son_export_ne_change_rien(ressource, lignes, format, donnees):
    analyse = analyser(ressource, relire(ressource, format))

    assert not analyse.fautes
    assert not analyse.questions
    assert analyse.ne_change_rien
    assert analyse.inchangees == lignes


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_reimporter_les_valeurs_d_une_cle_ne_change_rien(format, donnees):
    service = ServiceCommun.objects.first()
    cle = CleRepartition.objects.create(
        service=service, nature="pourcentages", date_debut=date(2019, 1, 1)
    )
    parts = {"Dijon": "87.5", "Chenôve": "12.5"}
    for nom, valeur in parts.items():
        collectivite = Collectivite.objects.get(nom=nom)
        ValeurCle.objects.create(cle=cle, collectivite=collectivite, valeur=Decimal(valeur))

    analyse = analyser(ValeurCleRessource, relire(ValeurCleRessource, format))

    assert (analyse.inchangees, analyse.fautes, analyse.ne_change_rien) == (2, (), True)


# Une participation votée ne s'efface pas ; une délibération sans numéro ne se recrée pas.
EFFACABLES = [r for r, _ in LIVREES if r not in {ParticipationRessource, DeliberationRessource}]


@pytest.mark.parametrize("ressource", EFFACABLES)
def test_un_export_recree_ce_qui_a_ete_efface(ressource, donnees):
    """Tout ce qu'une colonne porte revient ; l'historique dit que l'import l'a écrit."""
    modele = ressource._meta.model
    if ressource is CommuneRessource:
        modele = modele._meta.concrete_model
        efface = modele.objects.create(nature="commune", nom="Ouvry", code_insee="21999")
    else:
        efface = modele.objects.order_by("pk").last()
    contenu = relire(ressource, "xlsx")
    efface.delete()

    bilan = appliquer(ressource, contenu, auteur=None, motif="Reprise")

    assert (bilan.creees, bilan.changees) == (1, 0)
    assert modele.historique.filter(history_change_reason="Reprise", history_type="+").count() == 1
    assert analyser(ressource, contenu).ne_change_rien


@pytest.mark.parametrize("ressource", [ressource for ressource, _ in LIVREES])
def test_l_exemple_d_une_ressource_est_une_ligne_reelle(ressource, donnees):
    _, lignes = exporter(ressource)
    exemples = {rang: c.exemple for rang, c in enumerate(ressource.colonnes) if c.exemple}

    assert exemples
    assert any(
        all(en_cellule(ligne[rang]) == en_cellule(e) for rang, e in exemples.items())
        for ligne in lignes
    )
