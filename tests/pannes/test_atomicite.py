"""Plusieurs écritures d'un même geste s'enregistrent toutes, ou aucune."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError

from gouvernance.historique.suivi import Historique
from tests.fabriques import creer_agent, creer_commune
from tests.pannes.atomicite import Code, ecrivent_plusieurs_fois, fautes

RACINE = Path(__file__).resolve().parents[2]
APPLICATIONS = ["gouvernance", "services_communs", "finances", "mutualisation"]
UN_A_UN = "chaque objet est un geste à part, sous sa propre transaction, et son sort est dit"
COURRIEL = "un courriel parti ne se reprend pas : la relance est notée avant, rendue s'il échoue"
REPRISE = "l'état gardé dit seul ce qui reste à faire : un autre le reprend"
REFUS = "la seconde écriture n'a lieu que si la première n'a rien écrit"
ADMISES = {
    "gouvernance.admin.instances.inscrire_les_membres_d_office": UN_A_UN,
    "gouvernance.consultations.relances._relancer": COURRIEL,
    "gouvernance.consultations.relances.relancer": UN_A_UN,
    "gouvernance.grilles.ecriture.enregistrer": REFUS,
    "gouvernance.historique.suppressions.noter": "Django l'appelle sous la suppression",
    "mutualisation.campagne.relances._relancer": COURRIEL,
    "mutualisation.campagne.relances.relancer": UN_A_UN,
    "mutualisation.imports.operations.confirmer": REPRISE,
    "mutualisation.imports.operations.mener": REPRISE,
    "mutualisation.imports.operations.recevoir": REPRISE,
    "mutualisation.imports.operations.repondre": REPRISE,
    "mutualisation.productions.operations.demander": REPRISE,
    "mutualisation.productions.taches.mener": REFUS,
    "services_communs.saisie.views.commenter": "un message, et un brouillon qui n'en dépend pas",
    "services_communs.saisie.views.enregistrer": REFUS,
}
# Une seule écriture, qu'un refus rendu après elle défait.
EN_UNE_FOIS = {
    "gouvernance.consultations.operations.conclure_consultation",
    "gouvernance.documents.operations.joindre_document",
    "gouvernance.historique.operations.retablir",
}
CHANGES = {"nom", "last_name"}
DECORATEUR = re.compile(r"^ *@transaction\.atomic(\(.*\))?\n(?= *def (\w+))", re.MULTILINE)


@pytest.fixture(scope="module")
def textes():
    return {
        ".".join(fichier.relative_to(RACINE).with_suffix("").parts): fichier.read_text("utf-8")
        for application in APPLICATIONS
        for fichier in sorted((RACINE / application).rglob("*.py"))
        if "migrations" not in fichier.parts
    }


def test_ce_qui_ecrit_plusieurs_fois_le_fait_sous_une_transaction(textes):
    assert fautes(textes) == ADMISES.keys()


def test_un_decorateur_retire_se_voit(textes):
    """Tous ceux des opérations, retirés à la fois : chacune écrit alors en plusieurs fois."""
    operations = {m: t for m, t in textes.items() if m.endswith((".operations", ".ecriture"))}
    retires = {f"{m}.{nom}" for m, t in operations.items() for _, nom in DECORATEUR.findall(t)}
    mutes = {module: DECORATEUR.sub("", texte) for module, texte in operations.items()}

    assert len(retires) > 20
    assert retires - ecrivent_plusieurs_fois(Code(mutes).fonctions) == EN_UNE_FOIS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("creer", [creer_commune, creer_agent])
def test_une_ligne_et_sa_trace_s_ecrivent_ensemble(creer, monkeypatch):
    objet = creer()
    avant = type(objet).objects.filter(pk=objet.pk).values().get()

    def tomber(*args, **options):
        raise DatabaseError("panne")

    monkeypatch.setattr(Historique, "create_historical_record", tomber)
    for champ in CHANGES & avant.keys():
        setattr(objet, champ, "Autre")
    with pytest.raises(DatabaseError, match="panne"):
        objet.save()

    assert type(objet).objects.filter(pk=objet.pk).values().get() == avant
