"""L'état d'un moment passé se lit, se compare et se rétablit, sans jamais passer une règle."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from finances.models import EvaluationCLECT, TotalVote
from gouvernance.historique.instantanes import comparer, lire_instantane, montrer
from gouvernance.historique.lecture import Lignes
from gouvernance.historique.operations import retablir
from gouvernance.models import Cloture, Collectivite, Utilisateur
from services_communs.models import Adhesion, CommunesConcernees, Fiche, Objectif, PisteAction
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_commune,
    creer_concernees,
    creer_deliberation,
    creer_evaluation_en_travaux,
    creer_fiche,
    creer_objectif,
    creer_participation,
    creer_piste,
    creer_total_vote,
)
from tests.historique.fidelite import infideles

pytestmark = pytest.mark.django_db

PISTES = Lignes(PisteAction._meta.get_field("fiche"))
LIGNES_D_UNE_FICHE = [
    Lignes(Objectif._meta.get_field("fiche")),
    PISTES,
    Lignes(CommunesConcernees._meta.get_field("piste"), PISTES),
]


def maintenant() -> datetime:
    return timezone.now()


def remettre(objet, moment, *lignes, motif="Erreur"):
    auteur = creer_agent()
    return retablir(type(objet), objet.pk, lignes, moment, motif=motif, auteur=auteur)


def test_l_etat_passe_dit_tous_les_champs_et_les_lignes():
    fiche = creer_fiche(a_etudier="Avant")
    objectif = creer_objectif(fiche=fiche, texte="Présent")
    moment = maintenant()
    fiche.a_etudier = "Après"
    fiche.save()
    objectif.delete()

    lue, ligne = montrer(lire_instantane(Fiche, fiche.pk, LIGNES_D_UNE_FICHE, moment))
    assert dict(lue.champs)["À étudier"] == "Avant"
    assert ligne.nom == "Présent"
    assert len(montrer(lire_instantane(Fiche, fiche.pk, LIGNES_D_UNE_FICHE, maintenant()))) == 1


def test_avant_sa_creation_un_objet_n_existait_pas():
    fiche = creer_fiche()
    hier = maintenant() - timedelta(days=1)

    assert montrer(lire_instantane(Fiche, fiche.pk, LIGNES_D_UNE_FICHE, hier)) == ()
    with pytest.raises(ValidationError, match="n’existait pas"):
        remettre(fiche, hier)


def test_retablir_remet_champs_lignes_et_liens():
    fiche = creer_fiche(a_etudier="Avant")
    garde, ote = (creer_objectif(fiche=fiche, texte=texte) for texte in ("Gardé", "Ôté"))
    concernees = creer_concernees(piste=creer_piste(fiche=fiche))
    concernees.collectivites.add(commune := creer_commune())
    moment = maintenant()
    avant = lire_instantane(Fiche, fiche.pk, LIGNES_D_UNE_FICHE, moment)
    fiche.a_etudier = "Après"
    fiche.save()
    garde.texte = "Changé"
    garde.save()
    ote.delete()
    fiche.pistes.all().delete()
    creer_objectif(fiche=fiche, texte="De trop")
    remettre(fiche, moment, *LIGNES_D_UNE_FICHE, motif="Mauvaise fiche")

    fiche.refresh_from_db()
    assert fiche.a_etudier == "Avant"
    assert {o.texte for o in fiche.objectifs.all()} == {"Gardé", "Ôté"}
    assert list(CommunesConcernees.objects.get().collectivites.all()) == [commune]
    apres = lire_instantane(Fiche, fiche.pk, LIGNES_D_UNE_FICHE, maintenant())
    assert comparer(avant, apres) == ()
    assert fiche.historique.latest().history_change_reason == "Mauvaise fiche"
    assert not any(map(infideles, (Fiche, Objectif, PisteAction, CommunesConcernees)))


def test_retablir_ne_refait_pas_le_parcours_d_une_fiche():
    fiche = creer_fiche(a_etudier="Avant")
    moment = maintenant()
    fiche.etat, fiche.a_etudier = Fiche.Etat.VALIDEE, "Après"
    fiche.save()
    remettre(fiche, moment)

    fiche.refresh_from_db()
    assert (fiche.etat, fiche.a_etudier) == (Fiche.Etat.VALIDEE, "Avant")


def test_un_objet_supprime_revient_avec_son_numero():
    adhesion, deliberation = creer_adhesion(), creer_deliberation()
    adhesion.deliberations.add(deliberation)
    moment, pk = maintenant(), adhesion.pk
    adhesion.delete()
    retablir(Adhesion, pk, [], moment, motif="Supprimée par erreur", auteur=creer_agent())

    revenue = Adhesion.objects.get(pk=pk)
    assert list(revenue.deliberations.all()) == [deliberation]
    assert [t.history_type for t in revenue.historique.order_by("history_id")][-2:] == ["+", "~"]


def test_il_dit_ce_qui_manque():
    adhesion, deliberation = creer_adhesion(), creer_deliberation(objet="Disparue")
    adhesion.deliberations.add(deliberation)
    moment = maintenant()
    deliberation.delete()

    with pytest.raises(ValidationError, match=r"Il manque, supprimé depuis : .*Disparue"):
        remettre(adhesion, moment)
    assert not adhesion.deliberations.exists()


def test_un_motif_est_demande():
    fiche = creer_fiche()

    with pytest.raises(ValidationError, match="Dites pourquoi"):
        remettre(fiche, maintenant(), motif="  ")


def test_les_regles_s_appliquent_encore():
    adhesion = creer_adhesion(date_fin=None)
    moment = maintenant()
    adhesion.date_fin = date(2020, 12, 31)
    adhesion.save()
    creer_adhesion(
        service=adhesion.service, collectivite=adhesion.collectivite, date_debut=date(2021, 1, 1)
    )

    with pytest.raises(ValidationError, match="adhère déjà"):
        remettre(adhesion, moment)


def test_un_exercice_clos_reste_clos():
    fiche = creer_fiche(annee=2020, a_etudier="Avant")
    moment = maintenant()
    fiche.a_etudier = "Après"
    fiche.save()
    Cloture.objects.create(annee=2020)

    with pytest.raises(ValidationError, match="clos"):
        remettre(fiche, moment)
    fiche.refresh_from_db()
    assert fiche.a_etudier == "Après"


def test_un_vote_reste_vote():
    evaluation = creer_evaluation_en_travaux()
    total = creer_total_vote(evaluation=evaluation, montant=Decimal(1000))
    moment = maintenant()
    total.montant = Decimal(2000)
    total.save()
    creer_participation(evaluation=evaluation, montant=Decimal(2000))
    evaluation.etat = EvaluationCLECT.Etat.ADOPTEE
    evaluation.save()

    with pytest.raises(ValidationError):
        remettre(evaluation, moment, Lignes(TotalVote._meta.get_field("evaluation")))
    total.refresh_from_db()
    assert total.montant == 2000


def test_un_compte_ne_se_retablit_pas():
    compte = creer_agent()
    moment = maintenant()
    compte.is_superuser = True
    compte.save()

    with pytest.raises(ValidationError, match="Un compte ne se rétablit pas"):
        retablir(Utilisateur, compte.pk, [], moment, motif="x", auteur=creer_agent())


def test_une_collectivite_se_retablit_par_son_mandataire():
    commune = creer_commune(nom="Avant")
    moment = maintenant()
    commune.nom = "Après"
    commune.save()
    retablir(Collectivite, commune.pk, [], moment, motif="x", auteur=creer_agent())

    commune.refresh_from_db()
    assert commune.nom == "Avant"
