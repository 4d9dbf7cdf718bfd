"""Ce qu'un exercice clos a vu d'une période ne change plus ; le reste se fixe librement."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finances.models import Participation
from gouvernance.exercices.operations import clore
from services_communs.models import Adhesion
from tests.fabriques import creer_adhesion, creer_administrateur

DERNIER_JOUR = date(2020, 12, 31)
# Resserrés autour de la clôture : ailleurs, rien ne se joue.
jours = st.dates(date(2018, 6, 1), date(2022, 6, 1)) | st.sampled_from(
    [DERNIER_JOUR + timedelta(jours) for jours in (-366, -365, -1, 0, 1)]
)
annees = st.integers(2018, 2023)


@st.composite
def periodes(draw, bornes):
    debut = draw(bornes)
    fin = draw(st.none() | bornes.filter(lambda fin: fin >= debut))
    return debut, fin


def adhesion(periode):
    return Adhesion(date_debut=periode[0], date_fin=periode[1])


def participation(periode):
    return Participation(exercice_debut=periode[0], exercice_fin=periode[1], montant=500)


@given(periodes(jours), periodes(jours), st.sets(st.integers(2018, 2020), min_size=1))
def test_une_modification_acceptee_ne_change_l_etat_d_aucun_jour_clos(avant, apres, clos):
    avant, apres = adhesion(avant), adhesion(apres)

    if Adhesion.rattachement.opposition(avant, apres, clos) is None:
        for annee in clos:
            for jour in (date(annee, 1, 1), date(annee, 6, 30), date(annee, 12, 31)):
                assert avant.est_en_cours_le(jour) == apres.est_en_cours_le(jour)


@given(periodes(annees), periodes(annees), st.sets(annees, min_size=1))
def test_une_participation_acceptee_porte_sur_les_memes_exercices_clos(avant, apres, clos):
    avant, apres = participation(avant), participation(apres)

    if Participation.rattachement.opposition(avant, apres, clos) is None:
        assert all(avant.s_applique_en(annee) == apres.s_applique_en(annee) for annee in clos)


@given(periodes(jours), st.none() | jours)
def test_une_fin_se_deplace_tant_qu_elle_ne_precede_pas_le_dernier_jour_clos(periode, fin):
    debut, _ = periode
    avant, apres = adhesion((debut, None)), adhesion((debut, fin))
    opposition = Adhesion.rattachement.opposition(avant, apres, {2020})

    commence_avant = debut <= DERNIER_JOUR
    assert (opposition is None) == (not commence_avant or fin is None or fin >= DERNIER_JOUR)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(avant=periodes(jours), apres=periodes(jours))
def test_la_base_refuse_exactement_ce_que_refuse_le_formulaire(db, avant, apres):
    with transaction.atomic():
        ligne = creer_adhesion(date_debut=avant[0], date_fin=avant[1])
        clore(annee=2020, par=creer_administrateur())
        voulue = adhesion(apres)
        voulue.pk, voulue.service_id = ligne.pk, ligne.service_id
        voulue.collectivite_id, voulue.convention_id = ligne.collectivite_id, ligne.convention_id
        attendu = Adhesion.rattachement.opposition(ligne, voulue, {2020}) is not None
        refusee = est_refusee(ligne, *apres)
        transaction.set_rollback(True)

    assert refusee == attendu


def est_refusee(ligne, debut, fin) -> bool:
    try:
        with transaction.atomic():
            Adhesion.objects.filter(pk=ligne.pk).update(date_debut=debut, date_fin=fin)
    except IntegrityError as refus:
        return "clos_" in str(refus)
    return False
