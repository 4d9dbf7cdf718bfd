"""Chaque donnée d'un exercice clos est refusée au formulaire et par la base, puis rouverte."""

import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction

from gouvernance.exercices import ExerciceClos
from gouvernance.exercices.declencheurs import poser_les_verrous, verrous, verrous_poses
from gouvernance.exercices.operations import rouvrir
from tests.exercices.objets import LIGNES, autre_valeur
from tests.exercices.test_rattachements import RATTACHES, SUIVIS
from tests.fabriques import creer_administrateur

pytestmark = pytest.mark.django_db
par_modele = pytest.mark.parametrize("modele", LIGNES, ids=lambda modele: modele.__name__)


def refuse_par_la_base(ecrire) -> bool:
    try:
        with transaction.atomic():
            ecrire()
    except (IntegrityError, DataError) as refus:
        return "clos_" in str(refus)
    return False


def champs_a_changer(objet):
    """Sans les relations, qui suivent la même voie : une colonne comme les autres."""
    figes = objet.rattachement.champs_verrouilles(objet)
    return [champ for champ in figes if not champ.is_relation]


def est_refuse_au_formulaire(objet) -> bool:
    try:
        objet.full_clean()
    except ValidationError as erreur:
        return "est clos depuis" in " ".join(erreur.messages)
    return False


def test_chaque_modele_rattache_est_eprouve():
    assert LIGNES.keys() == {modele for modele in RATTACHES if not modele._meta.proxy}


@par_modele
def test_une_ligne_close_ne_change_ni_ne_se_supprime(modele, clos_2020):
    objet = LIGNES[modele]()
    clos_2020()
    objet = modele._base_manager.get(pk=objet.pk)

    assert objet.verrou == 2020
    with pytest.raises(ExerciceClos, match="est clos depuis le"):
        objet.exiger_un_exercice_ouvert()
    assert refuse_par_la_base(modele._base_manager.filter(pk=objet.pk).delete)
    for champ in champs_a_changer(objet):
        autre = copy.copy(objet)
        setattr(autre, champ.attname, autre_valeur(champ, getattr(objet, champ.attname)))
        changement = {champ.attname: getattr(autre, champ.attname)}
        lignes = modele._base_manager.filter(pk=objet.pk)
        assert est_refuse_au_formulaire(autre), champ.name
        assert refuse_par_la_base(lambda: lignes.update(**changement)), champ.name  # noqa: B023


@par_modele
def test_une_ligne_inchangee_passe_et_une_nouvelle_est_refusee(modele, clos_2020):
    objet = LIGNES[modele]()
    clos_2020()
    objet = modele._base_manager.get(pk=objet.pk)

    objet.refuser_si_clos()
    objet.save()

    nouvelle = copy.copy(objet)
    nouvelle._state = copy.copy(objet._state)
    nouvelle.pk, nouvelle._state.adding = None, True
    assert est_refuse_au_formulaire(nouvelle)
    assert refuse_par_la_base(nouvelle.save)


@par_modele
def test_les_champs_libres_restent_a_saisir(modele, clos_2020):
    objet = LIGNES[modele]()
    clos_2020()
    for nom in objet.rattachement.libres:
        champ = modele._meta.get_field(nom)
        if champ.is_relation:
            continue
        autre = autre_valeur(champ, getattr(objet, champ.attname))
        lignes = modele._base_manager.filter(pk=objet.pk)
        # Une autre règle peut refuser cette valeur ; la clôture, non.
        assert not refuse_par_la_base(lambda: lignes.update(**{nom: autre}))  # noqa: B023
        setattr(objet, nom, autre)
        objet.refuser_si_clos()


@par_modele
def test_un_lien_multiple_suit_l_objet_qui_le_porte(modele, clos_2020):
    objet = LIGNES[modele]()
    liens = objet.rattachement.liens_verrouilles(modele)
    cibles = {lien.name: creer_cible(lien) for lien in liens}
    for lien in liens:
        getattr(objet, lien.name).add(cibles[lien.name])
    clos_2020()

    for lien in liens:
        relies = getattr(objet, lien.name)
        assert refuse_par_la_base(lambda: relies.remove(cibles[lien.name]))  # noqa: B023
        assert refuse_par_la_base(lambda: relies.add(creer_cible(lien)))  # noqa: B023


def creer_cible(lien):
    return LIGNES[lien.related_model]()


@par_modele
def test_une_fois_rouvert_tout_se_modifie(modele, clos_2020):
    objet = LIGNES[modele]()
    clos_2020()
    rouvrir(annee=2020, par=creer_administrateur(), motif="Un chiffre est faux.")

    assert objet.verrou is None
    champ = champs_a_changer(objet)[-1]
    autre = autre_valeur(champ, getattr(objet, champ.attname))
    setattr(objet, champ.attname, autre)
    objet.refuser_si_clos()


@par_modele
def test_l_exercice_suivant_reste_ouvert(modele, clos_2020):
    clos_2020()
    if modele in {m for m in LIGNES if "__" in m.rattachement.chemin}:
        return
    nouvelle = modele()
    champ = modele._meta.get_field(modele.rattachement.chemin)
    annee_suivante = 2021 if champ.get_internal_type() != "DateField" else "2021-03-01"
    setattr(nouvelle, champ.attname, champ.to_python(annee_suivante))

    nouvelle.refuser_si_clos()
    assert nouvelle.verrou is None


def test_la_base_porte_tous_les_verrous_et_les_repose_s_ils_manquent():
    attendus = {verrou.nom for verrou in verrous(SUIVIS)}
    assert verrous_poses(connection).keys() == attendus

    ordre = "DROP TRIGGER {}" if connection.vendor == "sqlite" else "DROP FUNCTION {}() CASCADE"
    with connection.cursor() as curseur:
        curseur.execute(ordre.format("clos_services_communs_fiche_update"))
    poser_les_verrous(connection, SUIVIS)

    assert verrous_poses(connection).keys() == attendus
