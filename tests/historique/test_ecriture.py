"""Écrire par lots laisse les mêmes lignes qu'écrire une à une."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from gouvernance.historique import ecriture
from gouvernance.historique.suivi import pour_motif
from services_communs.models import Adhesion, CommunesConcernees, Fiche, Objectif
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_commune,
    creer_deliberation,
    creer_domaine,
    creer_fiche,
    creer_objectif,
    creer_piste,
)
from tests.historique.fidelite import infideles

pytestmark = pytest.mark.django_db


def lignes(modele) -> list[tuple]:
    return list(modele.historique.order_by("history_id").values_list("id", "history_type"))


def test_creer_par_lots():
    fiche = creer_fiche()
    with pour_motif("Reprise"):
        crees = ecriture.creer(Objectif(fiche=fiche, ordre=n, texte=f"{n}") for n in range(1200))

    assert lignes(Objectif) == [(objectif.pk, "+") for objectif in crees]
    assert not infideles(Objectif)
    assert set(Objectif.historique.values_list("history_change_reason", flat=True)) == {"Reprise"}


def test_creer_avec_ses_liens():
    piste, communes = creer_piste(), [creer_commune() for _ in range(3)]
    lignes_creees = ecriture.creer(
        (CommunesConcernees(piste=piste, ordre=n, annee=2020 + n) for n in range(2)),
        liens={"collectivites": [[c.pk for c in communes], []]},
    )

    premiere, seconde = (ligne.historique.get() for ligne in lignes_creees)
    assert premiere.collectivites.count() == 3
    assert not seconde.collectivites.exists()
    assert not infideles(CommunesConcernees)


def test_modifier_n_ecrit_que_ce_qui_change():
    objectifs = [creer_objectif() for _ in range(3)]
    objectifs[1].texte = "Réécrit"

    assert ecriture.modifier(objectifs, ["texte"]) == 1
    assert lignes(Objectif)[3:] == [(objectifs[1].pk, "~")]
    assert not infideles(Objectif)


def test_modifier_ne_copie_pas_ce_que_la_memoire_a_de_perime():
    objectif = creer_objectif(texte="Avant")
    frais = Objectif.objects.get(pk=objectif.pk)
    frais.texte = "Changé par un autre"
    frais.save()
    objectif.ordre = 99
    ecriture.modifier([objectif], ["ordre"])

    assert objectif.historique.latest().texte == "Changé par un autre"
    assert not infideles(Objectif)


def test_changer_note_chaque_ligne_et_ses_liens():
    adhesion, autre = creer_adhesion(), creer_adhesion()
    adhesion.deliberations.add(creer_deliberation())
    combien = ecriture.changer(Adhesion.objects.filter(pk=adhesion.pk), date_fin=F("date_debut"))

    assert combien == 1
    assert adhesion.historique.latest().date_fin == adhesion.date_debut
    assert adhesion.historique.latest().deliberations.count() == 1
    assert autre.historique.count() == 1
    assert not infideles(Adhesion)


def test_de_deux_changements_d_etat_un_seul_passe():
    fiche, agent = creer_fiche(domaine=creer_domaine()), creer_administrateur()
    jumelle = Fiche.objects.get(pk=fiche.pk)
    fiche.commencer(agent)

    with pytest.raises(ValidationError, match="vient de changer d’état"):
        jumelle.commencer(agent)
    assert [genre for pk, genre in lignes(Fiche)] == ["+", "~"]


def test_changer_sans_ligne_ne_note_rien():
    assert ecriture.changer(Fiche.objects.none(), a_etudier="x") == 0
    assert ecriture.changer(Fiche.objects.filter(annee=1900), a_etudier="x") == 0
    assert not lignes(Fiche)


def test_changer_ne_coute_pas_une_requete_par_ligne(requetes):
    fiche = creer_fiche()
    creer_objectif(fiche=fiche)
    une = requetes(lambda: ecriture.changer(Objectif.objects.all(), texte="a"))
    for _ in range(20):
        creer_objectif(fiche=fiche)

    assert requetes(lambda: ecriture.changer(Objectif.objects.all(), texte="b")) == une
